import type { OrganizationRole } from "@cairn/sdk/schema";
import { Fault, notFound } from "../../shared/errors.ts";
import type { OrgCtx } from "../context.ts";
import { type MemberRow, readMember } from "./store.ts";

/** Throws `forbidden` unless the caller may have to do with owners, when one is meant. */
export function requireOwnerFor(ctx: OrgCtx, ...roles: OrganizationRole[]): void {
  if (roles.includes("owner") && ctx.role !== "owner") throw new Fault("forbidden", "Only an owner may make, change or remove owners.");
}

/** The member of the organization in question. Throws `not_found`. */
export async function requireMember(ctx: OrgCtx, userId: string): Promise<MemberRow> {
  const member = await readMember(ctx.db, { orgId: ctx.org.id, userId });
  if (!member) throw notFound("member");
  return member;
}

/** Why a change of a member did not happen although it looked right when it began. */
export async function whyUnchanged(ctx: OrgCtx, before: MemberRow): Promise<Fault> {
  const now = await readMember(ctx.db, { orgId: ctx.org.id, userId: before.userId });
  if (!now) return notFound("member");
  const actor = await readMember(ctx.db, { orgId: ctx.org.id, userId: ctx.caller.actor.id });
  if (now.role !== before.role) return new Fault("illegal_transition", "Somebody changed this member at the same moment. Look again.");
  if (before.role !== "owner" || actor?.role !== "owner") return new Fault("forbidden", "Only an owner may make, change or remove owners.");
  return new Fault("last_owner", "This is the organization's last owner. Make somebody else an owner first.");
}
