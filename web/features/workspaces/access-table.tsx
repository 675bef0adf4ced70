"use client";
import type { WorkspaceMember, WorkspaceRole } from "@cairn/sdk/schema";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { api } from "@/lib/api/browser";
import { describeError } from "@/lib/api/problem";
import { workspaceRoleNames } from "@/lib/roles";
import { workspaceMembersQuery } from "./queries";

export interface AccessTableProps {
  org: string;
  workspace: string;
  members: readonly WorkspaceMember[];
  canEdit: boolean;
}

const options = (["admin", "editor", "viewer"] as const).map((value) => ({ value, label: workspaceRoleNames[value] }));

/** Who may do what here, and where that differs from the organization. */
export function AccessTable({ members, ...props }: AccessTableProps) {
  return (
    <Table label="Access">
      <TableHeader>
        <TableRow>
          <TableHead>Person</TableHead>
          <TableHead>Role here</TableHead>
          <TableHead>
            <span className="sr-only">Where the role comes from</span>
          </TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {members.map((member) => (
          <AccessRow key={member.user_id} member={member} {...props} />
        ))}
      </TableBody>
    </Table>
  );
}

function AccessRow({ org, workspace, member, canEdit }: Omit<AccessTableProps, "members"> & { member: WorkspaceMember }) {
  const client = useQueryClient();
  const name = member.name || member.email;
  // Owners and admins of the organization are admins everywhere; no workspace changes that.
  const isFixed = member.role === "admin" && !member.overridden;
  const shared = {
    onSuccess: () => client.invalidateQueries({ queryKey: workspaceMembersQuery(api, org, workspace).queryKey }),
    onError: (error: unknown) => toast.error(describeError(error).detail),
  };
  const set = useMutation({
    mutationFn: (role: WorkspaceRole) => api.workspaces.members.set(workspace, member.user_id, { role }, { organization: org }),
    ...shared,
  });
  const reset = useMutation({
    mutationFn: () => api.workspaces.members.reset(workspace, member.user_id, { organization: org }),
    ...shared,
  });
  return (
    <TableRow>
      <TableCell grow>
        <span className="flex items-center gap-2.5">
          <Avatar name={name} />
          <span className="min-w-0">
            <span className="block truncate font-medium">{name}</span>
            {member.name ? <span className="block truncate text-muted-foreground text-xs">{member.email}</span> : null}
          </span>
        </span>
      </TableCell>
      <TableCell>
        {canEdit && !isFixed ? (
          <Select
            aria-label={`Role of ${name} in this workspace`}
            size="sm"
            className="w-28"
            options={options}
            value={set.isPending ? set.variables : member.role}
            onValueChange={(role) => set.mutate(role)}
            disabled={set.isPending || reset.isPending}
          />
        ) : (
          workspaceRoleNames[member.role]
        )}
      </TableCell>
      <TableCell className="text-right">
        {member.overridden ? (
          canEdit ? (
            <Button
              variant="ghost"
              size="sm"
              onClick={() => reset.mutate()}
              pending={reset.isPending}
              aria-label={`Reset the role of ${name}`}
            >
              Reset
            </Button>
          ) : (
            <Badge tone="primary">Set here</Badge>
          )
        ) : (
          <span className="whitespace-nowrap text-muted-foreground text-xs max-sm:hidden">from the organization</span>
        )}
      </TableCell>
    </TableRow>
  );
}
