/**
 * Hands over R2 keys of bytes that nothing refers to any more; they are deleted there soon, and again after every failure. Call it
 * inside the transaction that lets go of them, and never write to such a key again: the delete may still be under way.
 */
export function addGarbage(sql: SqlStorage, keys: Iterable<string>, nowMs: number): void {
  for (const key of keys) sql.exec("INSERT OR IGNORE INTO garbage VALUES (?, ?)", key, nowMs);
}

/** Keys that wait, at most `limit`. */
export const readGarbage = (sql: SqlStorage, limit: number): string[] =>
  sql
    .exec<{ key: string }>("SELECT key FROM garbage LIMIT ?", limit)
    .toArray()
    .map(({ key }) => key);

export const hasGarbage = (sql: SqlStorage): boolean => sql.exec("SELECT 1 FROM garbage LIMIT 1").toArray().length > 0;

export function dropGarbage(sql: SqlStorage, keys: readonly string[]): void {
  for (const key of keys) sql.exec("DELETE FROM garbage WHERE key = ?", key);
}
