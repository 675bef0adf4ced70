import type { CreateApiKey } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import type { OrgCtx } from "../context.ts";

/** Whether the caller manages the keys of everybody, not only its own. */
export const managesAllKeys = (ctx: OrgCtx): boolean => ctx.role === "owner" || ctx.role === "admin";

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
