import { and, desc, eq, gt, gte, lt, type SQL, sql } from "drizzle-orm";
import type { Db, Statement } from "../db.ts";
import { audit, auditChain } from "../schema/index.ts";
import type { RowFilter } from "./filter.ts";

export type AuditRow = typeof audit.$inferSelect;
/** A row before the database gave it its place. */
export type NewAuditRow = Omit<AuditRow, "sequence">;

export interface AuditRowQuery extends RowFilter {
  orgId: string;
  /** The time and sequence that the rows come before. */
  before: { at: number; sequence: number } | null;
  take: number;
}

/** Audit rows of an organization with their positions, the newest first. */
export const listAuditRows = (
  db: Db,
  { orgId, before, take, ...filter }: AuditRowQuery,
): Promise<{ row: AuditRow; position: number | null }[]> =>
  db
    .select({ row: audit, position: auditChain.position })
    .from(audit)
    .leftJoin(auditChain, eq(auditChain.sequence, audit.sequence))
    .where(
      and(
        eq(audit.orgId, orgId),
        fits(filter),
        before === null ? undefined : sql`(${audit.at}, ${audit.sequence}) < (${before.at}, ${before.sequence})`,
      ),
    )
    .orderBy(desc(audit.at), desc(audit.sequence))
    .limit(take);

/** The condition that a filter is; undefined when it asks nothing. */
export const fits = ({ action, actorId, targetId, targetType, outcome, workspaceId, from, to }: RowFilter): SQL | undefined =>
  and(
    action === null ? undefined : actionFits(action),
    actorId === null ? undefined : eq(audit.actorId, actorId),
    targetId === null ? undefined : eq(audit.targetId, targetId),
    targetType === null ? undefined : eq(audit.targetType, targetType),
    outcome === null ? undefined : sql`${audit.outcome} = ${outcome}`,
    workspaceId === null ? undefined : eq(audit.workspaceId, workspaceId),
    from === null ? undefined : gte(audit.at, from),
    to === null ? undefined : lt(audit.at, to),
  );

/** An action, or `noun.*`: everything from `noun.` to what follows a point in ASCII. */
function actionFits(action: string): SQL | undefined {
  if (action === "*") return undefined;
  if (!action.endsWith(".*")) return eq(audit.action, action);
  const start = action.slice(0, -1);
  return and(gte(audit.action, start), lt(audit.action, `${start.slice(0, -1)}/`));
}

export const insertAuditRow = (db: Db, row: NewAuditRow): Statement => db.insert(audit).values(row);

const COLUMNS = sql.raw(
  "(id, org_id, workspace_id, at, actor_type, actor_id, actor_name, credential_kind, credential_id, action, outcome, " +
    "target_type, target_id, target_name, ip, country, user_agent, request_id, data, before, after)",
);

const jsonOrNull = (value: unknown) => (value === null ? null : JSON.stringify(value));

/** The values of a row in the order of `COLUMNS`, with an id and a target of one's own. */
const valuesOf = (
  row: Omit<NewAuditRow, "id" | "targetId" | "targetName">,
  id: SQL,
  targetId: SQL,
  targetName: SQL,
  orgId: SQL = sql`${row.orgId}`,
): SQL => sql`
  ${id}, ${orgId}, ${row.workspaceId}, ${row.at}, ${row.actorType}, ${row.actorId}, ${row.actorName}, ${row.credentialKind},
  ${row.credentialId}, ${row.action}, ${row.outcome}, ${row.targetType}, ${targetId}, ${targetName}, ${row.ip}, ${row.country},
  ${row.userAgent}, ${row.requestId}, ${JSON.stringify(row.data)}, ${jsonOrNull(row.before)}, ${jsonOrNull(row.after)}`;

/** Adds the row only if something holds. */
export const insertAuditIf = (db: Db, row: NewAuditRow, condition: SQL): Statement =>
  db.run(sql`
    INSERT INTO audit ${COLUMNS}
    SELECT ${valuesOf(row, sql`${row.id}`, sql`${row.targetId}`, sql`${row.targetName}`)} WHERE ${condition}`);

/** Adds the row only if the statement right before it in the batch changed something. */
export const insertAuditIfChanged = (db: Db, row: NewAuditRow): Statement => insertAuditIf(db, row, sql`changes() > 0`);

/** Length of the part of a UUID that a database can make up by itself: what follows its last hyphen. */
const UUID_TAIL_CHARS = 12;

/**
 * Adds the row once for each of `targets`, a query of ids and names. The ids differ from the row's own in their last, random part, so
 * that they sort by time like all others.
 */
export function insertAuditForEach(db: Db, row: Omit<NewAuditRow, "targetId" | "targetName">, targets: SQL): Statement {
  return db.run(sql`
    INSERT INTO audit ${COLUMNS}
    SELECT ${valuesOf(row, ownId(row.id), sql`t.id`, sql`t.name`)} FROM (${targets}) t`);
}

/** Adds the row to the trail of each organization that a person belongs to, if something holds. */
export const insertAuditForMember = (db: Db, row: NewAuditRow, { userId, when }: { userId: string; when: SQL }): Statement =>
  db.run(sql`
    INSERT INTO audit ${COLUMNS}
    SELECT ${valuesOf(row, ownId(row.id), sql`${row.targetId}`, sql`${row.targetName}`, sql`m.org_id`)}
    FROM members m JOIN organizations o ON o.id = m.org_id
    WHERE m.user_id = ${userId} AND o.deleted_at IS NULL AND ${when}`);

/** Adds the row once for each of `targets`, a query of ids, names and the people whose they are, in each organization of that person. */
export const insertAuditForEachMember = (db: Db, row: NewAuditRow, targets: SQL): Statement =>
  db.run(sql`
    INSERT INTO audit ${COLUMNS}
    SELECT ${valuesOf(row, ownId(row.id), sql`t.id`, sql`t.name`, sql`m.org_id`)}
    FROM (${targets}) t JOIN members m ON m.user_id = t.user_id JOIN organizations o ON o.id = m.org_id
    WHERE o.deleted_at IS NULL`);

const ownId = (id: string): SQL => sql`${id.slice(0, -UUID_TAIL_CHARS)} || lower(hex(randomblob(${UUID_TAIL_CHARS / 2})))`;

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
