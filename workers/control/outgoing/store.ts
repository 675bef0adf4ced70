import { and, eq, inArray, lt, lte, sql } from "drizzle-orm";
import type { Db, Statement } from "../db.ts";
import { outgoing } from "../schema/index.ts";

export type OutgoingRow = typeof outgoing.$inferSelect;

/** Adds a message; one of the same id stays as it is. */
export const insertOutgoing = (
  db: Db,
  row: Pick<OutgoingRow, "id" | "channel" | "userId" | "recipient" | "subject" | "body" | "state" | "dueAt" | "createdAt">,
) =>
  db
    .insert(outgoing)
    .values({ ...row, attempts: 0 })
    .onConflictDoNothing();

/** Takes a message that is due, for so long that nobody else sends it meanwhile; null when there is nothing to send. */
export async function claimOutgoing(db: Db, { id, now, until }: { id: string; now: number; until: number }): Promise<OutgoingRow | null> {
  const [row] = await db
    .update(outgoing)
    .set({ dueAt: until, attempts: sql`${outgoing.attempts} + 1` })
    .where(and(eq(outgoing.id, id), eq(outgoing.state, "waiting"), lte(outgoing.dueAt, now)))
    .returning();
  return row ?? null;
}

export const endOutgoing = (
  db: Db,
  { id, state, error, now }: { id: string; state: "sent" | "failed"; error: string | null; now: number },
) => db.update(outgoing).set({ state, error, doneAt: now }).where(eq(outgoing.id, id));

export const postponeOutgoing = (db: Db, { id, dueAt, error }: { id: string; dueAt: number; error: string }) =>
  db.update(outgoing).set({ dueAt, error }).where(eq(outgoing.id, id));

/** Ids of messages that are due. */
export async function listDue(db: Db, { now, take }: { now: number; take: number }): Promise<string[]> {
  const rows = await db
    .select({ id: outgoing.id })
    .from(outgoing)
    .where(and(eq(outgoing.state, "waiting"), lte(outgoing.dueAt, now)))
    .orderBy(outgoing.dueAt)
    .limit(take);
  return rows.map(({ id }) => id);
}

/** Mail that waits to be gathered, and whose time has come. */
export const listDigests = (db: Db, { now, take }: { now: number; take: number }): Promise<OutgoingRow[]> =>
  db
    .select()
    .from(outgoing)
    .where(and(eq(outgoing.state, "digest"), lte(outgoing.dueAt, now)))
    .orderBy(outgoing.userId, outgoing.id)
    .limit(take);

/** Marks gathered mail as sent with another message. */
export const endDigested = (db: Db, ids: readonly string[], now: number): Statement =>
  db
    .update(outgoing)
    .set({ state: "sent", doneAt: now })
    .where(and(inArray(outgoing.id, [...ids]), eq(outgoing.state, "digest")));

export const deleteOutgoingBefore = (db: Db, before: number): Statement => db.delete(outgoing).where(lt(outgoing.createdAt, before));
