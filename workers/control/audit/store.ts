import { and, desc, eq, gt, lt, type SQL, sql } from "drizzle-orm";
import type { Db, Statement } from "../db.ts";
import { audit } from "../schema.ts";

export type AuditRow = typeof audit.$inferSelect;
/** A row before the database gave it its place. */
export type NewAuditRow = Omit<AuditRow, "sequence">;

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

export const insertAuditRow = (db: Db, row: NewAuditRow): Statement => db.insert(audit).values(row);

const COLUMNS = sql.raw(
  "(id, org_id, workspace_id, at, actor_type, actor_id, actor_name, credential_kind, credential_id, action, outcome, " +
    "target_type, target_id, target_name, ip, country, user_agent, request_id, data, before, after)",
);

const jsonOrNull = (value: unknown) => (value === null ? null : JSON.stringify(value));

/** The values of a row in the order of `COLUMNS`, with an id and a target of one's own. */
const valuesOf = (row: Omit<NewAuditRow, "id" | "targetId" | "targetName">, id: SQL, targetId: SQL, targetName: SQL): SQL => sql`
  ${id}, ${row.orgId}, ${row.workspaceId}, ${row.at}, ${row.actorType}, ${row.actorId}, ${row.actorName}, ${row.credentialKind},
  ${row.credentialId}, ${row.action}, ${row.outcome}, ${row.targetType}, ${targetId}, ${targetName}, ${row.ip}, ${row.country},
  ${row.userAgent}, ${row.requestId}, ${JSON.stringify(row.data)}, ${jsonOrNull(row.before)}, ${jsonOrNull(row.after)}`;

/** Adds the row only if the statement right before it in the batch changed something. */
export const insertAuditIfChanged = (db: Db, row: NewAuditRow): Statement =>
  db.run(sql`
    INSERT INTO audit ${COLUMNS}
    SELECT ${valuesOf(row, sql`${row.id}`, sql`${row.targetId}`, sql`${row.targetName}`)} WHERE changes() > 0`);

/** Length of the part of a UUID that a database can make up by itself: what follows its last hyphen. */
const UUID_TAIL_CHARS = 12;

/**
 * Adds the row once for each of `targets`, a query of ids and names. The ids differ from the row's own in their last, random part, so
 * that they sort by time like all others.
 */
export function insertAuditForEach(db: Db, row: Omit<NewAuditRow, "targetId" | "targetName">, targets: SQL): Statement {
  const id = sql`${row.id.slice(0, -UUID_TAIL_CHARS)} || lower(hex(randomblob(${UUID_TAIL_CHARS / 2})))`;
  return db.run(sql`
    INSERT INTO audit ${COLUMNS}
    SELECT ${valuesOf(row, id, sql`t.id`, sql`t.name`)} FROM (${targets}) t`);
}

/** Rows of an organization after one, in the order they were written. */
export const listAuditAfter = (db: Db, { orgId, after, take }: { orgId: string; after: number; take: number }): Promise<AuditRow[]> =>
  db
    .select()
    .from(audit)
    .where(and(eq(audit.orgId, orgId), gt(audit.sequence, after)))
    .orderBy(audit.sequence)
    .limit(take);

/** Holds once the audit row with this id is there. */
export const wasRecorded = (id: string): SQL => sql`EXISTS (SELECT 1 FROM audit WHERE id = ${id})`;
