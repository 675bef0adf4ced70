import type { Member, OrganizationRole } from "@cairn/sdk/schema";
import { forgetAccess } from "../access/cache.ts";
import { auditIfChanged } from "../audit/record.ts";
import type { OrgCtx } from "../context.ts";
import { withdrawInvitations } from "./invitations.ts";
import { requireMember, requireOwnerFor, whyUnchanged } from "./rules.ts";
import { changeRole, dropOverrides } from "./store.ts";
import { memberView } from "./view.ts";

/**
 * Changes the role of a member. Throws `forbidden` when somebody who is no owner makes or changes an owner, `last_owner` when none
 * would be left. Open invitations of the member that the new role may not give are cancelled.
 */
export async function updateMember({ ctx, input }: { ctx: OrgCtx; input: { userId: string; role: OrganizationRole } }): Promise<Member> {
  const { db, org } = ctx;
  const member = await requireMember(ctx, input.userId);
  requireOwnerFor(ctx, member.role, input.role);
  if (member.role === input.role) return memberView(member);
  const record = auditIfChanged(ctx, {
    action: "member.role_changed",
    orgId: org.id,
    target: { type: "user", id: member.userId, name: member.name },
    data: { from: member.role, to: input.role },
    before: { role: member.role },
    after: { role: input.role },
  });
  const ref = { orgId: org.id, userId: member.userId };
  const isAdminEverywhere = input.role === "owner" || input.role === "admin";
  const [changed] = await db.batch([
    changeRole(db, { ...ref, from: member.role, to: input.role, actorId: ctx.caller.actor.id }),
    record.statement,
    ...(isAdminEverywhere ? [dropOverrides(db, { ...ref, when: record.happened })] : []),
    ...withdrawInvitations(ctx, { userId: member.userId, role: input.role, when: record.happened }),
  ]);
  forgetAccess();
  if (changed.length === 0) throw await whyUnchanged(ctx, member);
  return memberView({ ...member, role: input.role });
}
