import type { Context } from "hono";
import { type Denial, Denied } from "../control/audit/refusals/denied.ts";
import { recordRefusal } from "../control/audit/refusals/record.ts";
import { faultOf } from "../shared/errors.ts";
import type { AppEnv } from "./context.ts";

/**
 * Has it written down when somebody was refused in an organization they belong to: by the guard, which says which permission was wanting,
 * or by a rule beyond it, for which the operation stands.
 */
export function noteRefusal(error: unknown, c: Context<AppEnv>): void {
  const code = faultOf(error)?.code;
  const ctx = c.get("callerCtx");
  if ((code !== "forbidden" && code !== "insufficient_scope") || !ctx) return;
  const operation = c.get("operationId") ?? null;
  const denial = error instanceof Denied ? error.denial : denialOf(c, operation);
  if (denial) ctx.waitUntil(recordRefusal(ctx, { ...denial, code, operation }));
}

function denialOf(c: Context<AppEnv>, operation: string | null): Denial | null {
  const org = c.get("orgCtx")?.org;
  return org ? { org, workspaceId: c.get("workspaceCtx")?.workspace.id ?? null, permission: operation ?? "unknown" } : null;
}
