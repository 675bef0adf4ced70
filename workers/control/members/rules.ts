import type { OrganizationRole } from "@cairn/sdk/schema";
import { Fault, notFound } from "../../shared/errors.ts";
import type { CallerCtx, OrgCtx } from "../context.ts";
import { type MemberRow, readMember } from "./store.ts";

/** Throws `insufficient_scope` unless the caller is a person with a credential that is not cut down: an API key is for work, not for this. */
export function requirePerson(ctx: CallerCtx, what: string): string {
  const { actor, credential, workspaceIds } = ctx.caller;
  if (actor.type !== "user" || credential.kind === "key" || workspaceIds !== null)
    throw new Fault("insufficient_scope", `Only a person who is signed in may ${what}; an API key, or a token for one workspace, may not.`);
  return actor.id;
}

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
