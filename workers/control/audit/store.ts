import { and, desc, eq, lt, type SQL, sql } from "drizzle-orm";
import type { Db, Statement } from "../db.ts";
import { audit } from "../schema.ts";

export type AuditRow = typeof audit.$inferSelect;

export interface AuditFilter {
  orgId: string;
  action: string | null;
  actorId: string | null;
  targetId: string | null;
  after: string | null;
  take: number;
}

/** Audit rows of an organization, the newest first (ids sort by time). */
export const listAuditRows = (db: Db, { orgId, action, actorId, targetId, after, take }: AuditFilter): Promise<AuditRow[]> =>
  db
    .select()
    .from(audit)
    .where(
      and(
        eq(audit.orgId, orgId),
        action === null ? undefined : eq(audit.action, action),
        actorId === null ? undefined : eq(audit.actorId, actorId),
        targetId === null ? undefined : eq(audit.targetId, targetId),
        after === null ? undefined : lt(audit.id, after),
      ),
    )
    .orderBy(desc(audit.id))
    .limit(take);

export const insertAuditRow = (db: Db, row: AuditRow): Statement => db.insert(audit).values(row);

/** Adds the row only if the statement right before it in the batch changed something. */
export const insertAuditIfChanged = (db: Db, row: AuditRow): Statement =>
  db.run(sql`
    INSERT INTO audit (id, org_id, workspace_id, at, actor_type, actor_id, actor_name, credential_id, action, target_type, target_id, target_name, ip, user_agent, request_id, data)
    SELECT ${row.id}, ${row.orgId}, ${row.workspaceId}, ${row.at}, ${row.actorType}, ${row.actorId}, ${row.actorName}, ${row.credentialId},
      ${row.action}, ${row.targetType}, ${row.targetId}, ${row.targetName}, ${row.ip}, ${row.userAgent}, ${row.requestId}, ${JSON.stringify(row.data)}
    WHERE changes() > 0`);

/** Length of the part of a UUID that a database can make up by itself: what follows its last hyphen. */
const UUID_TAIL_CHARS = 12;

/**
 * Adds the row once for each of `targets`, a query of ids and names. The ids differ from the row's own in their last, random part, so
 * that they sort by time like all others.
 */
export const insertAuditForEach = (db: Db, row: Omit<AuditRow, "targetId" | "targetName">, targets: SQL): Statement =>
  db.run(sql`
    INSERT INTO audit (id, org_id, workspace_id, at, actor_type, actor_id, actor_name, credential_id, action, target_type, target_id, target_name, ip, user_agent, request_id, data)
    SELECT ${row.id.slice(0, -UUID_TAIL_CHARS)} || lower(hex(randomblob(${UUID_TAIL_CHARS / 2}))), ${row.orgId}, ${row.workspaceId}, ${row.at},
      ${row.actorType}, ${row.actorId}, ${row.actorName}, ${row.credentialId}, ${row.action}, ${row.targetType}, t.id, t.name,
      ${row.ip}, ${row.userAgent}, ${row.requestId}, ${JSON.stringify(row.data)}
    FROM (${targets}) t`);

/** Holds once the audit row with this id is there. */
export const wasRecorded = (id: string): SQL => sql`EXISTS (SELECT 1 FROM audit WHERE id = ${id})`;
