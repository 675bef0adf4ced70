import { and, asc, desc, eq, gt, gte, lt, lte, max, min, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import type { Db } from "../../db.ts";
import { audit, auditChain } from "../../schema/index.ts";
import type { AuditRow } from "../store.ts";

export interface Place {
  position: number;
  sequence: number;
  hash: string;
}

const placeColumns = { position: auditChain.position, sequence: auditChain.sequence, hash: auditChain.hash };

/** The last place of an organization's chain; null when it has none. */
export async function readHead(db: Db, orgId: string): Promise<Place | null> {
  const row = await db.select(placeColumns).from(auditChain).where(eq(auditChain.orgId, orgId)).orderBy(desc(auditChain.position)).get();
  return row ?? null;
}

/** The places after a position, in order. */
export const listPlaces = (db: Db, { orgId, after, take }: { orgId: string; after: number; take: number }): Promise<Place[]> =>
  db
    .select(placeColumns)
    .from(auditChain)
    .where(and(eq(auditChain.orgId, orgId), gt(auditChain.position, after)))
    .orderBy(asc(auditChain.position))
    .limit(take);

/** Adds places that follow the last one; all of them, or none when somebody else was first (`isPlaceTaken`). */
export async function insertPlaces(db: Db, orgId: string, places: readonly Place[]): Promise<void> {
  await db.run(sql`
    INSERT INTO audit_chain (org_id, position, sequence, hash)
    SELECT ${orgId}, value ->> 'position', value ->> 'sequence', value ->> 'hash'
    FROM json_each(${JSON.stringify(places)}) ORDER BY value ->> 'position'`);
}

/** Whether an error is the database refusing a place that is taken. */
export function isPlaceTaken(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause)
    if (e.message.includes("audit place is taken") || e.message.includes("UNIQUE constraint failed: audit_chain")) return true;
  return false;
}

/** Positions of rows that happened in a span of time: from the first that did to the last, with all between them. */
export async function readSpan(
  db: Db,
  { orgId, from, to }: { orgId: string; from: number | null; to: number | null },
): Promise<{ first: number; last: number } | null> {
  const row = await db
    .select({ first: min(auditChain.position), last: max(auditChain.position) })
    .from(auditChain)
    .innerJoin(audit, eq(audit.sequence, auditChain.sequence))
    .where(and(eq(auditChain.orgId, orgId), from === null ? undefined : gte(audit.at, from), to === null ? undefined : lt(audit.at, to)))
    .get();
  return row && row.first !== null && row.last !== null ? { first: row.first, last: row.last } : null;
}

export interface SealedRow {
  row: AuditRow;
  position: number;
  hash: string;
  /** Hash of the position before; null for the first one. */
  previous: string | null;
}

const before = alias(auditChain, "before");

/** Rows with their places from a position to another one, both included, in order, those that fit `where`. */
export const listSealed = (
  db: Db,
  { orgId, first, last, take, where }: { orgId: string; first: number; last: number; take: number; where?: SQL | undefined },
): Promise<SealedRow[]> =>
  db
    .select({ row: audit, position: auditChain.position, hash: auditChain.hash, previous: before.hash })
    .from(auditChain)
    .innerJoin(audit, eq(audit.sequence, auditChain.sequence))
    .leftJoin(before, and(eq(before.orgId, auditChain.orgId), eq(before.position, sql`${auditChain.position} - 1`)))
    .where(and(eq(auditChain.orgId, orgId), gte(auditChain.position, first), lte(auditChain.position, last), where))
    .orderBy(asc(auditChain.position))
    .limit(take);
