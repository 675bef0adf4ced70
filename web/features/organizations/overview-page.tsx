"use client";
import { useQuery } from "@tanstack/react-query";
import { Box, Plus, UserPlus } from "lucide-react";
import Link from "next/link";
import { QueryView } from "@/components/query-view";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { Card, Section } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton } from "@/components/ui/skeleton";
import { membersQuery } from "@/features/members/queries";
import { WorkspaceCard } from "@/features/workspaces/workspace-card";
import { api } from "@/lib/api/browser";
import { organizationAllows } from "@/lib/permissions";
import { organizationRoleNames } from "@/lib/roles";
import { Page } from "../shell/page";
import { useShell } from "../shell/shell-context";

const MEMBERS_SHOWN = 8;

/** An organization at a glance: its workspaces and people. */
export function OverviewPage({ org }: { org: string }) {
  const { organization, workspaces, show } = useShell();
  const members = useQuery(membersQuery(api, org));
  const role = organization?.role;
  const createWorkspace = () => show("create-workspace");
  return (
    <Page
      title="Overview"
      actions={
        organizationAllows(role, "workspace.create") ? (
          <Button variant="primary" onClick={createWorkspace}>
            <Plus aria-hidden />
            <span className="max-sm:sr-only">Create workspace</span>
          </Button>
        ) : null
      }
      heading={false}
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-8 xl:grid-cols-[minmax(0,1fr)_300px]">
        <Section title="Workspaces">
          {workspaces.length === 0 ? (
            <EmptyState icon={Box} title="No workspace is shared with you">
              Ask an admin of the organization for access.
            </EmptyState>
          ) : (
            <ul className="grid grid-cols-[minmax(0,1fr)] gap-3 sm:grid-cols-2 2xl:grid-cols-3">
              {workspaces.map((workspace) => (
                <li key={workspace.id} className="min-w-0">
                  <WorkspaceCard org={organization?.slug ?? org} workspace={workspace} />
                </li>
              ))}
            </ul>
          )}
        </Section>
        <Section
          title="Members"
          actions={
            organizationAllows(role, "invitation.manage") ? (
              <Button asChild size="sm">
                <Link href={`/${org}/settings/invitations?invite=1`}>
                  <UserPlus aria-hidden />
                  Invite
                </Link>
              </Button>
            ) : null
          }
        >
          <QueryView query={members} what="load the members" skeleton={<MembersSkeleton />}>
            {(items) => (
              <Card>
                <ul>
                  {items.slice(0, MEMBERS_SHOWN).map((member) => (
                    <li key={member.user_id} className="flex h-11 items-center gap-2.5 border-b px-3 last:border-0">
                      <Avatar name={member.name || member.email} />
                      <span className="min-w-0 flex-1 truncate text-sm" title={member.email}>
                        {member.name || member.email}
                      </span>
                      <span className="text-muted-foreground text-xs">{organizationRoleNames[member.role]}</span>
                    </li>
                  ))}
                </ul>
                <Link
                  href={`/${org}/settings/members`}
                  className="-outline-offset-2 flex h-9 items-center rounded-b-md border-t px-3 text-muted-foreground text-sm hover:bg-accent hover:text-foreground"
                >
                  {items.length > MEMBERS_SHOWN ? `All ${items.length} members` : "Manage members"}
                </Link>
              </Card>
            )}
          </QueryView>
        </Section>
      </div>
    </Page>
  );
}

function MembersSkeleton() {
  return (
    <Card className="delayed">
      {[0, 1, 2].map((row) => (
        <div key={row} className="flex h-11 items-center gap-2.5 border-b px-3 last:border-0">
          <Skeleton className="size-6 rounded-full" />
          <Skeleton className="w-32" />
        </div>
      ))}
    </Card>
  );
}
