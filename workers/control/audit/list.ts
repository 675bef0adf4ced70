import type { AuditEntry, AuditQuery, Page } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";
import { decodeCursor, IdCursor, toPage } from "../../shared/cursor.ts";
import type { OrgCtx } from "../context.ts";
import { type AuditRow, listAuditRows } from "./store.ts";

/** What happened in an organization, the newest first, by action, actor or target if asked. */
export async function listAudit({ ctx, input }: { ctx: OrgCtx; input: AuditQuery }): Promise<Page<AuditEntry>> {
  const rows = await listAuditRows(ctx.db, {
    orgId: ctx.org.id,
    action: input.action ?? null,
    actorId: input.actor_id ?? null,
    targetId: input.target_id ?? null,
    after: input.cursor === undefined ? null : decodeCursor(input.cursor, IdCursor),
    take: input.limit + 1,
  });
  return toPage(rows, input.limit, (row) => row.id, auditView);
}

const auditView = (row: AuditRow): AuditEntry => ({
  id: row.id,
  at: timestamp(row.at),
  actor: { type: row.actorType, id: row.actorId, name: row.actorName },
  credential_id: row.credentialId,
  action: row.action,
  target: { type: row.targetType, id: row.targetId, name: row.targetName },
  workspace_id: row.workspaceId,
  ip: row.ip,
  user_agent: row.userAgent,
  request_id: row.requestId,
  data: row.data,
});
