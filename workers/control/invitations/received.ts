import type { OrganizationWithRole, Page, ReceivedInvitation } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";
import { decodeCursor, IdCursor, toPage } from "../../shared/cursor.ts";
import { Fault, notFound } from "../../shared/errors.ts";
import { forgetAccess } from "../access/cache.ts";
import { auditIfChanged } from "../audit/record.ts";
import type { CallerCtx } from "../context.ts";
import { requirePerson } from "../me/person.ts";
import { organizationView } from "../organizations/view.ts";
import {
  acceptInvitationRow,
  closeInvitation,
  insertMember,
  listReceivedRows,
  type ReceivedRow,
  readAddress,
  readReceived,
  readRole,
} from "./store.ts";
import { emailKeyOf, receivedView } from "./view.ts";

/** The open invitations to the caller's verified address, the newest first; none for a credential that is for one organization. */
export async function listReceivedInvitations({
  ctx,
  input,
}: {
  ctx: CallerCtx;
  input: { cursor?: string | undefined; limit: number };
}): Promise<Page<ReceivedInvitation>> {
  const { actor, credential, orgId } = ctx.caller;
  const address = actor.type === "user" && credential.kind !== "key" && orgId === null ? await readAddress(ctx.db, actor.id) : null;
  if (!address?.emailVerified) return { items: [], next_cursor: null };
  const rows = await listReceivedRows(ctx.db, {
    emailKey: emailKeyOf(address.email),
    now: ctx.clock.now(),
    after: input.cursor === undefined ? null : decodeCursor(input.cursor, IdCursor),
    take: input.limit + 1,
  });
  return toPage(rows, input.limit, (row) => row.invitation.id, receivedView);
}

/**
 * The invitation that the caller may answer. Throws `not_found` for one to another address, `email_mismatch` when the address is the
 * caller's but the identity provider does not vouch for it.
 */
async function requireReceived(ctx: CallerCtx, userId: string, id: string): Promise<ReceivedRow> {
  const [row, address] = await Promise.all([readReceived(ctx.db, id), readAddress(ctx.db, userId)]);
  const isTheirs = row && address && row.invitation.emailKey === emailKeyOf(address.email);
  const isForCredential = ctx.caller.orgId === null || ctx.caller.orgId === row?.org.id;
  if (!isTheirs || !isForCredential || row.invitation.status === "cancelled") throw notFound("invitation");
  if (!address.emailVerified)
    throw new Fault(
      "email_mismatch",
      `Your identity provider has not verified ${address.email}. Verify the address there and sign in again.`,
    );
  return row;
}

/**
 * Makes the caller a member, in one batch with using up the invitation; accepting again answers the same. Who is a member already
 * keeps the role they have. Throws `invitation_expired`, `illegal_transition` for one that was declined or used, `forbidden` for one of an
 * owner whose inviter is no owner any more.
 */
export async function acceptInvitation({ ctx, input }: { ctx: CallerCtx; input: { id: string } }): Promise<OrganizationWithRole> {
  const { db } = ctx;
  const { id: userId } = requirePerson(ctx.caller);
  const { invitation, org } = await requireReceived(ctx, userId, input.id);
  const now = ctx.clock.now();
  const record = auditIfChanged(ctx, {
    action: "invitation.accepted",
    orgId: org.id,
    target: { type: "invitation", id: invitation.id, name: invitation.email },
    data: { role: invitation.role, user_id: userId },
  });
  await db.batch([
    acceptInvitationRow(db, { ...invitation, now }),
    record.statement,
    insertMember(db, { orgId: org.id, userId, role: invitation.role, now, when: record.happened }),
  ]);
  forgetAccess();
  const after = await requireReceived(ctx, userId, input.id);
  const role = await readRole(db, { orgId: org.id, userId });
  if (after.invitation.status === "accepted" && role) return organizationView({ ...org, role });
  if (after.invitation.status === "pending" && after.invitation.expiresAt > now)
    throw new Fault("forbidden", "Who invited you as an owner is none any more. Ask an owner for a new invitation.");
  if (after.invitation.status === "pending")
    throw new Fault("invitation_expired", "This invitation expired. Ask for a new one.", {
      expired_at: timestamp(after.invitation.expiresAt),
    });
  throw new Fault("illegal_transition", `This invitation was ${after.invitation.status} already. Ask for a new one.`);
}

/** Declines an invitation; declining again changes nothing. Throws `illegal_transition` for one that was accepted. */
export async function declineInvitation({ ctx, input }: { ctx: CallerCtx; input: { id: string } }): Promise<void> {
  const { id: userId } = requirePerson(ctx.caller);
  const { invitation, org } = await requireReceived(ctx, userId, input.id);
  const record = auditIfChanged(ctx, {
    action: "invitation.declined",
    orgId: org.id,
    target: { type: "invitation", id: invitation.id, name: invitation.email },
  });
  await ctx.db.batch([
    closeInvitation(ctx.db, { orgId: org.id, id: invitation.id, status: "declined", now: ctx.clock.now() }),
    record.statement,
  ]);
  const after = await requireReceived(ctx, userId, input.id);
  if (after.invitation.status !== "declined")
    throw new Fault("illegal_transition", `This invitation was ${after.invitation.status} already.`);
}
