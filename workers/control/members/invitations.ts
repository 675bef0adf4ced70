import type { OrganizationRole } from "@cairn/sdk/schema";
import type { SQL } from "drizzle-orm";
import { auditEach } from "../audit/record.ts";
import type { OrgCtx } from "../context.ts";
import type { Statement } from "../db.ts";
import { cancelInvitationsBeyond, selectInvitationsBeyond } from "./store.ts";

/**
 * Cancels what a person invited others to and may not give any more in the role they have now (null: no member any more), each with its
 * audit row. Part of the batch that changes the role.
 */
export function withdrawInvitations(ctx: OrgCtx, input: { userId: string; role: OrganizationRole | null; when: SQL }): Statement[] {
  const { role } = input;
  if (role === "owner") return [];
  const beyond = { orgId: ctx.org.id, userId: input.userId, role, when: input.when };
  const data = { reason: role === null ? "inviter_left" : "inviter_role_changed", invited_by: input.userId };
  return [
    auditEach(ctx, { action: "invitation.cancelled", orgId: ctx.org.id, targetType: "invitation", data }, selectInvitationsBeyond(beyond)),
    cancelInvitationsBeyond(ctx.db, { ...beyond, now: ctx.clock.now() }),
  ];
}
