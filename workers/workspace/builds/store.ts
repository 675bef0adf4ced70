import { type BuildStatus, BuildTaskStatus } from "@cairn/sdk/schema";
import { notFound } from "../../shared/errors.ts";
import { insertMany } from "../tasks/bulk-store.ts";

export interface BuildRow extends Record<string, SqlStorageValue> {
  number: number;
  id: string;
  name: string;
  description: string;
  status: string;
  commit_sha: string | null;
  host: string | null;
  runner: string | null;
  tags: string;
  roots: string;
  created_by: string;
  created_at: number;
  finished_at: number | null;
  heartbeat_at: number;
  heartbeat_timeout_ms: number;
  resumed: number;
  error: string | null;
  overridden: string | null;
  task_count: number;
  counts: string;
  version: number;
}

export const findBuild = (sql: SqlStorage, id: string): BuildRow | null =>
  sql.exec<BuildRow>("SELECT * FROM builds WHERE id = ?", id).toArray()[0] ?? null;

/** Throws `not_found`. */
export function readBuild(sql: SqlStorage, id: string): BuildRow {
  const row = findBuild(sql, id);
  if (!row) throw notFound("build");
  return row;
}

export const readBuildNumber = (sql: SqlStorage, number: number): BuildRow =>
  sql.exec<BuildRow>("SELECT * FROM builds WHERE number = ?", number).one();

export interface NewBuildRow {
  id: string;
  description: string;
  commit: string | null;
  host: string | null;
  runner: string | null;
  tags: string;
  roots: readonly string[];
  createdBy: string;
  now: number;
  heartbeatTimeoutMs: number;
  environment: string;
}

/** Inserts a build and answers its number; it has no name yet, because a made name holds the number. */
export function insertBuild(sql: SqlStorage, build: NewBuildRow): number {
  const { number } = sql
    .exec<{ number: number }>(
      `INSERT INTO builds (id, name, description, status, commit_sha, host, runner, tags, roots, created_by, created_at, heartbeat_at,
         heartbeat_timeout_ms) VALUES (?, '', ?, 'running', ?, ?, ?, ?, ?, ?, ?9, ?9, ?10) RETURNING number`,
      build.id,
      build.description,
      build.commit,
      build.host,
      build.runner,
      build.tags,
      JSON.stringify(build.roots),
      build.createdBy,
      build.now,
      build.heartbeatTimeoutMs,
    )
    .one();
  sql.exec("INSERT INTO build_environments VALUES (?, ?)", number, build.environment);
  for (const root of build.roots) sql.exec("INSERT OR IGNORE INTO build_roots VALUES (?, ?)", root, number);
  return number;
}

/** Columns of a build that a change sets; JSON columns come as text. */
export interface BuildColumns {
  name: string;
  description: string;
  tags: string;
  status: BuildStatus;
  host: string | null;
  commit_sha: string | null;
  finished_at: number | null;
  heartbeat_at: number;
  resumed: number;
  error: string | null;
  overridden: string | null;
  task_count: number;
  counts: string;
  version: number;
}

/** Sets some columns of a build. */
export function writeBuild(sql: SqlStorage, number: number, columns: Partial<BuildColumns>): void {
  const names = Object.keys(columns);
  if (names.length === 0) return;
  sql.exec(`UPDATE builds SET ${names.map((name) => `${name} = ?`).join(", ")} WHERE number = ?`, ...Object.values(columns), number);
}

export const readBuildEnvironment = (sql: SqlStorage, build: number): string =>
  sql.exec<{ environment: string }>("SELECT environment FROM build_environments WHERE build = ?", build).one().environment;

export function writeBuildEnvironment(sql: SqlStorage, build: number, environment: string): void {
  sql.exec("UPDATE build_environments SET environment = ? WHERE build = ?", environment, build);
}

export interface BuildPage {
  before: number;
  status: BuildStatus | null;
  /** Part of name, description or commit. */
  search: string | null;
  /** Number of a task that is part of it. */
  task: number | null;
  limit: number;
}

/** Builds before a number, newest first. */
export const pageBuilds = (sql: SqlStorage, { before, status, search, task, limit }: BuildPage): SqlStorageCursor<BuildRow> =>
  sql.exec<BuildRow>(
    `SELECT * FROM builds WHERE number < ?1 AND (?2 IS NULL OR status = ?2)
       AND (?3 IS NULL OR instr(lower(name || ' ' || description || ' ' || coalesce(commit_sha, '')), lower(?3)) > 0)
       AND (?4 IS NULL OR EXISTS (SELECT 1 FROM build_tasks WHERE build = number AND task = ?4))
     ORDER BY number DESC LIMIT ?5`,
    before,
    status,
    search,
    task,
    limit,
  );

/** Ids of the builds that a task is part of, newest first. */
export const readBuildsOfTask = (sql: SqlStorage, task: number, limit: number): string[] =>
  sql
    .exec<{ id: string }>(
      "SELECT id FROM build_tasks JOIN builds ON number = build WHERE task = ? ORDER BY build DESC LIMIT ?",
      task,
      limit,
    )
    .toArray()
    .map(({ id }) => id);

export interface RunningBuild extends Record<string, SqlStorageValue> {
  number: number;
  heartbeat_at: number;
  heartbeat_timeout_ms: number;
}

/** Builds that are running, oldest first. */
export const readRunningBuilds = (sql: SqlStorage): RunningBuild[] =>
  sql
    .exec<RunningBuild>("SELECT number, heartbeat_at, heartbeat_timeout_ms FROM builds WHERE status = 'running' ORDER BY number")
    .toArray();

/** Whether a lease is held for a build. */
export const hasLease = (sql: SqlStorage, build: number): boolean =>
  sql.exec("SELECT 1 FROM task_leases WHERE build = ? LIMIT 1", build).toArray().length > 0;

export interface BuildTaskRow extends Record<string, SqlStorageValue> {
  build: number;
  task: number;
  status: string;
  attempt: number | null;
  queued_at: number | null;
  started_at: number | null;
  finished_at: number | null;
  error: string | null;
  version: number;
}

export const findBuildTask = (sql: SqlStorage, build: number, task: number): BuildTaskRow | null =>
  sql.exec<BuildTaskRow>("SELECT * FROM build_tasks WHERE build = ? AND task = ?", build, task).toArray()[0] ?? null;

/** Tasks of these numbers that are part of a build already. */
export const readMembers = (sql: SqlStorage, build: number, tasks: readonly number[]): Set<number> =>
  new Set(
    sql
      .exec<{ task: number }>(
        "SELECT task FROM build_tasks WHERE build = ? AND task IN (SELECT value FROM json_each(?))",
        build,
        JSON.stringify(tasks),
      )
      .toArray()
      .map(({ task }) => task),
  );

/** Tasks that a build did not have, as `[task, status]`. */
export function insertBuildTasks(
  sql: SqlStorage,
  build: number,
  version: number,
  tasks: readonly (readonly [number, BuildTaskStatus])[],
): void {
  const query = `INSERT INTO build_tasks (build, task, status, version)
    SELECT ?1, value ->> 0, value ->> 1, ?2 FROM json_each(?3)`;
  insertMany(sql, query, [build, version], tasks);
}

/** Stores what changed of a task in a build. */
export function writeBuildTask(sql: SqlStorage, row: BuildTaskRow): void {
  sql.exec(
    `UPDATE build_tasks SET status = ?, attempt = ?, queued_at = ?, started_at = ?, finished_at = ?, error = ?, version = ?
     WHERE build = ? AND task = ?`,
    row.status,
    row.attempt,
    row.queued_at,
    row.started_at,
    row.finished_at,
    row.error,
    row.version,
    row.build,
    row.task,
  );
}

/** Numbers of the tasks of a build that stand so. */
export const readTasksStanding = (sql: SqlStorage, build: number, statuses: readonly BuildTaskStatus[]): number[] =>
  sql
    .exec<{ task: number }>(
      "SELECT task FROM build_tasks WHERE build = ? AND status IN (SELECT value FROM json_each(?))",
      build,
      JSON.stringify(statuses),
    )
    .toArray()
    .map(({ task }) => task);

/** How many tasks stand how, those that stand in no way so included. */
export const readCounts = (counts: string): Record<BuildTaskStatus, number> => {
  const kept = JSON.parse(counts) as Partial<Record<BuildTaskStatus, number>>;
  return Object.fromEntries(BuildTaskStatus.options.map((status) => [status, kept[status] ?? 0])) as Record<BuildTaskStatus, number>;
};
