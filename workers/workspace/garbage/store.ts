/**
 * Hands over R2 keys of bytes that nothing refers to any more; they are deleted there from a time on, and again after every failure.
 * Call it inside the transaction that lets go of them, and never write to such a key again: the delete may still be under way.
 */
export function addGarbage(sql: SqlStorage, keys: Iterable<string>, dueAtMs: number): void {
  for (const key of keys)
    sql.exec(
      "INSERT INTO r2_garbage (key, due_at) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET due_at = min(due_at, excluded.due_at)",
      key,
      dueAtMs,
    );
}

/** Takes a key back; false when it is not there or on its way out. */
export const takeBack = (sql: SqlStorage, key: string): boolean =>
  sql.exec("DELETE FROM r2_garbage WHERE key = ? AND is_going = 0 RETURNING key", key).toArray().length > 0;

/** When the first key is due; null when there is none. */
export const firstGarbage = (sql: SqlStorage): number | null =>
  sql.exec<{ at: number | null }>("SELECT min(due_at) AS at FROM r2_garbage").one().at;

/** Marks keys that are due, at most `limit`; from then on none of them can be taken back. */
export const claimGarbage = (sql: SqlStorage, now: number, limit: number): string[] =>
  sql
    .exec<{ key: string }>(
      `UPDATE r2_garbage SET is_going = 1
       WHERE key IN (SELECT key FROM r2_garbage WHERE due_at <= ? ORDER BY due_at LIMIT ?) RETURNING key`,
      now,
      limit,
    )
    .toArray()
    .map(({ key }) => key);

export function dropGarbage(sql: SqlStorage, keys: readonly string[]): void {
  for (const key of keys) sql.exec("DELETE FROM r2_garbage WHERE key = ?", key);
}
