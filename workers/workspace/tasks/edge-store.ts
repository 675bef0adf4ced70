export function insertEdge(sql: SqlStorage, task: number, dependency: number, place: number, isDynamic: boolean): boolean {
  const query = "INSERT OR IGNORE INTO task_edges VALUES (?, ?, ?, ?)";
  return sql.exec(query, task, dependency, place, isDynamic ? 1 : 0).rowsWritten > 0;
}

/** Numbers of the tasks that a task needs, in its order. */
export const readDependencies = (sql: SqlStorage, task: number): number[] =>
  sql
    .exec<{ dependency: number }>("SELECT dependency FROM task_edges WHERE task = ? ORDER BY place", task)
    .toArray()
    .map(({ dependency }) => dependency);

/** Numbers of the tasks that need a task, those in the trash left out, the newest first. */
export const readNewestDependents = (sql: SqlStorage, task: number, limit: number): number[] =>
  sql
    .exec<{ task: number }>(
      `SELECT task FROM task_edges JOIN tasks ON number = task WHERE dependency = ? AND deleted_at IS NULL
       ORDER BY task DESC LIMIT ?`,
      task,
      limit,
    )
    .toArray()
    .map((row) => row.task);
