import { and, eq, lt, sql } from "drizzle-orm";
import type { Db } from "../db.ts";
import { idempotencyKeys } from "../schema/index.ts";

export interface KeyRef {
  scope: string;
  key: string;
}

export type KeyedRow = typeof idempotencyKeys.$inferSelect;

const isRow = ({ scope, key }: KeyRef) => and(eq(idempotencyKeys.scope, scope), eq(idempotencyKeys.key, key));

/** Takes a key that is new, or whose last try is over without an answer; null when it can not be taken. */
export async function claimRow(
  db: Db,
  input: KeyRef & { fingerprint: string; resourceSeed: string; lockedUntil: number; now: number },
): Promise<KeyedRow | null> {
  const { now, ...values } = input;
  const row = await db
    .insert(idempotencyKeys)
    .values({ ...values, createdAt: now })
    .onConflictDoUpdate({
      target: [idempotencyKeys.scope, idempotencyKeys.key],
      set: { lockedUntil: input.lockedUntil },
      setWhere: sql`${idempotencyKeys.status} IS NULL AND ${idempotencyKeys.lockedUntil} <= ${now} AND ${idempotencyKeys.fingerprint} = ${input.fingerprint}`,
    })
    .returning()
    .get();
  // Drizzle's `get` answers undefined when the conflict clause changed nothing.
  return (row as KeyedRow | undefined) ?? null;
}

export async function readRow(db: Db, ref: KeyRef): Promise<KeyedRow | null> {
  return (await db.select().from(idempotencyKeys).where(isRow(ref)).get()) ?? null;
}

export async function storeAnswer(db: Db, ref: KeyRef, answer: { status: number; bodySealed: string }): Promise<void> {
  await db.update(idempotencyKeys).set(answer).where(isRow(ref));
}

export async function deleteRow(db: Db, ref: KeyRef): Promise<void> {
  await db.delete(idempotencyKeys).where(isRow(ref));
}

export async function unlockRow(db: Db, ref: KeyRef): Promise<void> {
  await db.update(idempotencyKeys).set({ lockedUntil: 0 }).where(isRow(ref));
}

export async function deleteRowsBefore(db: Db, before: number): Promise<void> {
  await db.delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, before));
}
