"use client";
import type { Invitation } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import { MailPlus, UserPlus } from "lucide-react";
import { createParser, useQueryState } from "nuqs";
import { QueryView } from "@/components/query-view";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { api } from "@/lib/api/browser";
import { organizationAllows } from "@/lib/permissions";
import { SettingsFrame } from "../organizations/settings-frame";
import { useShell } from "../shell/shell-context";
import { InvitationRow } from "./invitation-row";
import { InvitePerson } from "./invite-person";
import { invitationsQuery } from "./queries";

const parseOpen = createParser<boolean>({ parse: (value) => (value === "1" ? true : null), serialize: () => "1" }).withDefault(false);

/** Invitations of the organization: send, send again, cancel. */
export function InvitationsPage({ org }: { org: string }) {
  const { organization } = useShell();
  const invitations = useQuery(invitationsQuery(api, org));
  const [open, setOpen] = useQueryState("invite", parseOpen);
  const invite = () => setOpen(true);
  return (
    <SettingsFrame
      title="Invitations"
      description="An invitation is for one e-mail address. The person finds it here after signing in with that address."
      actions={
        organizationAllows(organization?.role, "invitation.manage") ? (
          <Button variant="primary" onClick={invite}>
            <UserPlus aria-hidden />
            <span className="max-sm:sr-only">Invite people</span>
          </Button>
        ) : null
      }
    >
      <QueryView query={invitations} what="load the invitations">
        {(items) => <InvitationTable org={org} invitations={items} onInvite={invite} />}
      </QueryView>
      <Dialog open={open} onOpenChange={(next) => setOpen(next ? true : null)}>
        {open ? <InvitePerson org={org} onDone={() => setOpen(null)} /> : null}
      </Dialog>
    </SettingsFrame>
  );
}

function InvitationTable({ org, invitations, onInvite }: { org: string; invitations: Invitation[]; onInvite: () => void }) {
  if (invitations.length === 0) {
    return (
      <EmptyState icon={MailPlus} title="No invitations" actions={<Button onClick={onInvite}>Invite people</Button>}>
        People you invite appear here until they accept.
      </EmptyState>
    );
  }
  return (
    <Table label="Invitations">
      <TableHeader>
        <TableRow>
          <TableHead>E-mail</TableHead>
          <TableHead className="max-sm:hidden">Role</TableHead>
          <TableHead>Status</TableHead>
          <TableHead className="max-sm:hidden">Expires</TableHead>
          <TableHead>
            <span className="sr-only">Actions</span>
          </TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {invitations.map((invitation) => (
          <InvitationRow key={invitation.id} org={org} invitation={invitation} />
        ))}
      </TableBody>
    </Table>
  );
}
