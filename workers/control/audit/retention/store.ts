import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lte, sql } from "drizzle-orm";
import type { Db, Statement } from "../../db.ts";
import { audit, auditChain, auditDrops, auditSegments, auditSettings } from "../../schema/index.ts";

export type Drop = typeof auditDrops.$inferSelect;

/** Days that an organization keeps entries; null: for ever. */
export async function readRetention(db: Db, orgId: string): Promise<number | null> {
  const row = await db.select({ days: auditSettings.retentionDays }).from(auditSettings).where(eq(auditSettings.orgId, orgId)).get();
  return row?.days ?? null;
}

/** Sets it; changes a row only where it was `from`, so that what is written down of it is true. */
export const writeRetention = (db: Db, { orgId, from, days }: { orgId: string; from: number | null; days: number | null }): Statement =>
  db.run(sql`
    INSERT INTO audit_settings (org_id, retention_days) SELECT ${orgId}, ${days} WHERE ${from} IS (SELECT retention_days FROM audit_settings WHERE org_id = ${orgId})
    ON CONFLICT (org_id) DO UPDATE SET retention_days = excluded.retention_days`);

/** Organizations that do not keep entries for ever. */
export const listShortRetentions = (db: Db, { after, take }: { after: string; take: number }): Promise<{ orgId: string }[]> =>
  db
    .select({ orgId: auditSettings.orgId })
    .from(auditSettings)
    .where(and(isNotNull(auditSettings.retentionDays), gt(auditSettings.orgId, after)))
    .orderBy(asc(auditSettings.orgId))
    .limit(take);

/** The last position whose entry was dropped; 0 when none was. */
export async function readDroppedTo(db: Db, orgId: string): Promise<number> {
  const row = await db
    .select({ last: auditDrops.last })
    .from(auditDrops)
    .where(eq(auditDrops.orgId, orgId))
    .orderBy(desc(auditDrops.first))
    .get();
  return row?.last ?? 0;
}

/** A drop that was announced and is not over; null when there is none. */
export async function readOpenDrop(db: Db, orgId: string): Promise<Drop | null> {
  const row = await db
    .select()
    .from(auditDrops)
    .where(and(eq(auditDrops.orgId, orgId), isNull(auditDrops.doneAt)))
    .orderBy(asc(auditDrops.first))
    .get();
  return row ?? null;
}

/** The stored piece that begins at a position, with the time of its newest entry; null when there is none. */
export async function readPieceFrom(db: Db, { orgId, first }: { orgId: string; first: number }) {
  const piece = await db
    .select({ first: auditSegments.first, last: auditSegments.last, sha256: auditSegments.sha256 })
    .from(auditSegments)
    .where(
      and(eq(auditSegments.orgId, orgId), eq(auditSegments.log, orgId), eq(auditSegments.first, first), isNotNull(auditSegments.storedAt)),
    )
    .get();
  if (!piece) return null;
  const newest = await db
    .select({ at: sql<number>`coalesce(max(${audit.at}), 0)` })
    .from(auditChain)
    .innerJoin(audit, eq(audit.sequence, auditChain.sequence))
    .where(and(eq(auditChain.orgId, orgId), sql`${auditChain.position} BETWEEN ${piece.first} AND ${piece.last}`))
    .get();
  return { ...piece, newestAt: newest?.at ?? 0 };
}

/** Says that entries go; the database refuses it for what is too young or not stored. */
export const announceDrop = (db: Db, { orgId, first, last, now }: { orgId: string; first: number; last: number; now: number }): Statement =>
  db.insert(auditDrops).values({ orgId, first, last, at: now });

/** Deletes the entries of an announced drop. */
export async function deleteDropped(db: Db, { orgId, first, last }: Drop): Promise<void> {
  const sequences = db
    .select({ sequence: auditChain.sequence })
    .from(auditChain)
    .where(and(eq(auditChain.orgId, orgId), sql`${auditChain.position} >= ${first}`, lte(auditChain.position, last)));
  await db.delete(audit).where(inArray(audit.sequence, sequences));
}

export async function markDropped(db: Db, { orgId, first }: Drop, now: number): Promise<void> {
  await db
    .update(auditDrops)
    .set({ doneAt: now })
    .where(and(eq(auditDrops.orgId, orgId), eq(auditDrops.first, first), isNull(auditDrops.doneAt)));
}

/** Whether an error is the database refusing a drop: somebody else announced it, or it is too early by its clock. */
export function isDropRefused(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause) if (/audit drop is there already|audit rows are kept/.test(e.message)) return true;
  return false;
}
