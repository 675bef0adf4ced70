import type { CreateApiKey } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import type { OrgCtx } from "../context.ts";

/** Whether the caller manages the keys of everybody, not only its own. */
export const managesAllKeys = (ctx: OrgCtx): boolean => ctx.role === "owner" || ctx.role === "admin";

/**
 * Throws `insufficient_scope` for a credential that is cut down to a workspace or to actions without `key.manage`: everybody who
 * belongs to the organization looks after keys of their own, but such a credential looks after none.
 */
export function requireReachesKeys({ caller }: OrgCtx): void {
  if (caller.workspaceIds) throw new Fault("insufficient_scope", "This credential is for a workspace only and does not allow key.manage.");
  if (caller.actions && !caller.actions.includes("key.manage"))
    throw new Fault("insufficient_scope", "This API key does not allow key.manage. Use a key that does.");
}

const tooWide = (field: string, message: string) =>
  new Fault("insufficient_scope", `A key may not reach further than the credential that makes it: ${message}`, {
    errors: [{ path: `body.${field}`, rule: "too_wide", message }],
  });

/**
 * Throws `insufficient_scope` when a new key would reach further than the credential it is made with: other workspaces, more actions,
 * or a longer life than that of the key that makes it.
 */
export function requireWithinOwnReach(ctx: OrgCtx, input: CreateApiKey, expiresAt: number | null): void {
  const { workspaceIds, actions, credential } = ctx.caller;
  if (workspaceIds && !input.workspace_ids?.every((id) => workspaceIds.includes(id)))
    throw tooWide("workspace_ids", "name only workspaces that this credential is for.");
  if (actions && !input.actions?.every((action) => actions.includes(action)))
    throw tooWide("actions", "name only actions that this credential allows.");
  if (credential.kind === "key" && credential.expiresAt !== null && (expiresAt === null || expiresAt > credential.expiresAt))
    throw tooWide("expires_in_days", "let it end no later than the key that makes it.");
}
