import type { Invitation } from "@cairn/sdk/schema";
import { Fault, notFound } from "../../shared/errors.ts";
import { auditIfChanged } from "../audit/record.ts";
import type { OrgCtx } from "../context.ts";
import { requireOwnerFor } from "../members/rules.ts";
import { INVITATION_LIFE_MS } from "./limits.ts";
import { closeInvitation, extendInvitation, type InvitationRow, readInvitation } from "./store.ts";
import { invitationView } from "./view.ts";

const answered = (status: string) => new Fault("illegal_transition", `This invitation was ${status} already.`);

async function requireInvitation(ctx: OrgCtx, id: string): Promise<InvitationRow> {
  const row = await readInvitation(ctx.db, { orgId: ctx.org.id, id });
  if (!row) throw notFound("invitation");
  return row;
}

/** Cancels an open or expired invitation; nothing happens to one that is cancelled. Throws `illegal_transition` for an answered one. */
export async function cancelInvitation({ ctx, input }: { ctx: OrgCtx; input: { id: string } }): Promise<void> {
  const row = await requireInvitation(ctx, input.id);
  const ref = { orgId: ctx.org.id, id: row.id };
  const record = auditIfChanged(ctx, {
    action: "invitation.cancelled",
    orgId: ctx.org.id,
    target: { type: "invitation", id: row.id, name: row.email },
  });
  const [closed] = await ctx.db.batch([closeInvitation(ctx.db, { ...ref, status: "cancelled", now: ctx.clock.now() }), record.statement]);
  if (closed.length > 0) return;
  const { status } = await requireInvitation(ctx, input.id);
  if (status !== "cancelled") throw answered(status);
}

/** Gives an open or expired invitation 7 more days. Throws `illegal_transition` for an answered or cancelled one. */
export async function resendInvitation({ ctx, input }: { ctx: OrgCtx; input: { id: string } }): Promise<Invitation> {
  const row = await requireInvitation(ctx, input.id);
  requireOwnerFor(ctx, row.role);
  const now = ctx.clock.now();
  const expiresAt = now + INVITATION_LIFE_MS;
  const record = auditIfChanged(ctx, {
    action: "invitation.resent",
    orgId: ctx.org.id,
    target: { type: "invitation", id: row.id, name: row.email },
  });
  const [extended] = await ctx.db.batch([extendInvitation(ctx.db, { orgId: ctx.org.id, id: row.id, expiresAt }), record.statement]);
  if (extended.length === 0) throw answered((await requireInvitation(ctx, input.id)).status);
  return invitationView({ ...row, expiresAt }, now);
}
