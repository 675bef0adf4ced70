/** A task of a build as its page shows it. */
export interface BuildNodeRow extends Record<string, SqlStorageValue> {
  number: number;
  id: string;
  type_id: number;
  namespace: string;
  name: string;
  version: string;
  label: string | null;
  result: string;
  attempt_status: string | null;
  size_bytes: number | null;
  status: string;
  attempt: number | null;
  queued_at: number | null;
  started_at: number | null;
  finished_at: number | null;
  error: string | null;
  changed: number;
}

const SELECT = `SELECT tasks.number, tasks.id, type_id, namespace, name, task_types.version, label, tasks.result, attempt_status,
    tasks.size_bytes, status, build_tasks.attempt, build_tasks.queued_at, build_tasks.started_at, build_tasks.finished_at, build_tasks.error,
    build_tasks.version AS changed
  FROM build_tasks JOIN tasks ON number = build_tasks.task JOIN task_types ON task_types.id = type_id`;

export interface BuildTaskPage {
  build: number;
  /** Number of the task that the page starts after. */
  after: number;
  status: string | null;
  search: string | null;
  /** Version after which the task changed. */
  since: number | null;
  limit: number;
}

/** Tasks of a build, in the order in which they were registered. */
export const pageBuildTasks = (sql: SqlStorage, { build, after, status, search, since, limit }: BuildTaskPage): BuildNodeRow[] =>
  sql
    .exec<BuildNodeRow>(
      `${SELECT} WHERE build = ?1 AND task > ?2 AND (?3 IS NULL OR status = ?3) AND (?5 IS NULL OR build_tasks.version > ?5)
         AND (?4 IS NULL OR instr(lower(namespace || '.' || name || ' ' || coalesce(label, '')), lower(?4)) > 0
           OR instr(tasks.id, lower(?4)) = 1)
       ORDER BY build_tasks.task LIMIT ?6`,
      build,
      after,
      status,
      search,
      since,
      limit,
    )
    .toArray();

/** All tasks of a build, in the order in which they were registered. */
export const readBuildNodes = (sql: SqlStorage, build: number): SqlStorageCursor<BuildNodeRow> =>
  sql.exec<BuildNodeRow>(`${SELECT} WHERE build = ? ORDER BY build_tasks.task`, build);

/** Edges between tasks of a build, by the numbers of the tasks. */
export const readBuildEdges = (sql: SqlStorage, build: number): SqlStorageCursor<{ task: number; dependency: number }> =>
  sql.exec<{ task: number; dependency: number }>(
    `SELECT task_edges.task, dependency FROM build_tasks JOIN task_edges ON task_edges.task = build_tasks.task
     WHERE build = ?1 AND EXISTS (SELECT 1 FROM build_tasks AS other WHERE other.build = ?1 AND other.task = dependency)`,
    build,
  );

export interface ChangedTaskRow extends Record<string, SqlStorageValue> {
  id: string;
  status: string;
  attempt_status: string | null;
  attempt: number | null;
  started_at: number | null;
  finished_at: number | null;
  progress: number | null;
}

/** How these tasks of a build stand now. */
export const readChangedTasks = (sql: SqlStorage, build: number, tasks: readonly number[]): ChangedTaskRow[] =>
  sql
    .exec<ChangedTaskRow>(
      `SELECT id, build_tasks.status, attempt_status, build_tasks.attempt, build_tasks.started_at, build_tasks.finished_at, progress
       FROM build_tasks JOIN tasks ON tasks.number = build_tasks.task
         LEFT JOIN task_attempts ON task_attempts.task = build_tasks.task AND task_attempts.number = build_tasks.attempt
       WHERE build_tasks.build = ? AND build_tasks.task IN (SELECT value FROM json_each(?))`,
      build,
      JSON.stringify(tasks),
    )
    .toArray();
