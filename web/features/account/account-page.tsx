"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { QueryView } from "@/components/query-view";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { TableSkeleton } from "@/components/ui/skeleton";
import { api } from "@/lib/api/browser";
import { Page } from "../shell/page";
import { Appearance } from "./appearance";
import { GrantTable } from "./grant-table";
import { Profile } from "./profile";
import { grantsQuery, sessionsQuery } from "./queries";
import { SessionTable } from "./session-table";

/** The person: profile, looks, sessions, sign-ins of programs. */
export function AccountPage() {
  const sessions = useQuery(sessionsQuery(api));
  const grants = useQuery(grantsQuery(api));
  return (
    <Page title="Account" width="settings">
      <Section title="Profile">
        <Profile />
      </Section>
      <Section title="Appearance">
        <Appearance />
      </Section>
      <Section
        title="Notifications"
        description="What you are told in the app, by e-mail and in Slack."
        actions={
          <Button asChild size="sm">
            <Link href="/account/notifications">Choose notifications</Link>
          </Button>
        }
      />
      <Section title="Sessions" description="Browsers that are signed in as you. End those you do not know.">
        <QueryView query={sessions} what="load the sessions" skeleton={<TableSkeleton rows={2} columns={3} />}>
          {(items) => <SessionTable sessions={items} />}
        </QueryView>
      </Section>
      <Section title="Command-line sign-ins" description="Programs that act in your name after cairn login.">
        <QueryView query={grants} what="load the sign-ins" skeleton={<TableSkeleton rows={2} columns={3} />}>
          {(items) => <GrantTable grants={items} />}
        </QueryView>
      </Section>
    </Page>
  );
}
