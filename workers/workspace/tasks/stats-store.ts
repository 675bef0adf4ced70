interface Totals extends Record<string, SqlStorageValue> {
  absent: number;
  incomplete: number;
  success: number;
  failed: number;
  size_bytes: number;
}

/** Counts of all types together. */
export const readTotals = (sql: SqlStorage): Totals =>
  sql
    .exec<Totals>(
      `SELECT coalesce(sum(absent), 0) AS absent, coalesce(sum(incomplete), 0) AS incomplete, coalesce(sum(success), 0) AS success,
         coalesce(sum(failed), 0) AS failed, total(size_bytes) AS size_bytes FROM task_types`,
    )
    .one();

/** How many tasks outside the trash have a last attempt of which status. */
export const countAttempts = (sql: SqlStorage): Map<string, number> =>
  new Map(
    sql
      .exec<{ status: string; n: number }>(
        "SELECT attempt_status AS status, sum(tasks) AS n FROM task_attempt_counts GROUP BY attempt_status",
      )
      .toArray()
      .map(({ status, n }) => [status, n]),
  );

export interface NamespaceUsage extends Record<string, SqlStorageValue> {
  namespace: string;
  tasks: number;
  outputs: number;
  size_bytes: number;
}

export const readUsageOfNamespaces = (sql: SqlStorage): NamespaceUsage[] =>
  sql
    .exec<NamespaceUsage>(
      `SELECT namespace, sum(absent + incomplete + success + failed) AS tasks, sum(outputs) AS outputs, total(size_bytes) AS size_bytes
       FROM task_types GROUP BY namespace HAVING tasks > 0 ORDER BY size_bytes DESC, namespace`,
    )
    .toArray();

export const readResults = (sql: SqlStorage, ids: readonly string[]) =>
  sql
    .exec<{ id: string; result: string; attempt_status: string | null; uri: string | null }>(
      `SELECT id, result, attempt_status, output ->> 'uri' AS uri FROM tasks
       WHERE deleted_at IS NULL AND id IN (SELECT value FROM json_each(?))`,
      JSON.stringify(ids),
    )
    .toArray();
