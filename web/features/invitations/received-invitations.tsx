"use client";
import type { ReceivedInvitation } from "@cairn/sdk/schema";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { FormError } from "@/components/form-error";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { DialogBody, DialogContent, DialogFooter } from "@/components/ui/dialog";
import { RelativeTime } from "@/components/ui/relative-time";
import { api } from "@/lib/api/browser";
import { organizationRoleNames } from "@/lib/roles";
import { meQuery } from "../organizations/queries";
import { answerLater } from "./use-invitation-prompt";

export interface ReceivedInvitationsProps {
  invitations: readonly ReceivedInvitation[];
  onDone: () => void;
}

/** Invitations that wait for the person: accept, decline, or answer later. */
export function ReceivedInvitations({ invitations, onDone }: ReceivedInvitationsProps) {
  function later() {
    answerLater(invitations);
    onDone();
  }
  return (
    <DialogContent title="Pending invitations" description="Join an organization to see its workspaces. You can answer later.">
      <DialogBody className="gap-0">
        {invitations.length === 0 ? <p className="py-4 text-muted-foreground text-sm">No invitation is waiting.</p> : null}
        <ul>
          {invitations.map((invitation) => (
            <ReceivedInvitationRow key={invitation.id} invitation={invitation} isLast={invitations.length === 1} onDone={onDone} />
          ))}
        </ul>
      </DialogBody>
      <DialogFooter>
        <Button variant="ghost" onClick={later}>
          {invitations.length === 0 ? "Close" : "Answer later"}
        </Button>
      </DialogFooter>
    </DialogContent>
  );
}

interface RowProps {
  invitation: ReceivedInvitation;
  isLast: boolean;
  onDone: () => void;
}

function ReceivedInvitationRow({ invitation, isLast, onDone }: RowProps) {
  const client = useQueryClient();
  const router = useRouter();
  const [error, setError] = useState<unknown>(null);
  const refresh = () => client.invalidateQueries({ queryKey: meQuery(api).queryKey });

  const accept = useMutation({
    mutationFn: () => api.me.acceptInvitation(invitation.id),
    onSuccess: async (organization) => {
      await refresh();
      toast.success(`You joined ${organization.name}.`);
      if (isLast) onDone();
      router.push(`/${organization.slug}`);
    },
    onError: setError,
  });
  const decline = useMutation({
    mutationFn: () => api.me.declineInvitation(invitation.id),
    onSuccess: async () => {
      await refresh();
      if (isLast) onDone();
      router.refresh();
    },
    onError: setError,
  });

  return (
    <li className="flex flex-col gap-2 border-b py-3 last:border-0">
      <div className="flex flex-wrap items-center gap-3">
        <Avatar name={invitation.organization.name} shape="square" className="size-8 text-xs" />
        <div className="min-w-40 flex-1">
          <p className="font-medium text-sm">{invitation.organization.name}</p>
          <p className="text-muted-foreground text-xs">
            {organizationRoleNames[invitation.role]}, invited by {invitation.invited_by.name} <RelativeTime value={invitation.created_at} />
          </p>
        </div>
        <div className="flex gap-2">
          <Button
            size="sm"
            onClick={() => decline.mutate()}
            pending={decline.isPending}
            aria-label={`Decline invitation to ${invitation.organization.name}`}
          >
            Decline
          </Button>
          <Button
            size="sm"
            variant="primary"
            onClick={() => accept.mutate()}
            pending={accept.isPending}
            aria-label={`Accept invitation to ${invitation.organization.name}`}
          >
            Accept
          </Button>
        </div>
      </div>
      <FormError error={error} />
    </li>
  );
}
