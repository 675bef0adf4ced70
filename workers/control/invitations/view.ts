import type { Invitation, ReceivedInvitation } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";
import type { InvitationRow, ReceivedRow } from "./store.ts";

/** How two addresses are compared: without regard to case. */
export const emailKeyOf = (email: string): string => email.trim().toLowerCase();

/** An invitation in the words of the contract, as its organization sees it. */
export const invitationView = (row: InvitationRow, nowMs: number): Invitation => ({
  id: row.id,
  email: row.email,
  role: row.role,
  status: row.status === "pending" && row.expiresAt <= nowMs ? "expired" : row.status,
  invited_by: { id: row.invitedBy, name: row.invitedByName },
  created_at: timestamp(row.createdAt),
  expires_at: timestamp(row.expiresAt),
});

/** An invitation as the invited person sees it. */
export const receivedView = ({ invitation, org }: ReceivedRow): ReceivedInvitation => ({
  id: invitation.id,
  organization: { id: org.id, slug: org.slug, name: org.name },
  role: invitation.role,
  invited_by: { id: invitation.invitedBy, name: invitation.invitedByName },
  created_at: timestamp(invitation.createdAt),
  expires_at: timestamp(invitation.expiresAt),
});
