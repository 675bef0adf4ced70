import { and, asc, desc, eq, gt, isNull, lt, sql } from "drizzle-orm";
import type { Db, Statement } from "../../db.ts";
import { auditLogs, auditSegments } from "../../schema/index.ts";

/** A log of an organization: its own, whose `log` is its id, or that of one of its workspaces. */
export interface LogRef {
  orgId: string;
  log: string;
}

/** A piece of a log as it is, or will be, in R2. */
export type Segment = typeof auditSegments.$inferSelect;

/** Notes how long a workspace's log is; never less than is known. */
export async function noteLog(db: Db, { orgId, log, position }: LogRef & { position: number }): Promise<void> {
  await db
    .insert(auditLogs)
    .values({ orgId, log, position, storedTo: 0 })
    .onConflictDoUpdate({ target: [auditLogs.orgId, auditLogs.log], set: { position }, setWhere: lt(auditLogs.position, position) });
}

/** Logs that are longer than what is stored of them. */
export const listLogsToStore = (db: Db, take: number): Promise<LogRef[]> =>
  db
    .select({ orgId: auditLogs.orgId, log: auditLogs.log })
    .from(auditLogs)
    .where(gt(auditLogs.position, sql`${auditLogs.storedTo}`))
    .limit(take);

/** Forgets that more of a log waits: it is gone. */
export async function giveUpLog(db: Db, { orgId, log }: LogRef): Promise<void> {
  await db
    .update(auditLogs)
    .set({ storedTo: sql`${auditLogs.position}` })
    .where(and(eq(auditLogs.orgId, orgId), eq(auditLogs.log, log)));
}

const isOf = ({ orgId, log }: LogRef) => and(eq(auditSegments.orgId, orgId), eq(auditSegments.log, log));

/** The piece that was announced and is not known to be there; null when there is none. */
export async function readAnnounced(db: Db, ref: LogRef): Promise<Segment | null> {
  const row = await db
    .select()
    .from(auditSegments)
    .where(and(isOf(ref), isNull(auditSegments.storedAt)))
    .orderBy(asc(auditSegments.first))
    .get();
  return row ?? null;
}

/** The last position that a piece holds; 0 when there is none. */
export async function readSegmentEnd(db: Db, ref: LogRef): Promise<number> {
  const row = await db.select({ last: auditSegments.last }).from(auditSegments).where(isOf(ref)).orderBy(desc(auditSegments.first)).get();
  return row?.last ?? 0;
}

/** Says what a piece will hold; the database refuses one that does not follow the last (`isAnnounced`). */
export const announceSegment = (db: Db, segment: Omit<Segment, "storedAt">): Statement => db.insert(auditSegments).values(segment);

/** Whether an error is the database refusing a piece that somebody else announced. */
export function isAnnounced(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause) if (e.message.includes("audit segment is there already")) return true;
  return false;
}

/** Says that a piece is there. */
export async function markStored(db: Db, { orgId, log, first, now }: LogRef & { first: number; now: number }): Promise<void> {
  await db
    .update(auditSegments)
    .set({ storedAt: now })
    .where(and(isOf({ orgId, log }), eq(auditSegments.first, first), isNull(auditSegments.storedAt)));
}
