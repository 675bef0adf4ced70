"use client";
import { useQuery } from "@tanstack/react-query";
import { QueryView } from "@/components/query-view";
import { Callout } from "@/components/ui/callout";
import { Section } from "@/components/ui/card";
import { FormSkeleton } from "@/components/ui/skeleton";
import { Page } from "../shell/page";
import { ChannelTable } from "./channel-table";
import { DigestForm } from "./digest-form";
import { settingsQuery } from "./queries";
import { SlackForm } from "./slack-form";

/** What the person is told, by which way, and when. */
export function NotificationSettingsPage() {
  const query = useQuery(settingsQuery());
  return (
    <Page title="Notifications" crumbs={[{ label: "Account", href: "/account" }]} width="settings">
      <QueryView query={query} what="load the settings" skeleton={<FormSkeleton fields={4} />}>
        {(settings) => (
          <>
            <Section
              title="Ways to be told"
              description="What does not come to the inbox lies in its archive. Runs are watched and muted on their own pages."
            >
              <ChannelTable settings={settings} />
            </Section>
            <Section title="E-mail" description={`To ${settings.email.address}. Invitations come at once.`}>
              {settings.email.available ? null : (
                <Callout>
                  This server sends no mail to you: it is not set up for it, or your identity provider has not verified the address.
                </Callout>
              )}
              <DigestForm settings={settings} />
            </Section>
            <Section title="Slack" description="Messages to a channel of yours, at once.">
              <SlackForm settings={settings} />
            </Section>
          </>
        )}
      </QueryView>
    </Page>
  );
}
