import { sql } from "drizzle-orm";
import type { CallerCtx, RequestCtx } from "../context.ts";
import type { Statement } from "../db.ts";
import { audit } from "../schema.ts";

/** What happened, in the words of the published list of actions. */
export interface AuditInput {
  /** `noun.verb`, past tense, e.g. `member.removed`. */
  action: string;
  orgId: string | null;
  workspaceId?: string | null;
  target: { type: string; id: string; name?: string | null };
  /** What changed, without secrets. */
  data?: Record<string, unknown>;
}

type AuditCtx = RequestCtx & Partial<Pick<CallerCtx, "caller">>;

function rowOf(ctx: AuditCtx, input: AuditInput) {
  const actor = ctx.caller?.actor ?? { type: "system" as const, id: "system", name: "Cairn" };
  const at = ctx.clock.now();
  return {
    id: ctx.newId("audit"),
    orgId: input.orgId,
    workspaceId: input.workspaceId ?? null,
    at,
    actorType: actor.type,
    actorId: actor.id,
    actorName: actor.name,
    credentialId: ctx.caller?.credential.id ?? null,
    action: input.action,
    targetType: input.target.type,
    targetId: input.target.id,
    targetName: input.target.name ?? null,
    ip: ctx.ip,
    userAgent: ctx.userAgent,
    requestId: ctx.requestId,
    data: input.data ?? {},
  };
}

/** The audit row of a change, to be put into the change's own batch. */
export const auditRow = (ctx: AuditCtx, input: AuditInput): Statement => ctx.db.insert(audit).values(rowOf(ctx, input));

/**
 * The audit row of a conditional change: it is written only if the statement right before it in the batch changed a row. Statements
 * after it can depend on the change with `happened`.
 */
export function auditIfChanged(ctx: AuditCtx, input: AuditInput) {
  const row = rowOf(ctx, input);
  const statement: Statement = ctx.db.run(sql`
    INSERT INTO audit (id, org_id, workspace_id, at, actor_type, actor_id, actor_name, credential_id, action, target_type, target_id, target_name, ip, user_agent, request_id, data)
    SELECT ${row.id}, ${row.orgId}, ${row.workspaceId}, ${row.at}, ${row.actorType}, ${row.actorId}, ${row.actorName}, ${row.credentialId},
      ${row.action}, ${row.targetType}, ${row.targetId}, ${row.targetName}, ${row.ip}, ${row.userAgent}, ${row.requestId}, ${JSON.stringify(row.data)}
    WHERE changes() > 0`);
  return { statement, happened: sql`EXISTS (SELECT 1 FROM audit WHERE id = ${row.id})` };
}
