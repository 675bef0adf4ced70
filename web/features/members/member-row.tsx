"use client";
import type { Member, OrganizationRole } from "@cairn/sdk/schema";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { RelativeTime } from "@/components/ui/relative-time";
import { Select } from "@/components/ui/select";
import { TableCell, TableRow } from "@/components/ui/table";
import { api } from "@/lib/api/browser";
import { describeError } from "@/lib/api/problem";
import { organizationAllows } from "@/lib/permissions";
import { assignableRoles, organizationRoleNames } from "@/lib/roles";
import { useShell } from "../shell/shell-context";

export interface MemberRowProps {
  org: string;
  member: Member;
  isLastOwner: boolean;
}

/** One person: role, removal, hand-over, leaving. */
export function MemberRow({ org, member, isLastOwner }: MemberRowProps) {
  const { me, organization } = useShell();
  const client = useQueryClient();
  const router = useRouter();
  const [asked, setAsked] = useState<"remove" | "transfer" | "leave" | null>(null);
  const own = organization?.role ?? "viewer";
  const isSelf = member.user_id === me.user?.id;
  const manages = organizationAllows(own, "member.manage") && (own === "owner" || member.role !== "owner");
  const name = member.name || member.email;
  const refresh = () => Promise.all([client.invalidateQueries({ queryKey: ["org", org] }), client.invalidateQueries({ queryKey: ["me"] })]);

  const setRole = useMutation({
    mutationFn: (role: OrganizationRole) => api.members.update(member.user_id, { role }, { organization: org }),
    onSuccess: async (updated) => {
      await refresh();
      toast.success(`${name} is now ${organizationRoleNames[updated.role].toLowerCase()}.`);
      if (isSelf) router.refresh();
    },
    onError: (error) => toast.error(describeError(error).detail),
  });

  async function remove() {
    await api.members.remove(member.user_id, { organization: org });
    await refresh();
    toast.success(`${name} was removed.`);
  }
  async function transfer() {
    await api.organizations.transfer(org, { user_id: member.user_id });
    await refresh();
    toast.success(`${name} is now owner.`);
    router.refresh();
  }
  async function leave() {
    await api.organizations.leave(org);
    await client.invalidateQueries({ queryKey: ["me"] });
    router.push("/");
    router.refresh();
  }

  const roles = assignableRoles(own).map((role) => ({ value: role, label: organizationRoleNames[role] }));
  return (
    <TableRow>
      <TableCell grow>
        <span className="flex min-w-0 items-center gap-2.5">
          <Avatar name={name} />
          <span className="min-w-0">
            <span className="flex items-center gap-1.5 font-medium" title={name}>
              <span className="truncate">{name}</span>
              {isSelf ? <Badge>You</Badge> : null}
            </span>
            {member.name ? <span className="block truncate text-muted-foreground text-xs">{member.email}</span> : null}
          </span>
        </span>
      </TableCell>
      <TableCell>
        {manages && !isLastOwner ? (
          <Select
            aria-label={`Role of ${name}`}
            size="sm"
            className="w-28"
            options={roles}
            value={setRole.isPending ? setRole.variables : member.role}
            onValueChange={(role) => setRole.mutate(role)}
            disabled={setRole.isPending}
          />
        ) : (
          <span title={isLastOwner ? "The only owner keeps the role" : undefined}>{organizationRoleNames[member.role]}</span>
        )}
      </TableCell>
      <TableCell className="whitespace-nowrap text-muted-foreground max-sm:hidden">
        <RelativeTime value={member.joined_at} />
      </TableCell>
      <TableCell className="w-10 py-0 text-right">
        {manages || isSelf ? (
          <DropdownMenu>
            <DropdownMenuTrigger asChild>
              <Button variant="ghost" size="icon-sm" aria-label={`Actions for ${name}`}>
                <Ellipsis aria-hidden />
              </Button>
            </DropdownMenuTrigger>
            <DropdownMenuContent align="end">
              {own === "owner" && !isSelf ? (
                <DropdownMenuItem onSelect={() => setAsked("transfer")}>Transfer ownership</DropdownMenuItem>
              ) : null}
              {own === "owner" && !isSelf ? <DropdownMenuSeparator /> : null}
              {isSelf ? (
                <DropdownMenuItem destructive disabled={isLastOwner} onSelect={() => setAsked("leave")}>
                  {isLastOwner ? "Leave: transfer ownership first" : "Leave organization"}
                </DropdownMenuItem>
              ) : (
                <DropdownMenuItem destructive onSelect={() => setAsked("remove")}>
                  Remove member
                </DropdownMenuItem>
              )}
            </DropdownMenuContent>
          </DropdownMenu>
        ) : null}
        <ConfirmDialog
          open={asked === "remove"}
          onOpenChange={() => setAsked(null)}
          title={`Remove ${name}?`}
          confirmLabel="Remove member"
          onConfirm={remove}
        >
          Their sessions, command-line sign-ins and personal keys for {organization?.name} end at once. Runs they made stay. They can be
          invited again.
        </ConfirmDialog>
        <ConfirmDialog
          open={asked === "transfer"}
          onOpenChange={() => setAsked(null)}
          title={`Make ${name} the owner?`}
          confirmLabel="Transfer ownership"
          onConfirm={transfer}
        >
          {name} becomes owner of {organization?.name} and you become admin. Only an owner can undo this.
        </ConfirmDialog>
        <ConfirmDialog
          open={asked === "leave"}
          onOpenChange={() => setAsked(null)}
          title={`Leave ${organization?.name}?`}
          confirmLabel="Leave organization"
          onConfirm={leave}
        >
          You lose access to all its workspaces at once, and your personal keys for it end. Somebody has to invite you to come back.
        </ConfirmDialog>
      </TableCell>
    </TableRow>
  );
}
