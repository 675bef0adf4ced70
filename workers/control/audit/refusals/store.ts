import { and, eq, lt, sql } from "drizzle-orm";
import type { Db } from "../../db.ts";
import { auditRefusals } from "../../schema/index.ts";
import { insertAuditIf, insertAuditIfChanged, type NewAuditRow } from "../store.ts";

interface RefusalKey {
  orgId: string;
  actorId: string;
  permission: string;
  minute: number;
}

const isOf = (key: RefusalKey) =>
  and(
    eq(auditRefusals.minute, key.minute),
    eq(auditRefusals.orgId, key.orgId),
    eq(auditRefusals.actorId, key.actorId),
    eq(auditRefusals.permission, key.permission),
  );

/** Counts a refusal; the first one of its minute becomes an audit row in the same batch. */
export async function countRefusal(
  db: Db,
  { row, permission, minute }: { row: NewAuditRow; permission: string; minute: number },
): Promise<void> {
  const key: RefusalKey = { orgId: row.orgId ?? "", actorId: row.actorId, permission, minute };
  await db.batch([
    db
      .insert(auditRefusals)
      .values({ ...key, count: 1, row: { ...row } })
      .onConflictDoUpdate({
        target: [auditRefusals.minute, auditRefusals.orgId, auditRefusals.actorId, auditRefusals.permission],
        set: { count: sql`${auditRefusals.count} + 1` },
      }),
    insertAuditIf(
      db,
      row,
      sql`(SELECT count FROM audit_refusals WHERE minute = ${minute} AND org_id = ${key.orgId} AND actor_id = ${key.actorId} AND permission = ${permission}) = 1`,
    ),
  ]);
}

/** What was counted in minutes before one. */
export const listRefusals = (db: Db, { before, take }: { before: number; take: number }) =>
  db.select().from(auditRefusals).where(lt(auditRefusals.minute, before)).orderBy(auditRefusals.minute).limit(take);

/** Drops a count that is still the same, and writes its row in the same batch: never one without the other. */
export async function flushRefusal(
  db: Db,
  { key, count, row }: { key: RefusalKey; count: number; row: NewAuditRow | null },
): Promise<void> {
  const drop = db.delete(auditRefusals).where(and(isOf(key), eq(auditRefusals.count, count)));
  if (row) await db.batch([drop, insertAuditIfChanged(db, row)]);
  else await drop;
}
