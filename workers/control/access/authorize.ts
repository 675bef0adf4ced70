import {
  type Action,
  DEFAULT_WORKSPACE_ROLE,
  ORGANIZATION_ROLE_ACTIONS,
  type OrganizationRole,
  WORKSPACE_ROLE_ACTIONS,
  type WorkspaceRole,
} from "@cairn/sdk/schema";
import { notFound } from "../../shared/errors.ts";
import { planOf } from "../../shared/plans.ts";
import { type Denial, Denied } from "../audit/refusals/denied.ts";
import type { Caller, CallerCtx, OrgCtx, WorkspaceCtx } from "../context.ts";
import { cachedAccess } from "./cache.ts";
import { readOrganization, readWorkspace } from "./store.ts";

/** Longest slug or id that is looked up at all. */
const REF_MAX_CHARS = 64;

/**
 * Opens an organization for one action. Throws `not_found` alike for an organization that does not exist, one the caller does not
 * belong to and one the credential is not for; `forbidden` when the role does not allow the action; `insufficient_scope` when the
 * credential does not.
 */
export async function authorizeOrganization(ctx: CallerCtx, ref: string, action: Action): Promise<OrgCtx> {
  const opened = await openOrganization(ctx, ref);
  const denial = { org: opened.org, workspaceId: null, permission: action };
  requireAction(ctx.caller, ORGANIZATION_ROLE_ACTIONS[opened.role].includes(action), denial);
  // Otherwise a credential for one workspace could make itself one for all of them.
  if (ctx.caller.workspaceIds && action !== "organization.read")
    throw new Denied("insufficient_scope", `This credential is for a workspace only and does not allow ${action}.`, denial);
  return opened;
}

/** Opens a workspace for one action; throws as `authorizeOrganization` does. */
export async function authorizeWorkspace(ctx: CallerCtx, orgRef: string, ref: string, action: Action): Promise<WorkspaceCtx> {
  const opened = await openOrganization(ctx, orgRef);
  const { caller } = ctx;
  const row =
    ref.length > REF_MAX_CHARS
      ? null
      : await cachedAccess(ctx.clock, `ws ${caller.actor.id} ${opened.org.id} ${ref}`, () =>
          readWorkspace(ctx.db, opened.org.id, caller.actor.id, ref),
        );
  if (!row || (caller.workspaceIds && !caller.workspaceIds.includes(row.id))) throw notFound("workspace");
  const workspaceRole = workspaceRoleOf(opened.role, row.override);
  const denial = { org: opened.org, workspaceId: row.id, permission: action };
  requireAction(caller, WORKSPACE_ROLE_ACTIONS[workspaceRole].includes(action), denial);
  const { id, slug, name, createdAt } = row;
  return { ...opened, workspace: { id, slug, name, createdAt }, workspaceRole };
}

/** Asks for one more action in a workspace that is open already. Throws `forbidden`, `insufficient_scope`. */
export function requireWorkspaceAction({ caller, workspaceRole, org, workspace }: WorkspaceCtx, action: Action): void {
  const denial = { org, workspaceId: workspace.id, permission: action };
  requireAction(caller, WORKSPACE_ROLE_ACTIONS[workspaceRole].includes(action), denial);
}

/** Owners and admins of the organization are admins of each workspace; an override holds for everyone else. */
export const workspaceRoleOf = (role: OrganizationRole, override: WorkspaceRole | null): WorkspaceRole =>
  role === "owner" || role === "admin" ? "admin" : (override ?? DEFAULT_WORKSPACE_ROLE[role]);

async function openOrganization(ctx: CallerCtx, ref: string): Promise<OrgCtx> {
  const { actor, orgId } = ctx.caller;
  const row =
    ref.length > REF_MAX_CHARS ? null : await cachedAccess(ctx.clock, `org ${actor.id} ${ref}`, () => readOrganization(ctx.db, actor, ref));
  if (!row || (orgId !== null && orgId !== row.id)) throw notFound("organization");
  const { id, slug, name, demo, createdAt, role } = row;
  const plan = planOf(ctx.settings.CAIRN_PLANS, row.plan);
  return { ...ctx, org: { id, slug, name, demo, createdAt, plan }, role };
}

function requireAction(caller: Caller, roleAllows: boolean, denial: Denial & { permission: Action }): void {
  const { permission } = denial;
  if (!roleAllows)
    throw new Denied("forbidden", `Your role does not allow ${permission}. Ask an owner or admin of the organization.`, denial);
  if (caller.actions && !caller.actions.includes(permission))
    throw new Denied("insufficient_scope", `This API key does not allow ${permission}. Use a key that does.`, denial);
}
