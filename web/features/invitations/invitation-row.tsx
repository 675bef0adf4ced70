"use client";
import type { Invitation } from "@cairn/sdk/schema";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "@/components/ui/dropdown-menu";
import { RelativeTime } from "@/components/ui/relative-time";
import { TableCell, TableRow } from "@/components/ui/table";
import { api } from "@/lib/api/browser";
import { describeError } from "@/lib/api/problem";
import { organizationRoleNames } from "@/lib/roles";

const words: Record<Invitation["status"], string> = {
  pending: "Pending",
  accepted: "Accepted",
  declined: "Declined",
  cancelled: "Cancelled",
  expired: "Expired",
};

/** One invitation with its state and what can be done about it. */
export function InvitationRow({ org, invitation }: { org: string; invitation: Invitation }) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: ["org", org, "invitations"] });
  const open = invitation.status === "pending" || invitation.status === "expired";

  const resend = useMutation({
    mutationFn: () => api.invitations.resend(invitation.id, { organization: org }),
    onSuccess: async () => {
      await refresh();
      toast.success(`The invitation of ${invitation.email} is valid anew.`);
    },
    onError: (error) => toast.error(describeError(error).detail),
  });

  async function cancel() {
    await api.invitations.cancel(invitation.id, { organization: org });
    await refresh();
  }
  async function copyLink() {
    try {
      await navigator.clipboard.writeText(window.location.origin);
      toast.success(`Link copied. ${invitation.email} signs in there and finds the invitation.`);
    } catch {
      toast.error("The browser did not allow copying.");
    }
  }

  return (
    <TableRow>
      <TableCell grow>
        <span className="block" title={invitation.email}>
          <span className="block truncate font-medium">{invitation.email}</span>
          <span className="block truncate text-muted-foreground text-xs">
            by {invitation.invited_by.name} <RelativeTime value={invitation.created_at} />
          </span>
        </span>
      </TableCell>
      <TableCell className="max-sm:hidden">{organizationRoleNames[invitation.role]}</TableCell>
      <TableCell>
        <Badge tone={invitation.status === "pending" ? "primary" : invitation.status === "expired" ? "warning" : "neutral"}>
          {words[invitation.status]}
        </Badge>
      </TableCell>
      <TableCell className="whitespace-nowrap text-muted-foreground max-sm:hidden">
        {open ? <RelativeTime value={invitation.expires_at} /> : "–"}
      </TableCell>
      <TableCell className="w-10 py-0 text-right">
        {open ? (
          <DropdownMenu>
            <DropdownMenuTrigger asChild>
              <Button variant="ghost" size="icon-sm" aria-label={`Actions for ${invitation.email}`}>
                <Ellipsis aria-hidden />
              </Button>
            </DropdownMenuTrigger>
            <DropdownMenuContent align="end">
              <DropdownMenuItem onSelect={copyLink}>Copy sign-in link</DropdownMenuItem>
              <DropdownMenuItem onSelect={() => resend.mutate()}>Resend</DropdownMenuItem>
              <DropdownMenuItem destructive onSelect={() => setAsking(true)}>
                Cancel invitation
              </DropdownMenuItem>
            </DropdownMenuContent>
          </DropdownMenu>
        ) : null}
        <ConfirmDialog
          open={asking}
          onOpenChange={setAsking}
          title={`Cancel the invitation of ${invitation.email}?`}
          confirmLabel="Cancel invitation"
          onConfirm={cancel}
        >
          The person can no longer accept it. You can invite them again.
        </ConfirmDialog>
      </TableCell>
    </TableRow>
  );
}
