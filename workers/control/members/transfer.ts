import type { TransferOwnership } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import { forgetAccess } from "../access/cache.ts";
import { auditIfChanged } from "../audit/record.ts";
import type { OrgCtx } from "../context.ts";
import { requirePerson } from "../me/person.ts";
import { withdrawInvitations } from "./invitations.ts";
import { requireMember, requireOwnerFor, whyUnchanged } from "./rules.ts";
import { dropOverrides, makeOwner, setRole } from "./store.ts";

/** Makes another member an owner and the caller, who has to be one, an admin: both or neither. The caller's open invitations of owners are cancelled. */
export async function transferOwnership({ ctx, input }: { ctx: OrgCtx; input: TransferOwnership }): Promise<void> {
  const { db, org } = ctx;
  const { id: actorId } = requirePerson(ctx.caller);
  requireOwnerFor(ctx, "owner");
  if (input.user_id === actorId)
    throw new Fault("invalid_request", "body.user_id: must be another member", {
      errors: [{ path: "body.user_id", rule: "custom", message: "must be another member" }],
    });
  const member = await requireMember(ctx, input.user_id);
  const record = auditIfChanged(ctx, {
    action: "organization.transferred",
    orgId: org.id,
    target: { type: "user", id: member.userId, name: member.name },
    data: { from: actorId, to: member.userId },
    before: { role: member.role },
    after: { role: "owner" },
  });
  const [changed] = await db.batch([
    makeOwner(db, { orgId: org.id, userId: member.userId, actorId }),
    record.statement,
    setRole(db, { orgId: org.id, userId: actorId, role: "admin", when: record.happened }),
    dropOverrides(db, { orgId: org.id, userId: member.userId, when: record.happened }),
    ...withdrawInvitations(ctx, { userId: actorId, role: "admin", when: record.happened }),
  ]);
  forgetAccess();
  if (changed.length === 0) throw await whyUnchanged(ctx, member);
}
