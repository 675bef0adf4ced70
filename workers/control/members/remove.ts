import { closeSockets } from "../../workspace/stub.ts";
import { forgetAccess } from "../access/cache.ts";
import { auditIfChanged } from "../audit/record.ts";
import type { OrgCtx } from "../context.ts";
import { requirePerson } from "../me/person.ts";
import { livingWorkspaceIds } from "../workspaces/store.ts";
import { withdrawInvitations } from "./invitations.ts";
import { requireMember, requireOwnerFor, whyUnchanged } from "./rules.ts";
import { deleteMember, type MemberRow, revokeKeysOf } from "./store.ts";

/**
 * Takes a member out of the organization and ends at once what the person could still reach it with. Throws `forbidden` when somebody
 * who is no owner removes an owner, `last_owner` for the only one.
 */
export async function removeMember({ ctx, input }: { ctx: OrgCtx; input: { userId: string } }): Promise<void> {
  const member = await requireMember(ctx, input.userId);
  requireOwnerFor(ctx, member.role);
  await takeOut(ctx, member, "member.removed");
}

/** Takes the caller out of the organization; throws `last_owner` for the only one. */
export async function leaveOrganization({ ctx }: { ctx: OrgCtx }): Promise<void> {
  const member = await requireMember(ctx, requirePerson(ctx.caller).id);
  await takeOut(ctx, member, "member.left");
}

async function takeOut(ctx: OrgCtx, member: MemberRow, action: "member.removed" | "member.left"): Promise<void> {
  const { db, org } = ctx;
  const record = auditIfChanged(ctx, {
    action,
    orgId: org.id,
    target: { type: "user", id: member.userId, name: member.name },
    data: { role: member.role },
  });
  const ref = { orgId: org.id, userId: member.userId };
  const [removed] = await db.batch([
    deleteMember(db, { ...ref, from: member.role, actorId: ctx.caller.actor.id }),
    record.statement,
    revokeKeysOf(db, { ...ref, when: record.happened, now: ctx.clock.now() }),
    ...withdrawInvitations(ctx, { userId: member.userId, role: null, when: record.happened }),
  ]);
  forgetAccess();
  if (removed.length === 0) throw await whyUnchanged(ctx, member);
  ctx.waitUntil(closeSocketsOf(ctx, member.userId));
}

/** Closes the live sockets of someone in every workspace of the organization, as far as they can be reached. */
export async function closeSocketsOf(ctx: OrgCtx, actorId: string): Promise<void> {
  const ids = await livingWorkspaceIds(ctx.db, ctx.org.id);
  await Promise.allSettled(ids.map((id) => closeSockets(ctx.env, id, actorId)));
}
