/** What is counted day by day: runs that were created, points that were stored. */
export type WorkspaceMeter = "runs" | "points";

export interface UsageDay {
  /** Start of the day in UTC, Unix ms. */
  day: number;
  meter: WorkspaceMeter;
  value: number;
}

/** Counts something up on a day, in the transaction of what is counted. */
export function addUsage(sql: SqlStorage, { day, meter, value }: UsageDay): void {
  sql.exec("INSERT INTO usage_days VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = value + excluded.value", day, meter, value);
}

/** What was counted from a day on. */
export const readUsageDays = (sql: SqlStorage, from: number): UsageDay[] =>
  sql
    .exec<{ day: number; meter: string; value: number }>(
      "SELECT day, meter, value FROM usage_days WHERE day >= ? ORDER BY day, meter",
      from,
    )
    .toArray() as UsageDay[];

/** Up to which batch of the write-ahead log points are counted. */
export const readMark = (sql: SqlStorage): number => sql.exec<{ ordinal: number }>("SELECT ordinal FROM usage_mark").one().ordinal;

export const writeMark = (sql: SqlStorage, ordinal: number): void => void sql.exec("UPDATE usage_mark SET ordinal = ?", ordinal);

/** Batches of the write-ahead log after a mark, whether sealed or not, in order of arrival. */
export const batchesAfter = (
  sql: SqlStorage,
  ordinal: number,
): SqlStorageCursor<{ ordinal: number; at: number; packed: ArrayBuffer | null }> =>
  sql.exec<{ ordinal: number; at: number; packed: ArrayBuffer | null }>(
    "SELECT ordinal, at, packed FROM metric_wal WHERE ordinal > ? ORDER BY ordinal",
    ordinal,
  );

/** What a workspace holds, in bytes: its own file, and what of points, logs and files lies beside it in R2. */
export interface HeldBytes {
  database: number;
  points: number;
  logs: number;
  files: number;
}

export const readHeldBytes = (sql: SqlStorage): HeldBytes => ({
  database: sql.databaseSize,
  ...sql
    .exec<{ points: number; logs: number; files: number }>(
      `SELECT (SELECT coalesce(sum(bytes), 0) FROM metric_blocks WHERE r2_name IS NOT NULL) AS points,
         (SELECT coalesce(sum(packed_bytes), 0) FROM log_chunks WHERE r2_name IS NOT NULL) AS logs,
         (SELECT coalesce(sum(size), 0) FROM blobs) AS files`,
    )
    .one(),
});
