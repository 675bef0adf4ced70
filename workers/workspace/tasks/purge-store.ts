/** Tasks whose time in the trash is over, first those that have been there longest. */
export const readPurgeable = (sql: SqlStorage, now: number, limit: number): { number: number; type_id: number }[] =>
  sql
    .exec<{ number: number; type_id: number }>(
      `SELECT number, type_id FROM tasks WHERE deleted_at IS NOT NULL AND purge_at <= ? AND purging = 0 ORDER BY purge_at LIMIT ?`,
      now,
      limit,
    )
    .toArray();

/** When the time of the first task in the trash is over; null when there is none. */
export const firstPurge = (sql: SqlStorage): number | null =>
  sql.exec<{ at: number | null }>("SELECT min(purge_at) AS at FROM tasks WHERE deleted_at IS NOT NULL AND purging = 0").one().at;

/**
 * Drops all that is known of a task. Its own row stays as long as another task needs it, or a build had it, without its output: so that
 * their graphs keep their shape. It must be `purging`.
 */
export function dropTask(sql: SqlStorage, number: number): void {
  for (const table of ["task_events", "task_attempts", "task_assets", "task_lines"])
    sql.exec(`DELETE FROM ${table} WHERE task = ?`, number);
}

/** Drops the row of a task, and its parameters. */
export function dropTaskRow(sql: SqlStorage, number: number): void {
  sql.exec("DELETE FROM task_params WHERE task = ?", number);
  sql.exec("DELETE FROM tasks WHERE number = ?", number);
}

/** Whether a build had a task. */
export const isInBuild = (sql: SqlStorage, task: number): boolean =>
  sql.exec("SELECT 1 FROM build_tasks WHERE task = ? LIMIT 1", task).toArray().length > 0;

/** Drops what a search finds a task by. */
export function dropFields(sql: SqlStorage, tasks: readonly number[], paths: readonly number[]): void {
  sql.exec(
    "DELETE FROM task_fields WHERE path IN (SELECT value FROM json_each(?)) AND task IN (SELECT value FROM json_each(?))",
    JSON.stringify(paths),
    JSON.stringify(tasks),
  );
}

/** Paths that tasks of these types have. */
export const readPathsOfTypes = (sql: SqlStorage, types: readonly number[]): number[] =>
  sql
    .exec<{ path: number }>(
      "SELECT DISTINCT path FROM task_type_paths WHERE type_id IN (SELECT value FROM json_each(?))",
      JSON.stringify(types),
    )
    .toArray()
    .map(({ path }) => path);
