"use client";
import { useQuery } from "@tanstack/react-query";
import { Box, Plus } from "lucide-react";
import Link from "next/link";
import { QueryView } from "@/components/query-view";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { api } from "@/lib/api/browser";
import { organizationAllows } from "@/lib/permissions";
import { workspaceRoleNames } from "@/lib/roles";
import { SettingsFrame } from "../organizations/settings-frame";
import { useShell } from "../shell/shell-context";
import { workspacesQuery } from "./queries";

/** Workspaces of the organization that the person may see. */
export function WorkspacesPage({ org }: { org: string }) {
  const { organization, show } = useShell();
  const workspaces = useQuery(workspacesQuery(api, org));
  const creates = organizationAllows(organization?.role, "workspace.create");
  return (
    <SettingsFrame
      title="Workspaces"
      description="Each workspace has its own runs, access and settings."
      actions={
        creates ? (
          <Button variant="primary" onClick={() => show("create-workspace")}>
            <Plus aria-hidden />
            <span className="max-sm:sr-only">Create workspace</span>
          </Button>
        ) : null
      }
    >
      <QueryView query={workspaces} what="load the workspaces">
        {(items) =>
          items.length === 0 ? (
            <EmptyState icon={Box} title="No workspace is shared with you">
              Ask an admin of the organization for access.
            </EmptyState>
          ) : (
            <Table label="Workspaces">
              <TableHeader>
                <TableRow>
                  <TableHead>Name</TableHead>
                  <TableHead>Your role</TableHead>
                  <TableHead className="max-sm:hidden">Created</TableHead>
                  <TableHead>
                    <span className="sr-only">Actions</span>
                  </TableHead>
                </TableRow>
              </TableHeader>
              <TableBody>
                {items.map((workspace) => (
                  <TableRow key={workspace.id}>
                    <TableCell grow>
                      <Link
                        href={`/${org}/${workspace.slug}`}
                        title={workspace.name}
                        className="block truncate rounded-sm font-medium hover:underline"
                      >
                        {workspace.name}
                      </Link>
                      <code className="text-muted-foreground text-xs">{workspace.slug}</code>
                    </TableCell>
                    <TableCell>{workspaceRoleNames[workspace.role]}</TableCell>
                    <TableCell className="whitespace-nowrap text-muted-foreground max-sm:hidden">
                      <RelativeTime value={workspace.created_at} />
                    </TableCell>
                    <TableCell className="py-0 text-right">
                      <Button asChild variant="ghost" size="sm">
                        <Link href={`/${org}/${workspace.slug}/settings`} aria-label={`Settings of ${workspace.name}`}>
                          Settings
                        </Link>
                      </Button>
                    </TableCell>
                  </TableRow>
                ))}
              </TableBody>
            </Table>
          )
        }
      </QueryView>
    </SettingsFrame>
  );
}
