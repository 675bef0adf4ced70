import type { CreateInvitation, Invitation } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import { auditIfChanged } from "../audit/record.ts";
import type { OrgCtx } from "../context.ts";
import { isUniqueViolation } from "../db.ts";
import { requireOwnerFor } from "../members/rules.ts";
import { countMembers } from "../usage/store.ts";
import { INVITATION_LIFE_MS, INVITATIONS_PENDING_MAX } from "./limits.ts";
import { deleteExpired, hasMemberAddress, insertInvitation, type NewInvitation, readInvitation, readRole } from "./store.ts";
import { emailKeyOf, invitationView } from "./view.ts";

const alreadyExists = (message: string) =>
  new Fault("already_exists", message, { errors: [{ path: "body.email", rule: "unique", message }] });

/**
 * Invites an address into the organization for 7 days. Throws `already_exists` for a member's address and for one that has an open
 * invitation, `forbidden` when somebody who is no owner invites an owner, `limit_reached`.
 */
export async function createInvitation({ ctx, input }: { ctx: OrgCtx; input: CreateInvitation }): Promise<Invitation> {
  const { db, org, caller } = ctx;
  const id = ctx.newId("invitation");
  requireOwnerFor(ctx, input.role);
  const earlier = await readInvitation(db, { orgId: org.id, id });
  if (earlier) return invitationView(earlier, ctx.clock.now());
  const now = ctx.clock.now();
  const row: NewInvitation = {
    orgId: org.id,
    id,
    email: input.email,
    emailKey: emailKeyOf(input.email),
    role: input.role,
    invitedBy: caller.actor.id,
    invitedByName: caller.actor.name,
    now,
    expiresAt: now + INVITATION_LIFE_MS,
    max: INVITATIONS_PENDING_MAX,
    maxMembers: org.plan.limits.members ?? null,
  };
  const record = auditIfChanged(ctx, {
    action: "invitation.created",
    orgId: org.id,
    target: { type: "invitation", id, name: input.email },
    data: { role: input.role },
  });
  try {
    const [, inserted] = await db.batch([deleteExpired(db, row), insertInvitation(db, row), record.statement]);
    if (inserted.meta.changes === 0) throw await whyRefused(ctx, row);
  } catch (error) {
    if (isUniqueViolation(error, "invitations.email_key"))
      throw alreadyExists("This address has an open invitation. Resend or cancel that one.");
    throw error;
  }
  return invitationView({ ...row, createdAt: now, status: "pending", answeredAt: null }, now);
}

async function whyRefused({ db, org, clock }: OrgCtx, row: NewInvitation): Promise<Fault> {
  if (await hasMemberAddress(db, { orgId: org.id, emailKey: row.emailKey }))
    return alreadyExists("A member of the organization has this address.");
  if (row.role === "owner" && (await readRole(db, { orgId: org.id, userId: row.invitedBy })) !== "owner")
    return new Fault("forbidden", "Only an owner may invite an owner.");
  const members = row.maxMembers === null ? 0 : await countMembers(db, { orgId: org.id, now: clock.now() });
  if (row.maxMembers !== null && members >= row.maxMembers)
    return new Fault("limit_reached", `The plan ${org.plan.name} allows ${row.maxMembers} members, open invitations counted too.`, {
      limit: { name: "members", value: row.maxMembers, used: members },
    });
  return new Fault("limit_reached", `An organization may have ${row.max} open invitations. Cancel some first.`, {
    limit: { name: "pending_invitations", value: row.max },
  });
}
