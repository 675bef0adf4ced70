import type { ActorRef, Run, RunDetail, RunStatus } from "@cairn/sdk/schema";
import { timestamp, timestampOrNull } from "../../shared/clock.ts";
import { notFound } from "../../shared/errors.ts";
import { parseSummaries, toMetricSummaries } from "../metrics/summary.ts";

export interface RunRow extends Record<string, SqlStorageValue> {
  number: number;
  id: string;
  experiment_number: number;
  experiment_id: string;
  experiment_name: string;
  name: string;
  status: string;
  params: string;
  tags: string;
  environment: string;
  created_by: string;
  created_at: number;
  started_at: number;
  finished_at: number | null;
  heartbeat_timeout_ms: number;
  heartbeat_at: number;
  metrics: string;
  error: string | null;
}

const SELECT = `SELECT runs.*, experiments.id AS experiment_id, experiments.name AS experiment_name, heartbeat_at, metrics
  FROM runs JOIN experiments ON experiments.number = experiment_number JOIN run_progress ON run_number = runs.number`;

export const findRun = (sql: SqlStorage, id: string): RunRow | null =>
  sql.exec<RunRow>(`${SELECT} WHERE runs.id = ?`, id).toArray()[0] ?? null;

/** Throws `not_found`. */
export function readRun(sql: SqlStorage, id: string): RunRow {
  const row = findRun(sql, id);
  if (!row) throw notFound("run");
  return row;
}

/** Newest first, those before a number. */
export function pageRuns(
  sql: SqlStorage,
  page: { before: number; limit: number; experimentNumber: number | null; status: RunStatus | null },
): SqlStorageCursor<RunRow> {
  const conditions = ["runs.number < ?"];
  const values: SqlStorageValue[] = [page.before];
  if (page.experimentNumber !== null) {
    conditions.push("experiment_number = ?");
    values.push(page.experimentNumber);
  }
  if (page.status !== null) {
    conditions.push("status = ?");
    values.push(page.status);
  }
  return sql.exec<RunRow>(`${SELECT} WHERE ${conditions.join(" AND ")} ORDER BY runs.number DESC LIMIT ?`, ...values, page.limit);
}

export interface NewRun {
  id: string;
  experimentNumber: number;
  params: string;
  tags: string;
  environment: string;
  createdBy: ActorRef;
  startedAt: number;
  heartbeatTimeoutMs: number;
  now: number;
}

/** Inserts a running run and answers its number; it has no name yet, because a made name holds the number. */
export function insertRun(sql: SqlStorage, run: NewRun): number {
  const { number } = sql
    .exec<{ number: number }>(
      `INSERT INTO runs (id, experiment_number, name, status, params, tags, environment, created_by, created_at, started_at,
         heartbeat_timeout_ms) VALUES (?, ?, '', 'running', ?, ?, ?, ?, ?, ?, ?) RETURNING number`,
      run.id,
      run.experimentNumber,
      run.params,
      run.tags,
      run.environment,
      JSON.stringify(run.createdBy),
      run.now,
      run.startedAt,
      run.heartbeatTimeoutMs,
    )
    .one();
  sql.exec("INSERT INTO run_progress VALUES (?, ?, '[]')", number, run.now);
  return number;
}

export function writeName(sql: SqlStorage, number: number, name: string): void {
  sql.exec("UPDATE runs SET name = ? WHERE number = ?", name, number);
}

export function writeFields(sql: SqlStorage, number: number, fields: { params: string; tags: string }): void {
  sql.exec("UPDATE runs SET params = ?, tags = ? WHERE number = ?", fields.params, fields.tags, number);
}

export function writeStatus(
  sql: SqlStorage,
  id: string,
  end: { status: RunStatus; finishedAt: number | null; error: string | null },
): void {
  sql.exec("UPDATE runs SET status = ?, finished_at = ?, error = ? WHERE id = ?", end.status, end.finishedAt, end.error, id);
}

export function writeHeartbeat(sql: SqlStorage, number: number, now: number): void {
  sql.exec("UPDATE run_progress SET heartbeat_at = ? WHERE run_number = ?", now, number);
}

/** Drops a run with its points and remembers that its id was used. */
export function deleteRunRows(sql: SqlStorage, { number, id }: RunRow, now: number): void {
  for (const table of ["metric_batches", "writers", "run_progress"]) sql.exec(`DELETE FROM ${table} WHERE run_number = ?`, number);
  sql.exec("DELETE FROM runs WHERE number = ?", number);
  sql.exec("INSERT INTO deleted_runs VALUES (?, ?)", id, now);
}

export const wasDeleted = (sql: SqlStorage, id: string): boolean =>
  sql.exec("SELECT 1 FROM deleted_runs WHERE id = ?", id).toArray().length > 0;

/** When the first of the running runs will have been silent for too long; null when none runs. */
export const firstDeadline = (sql: SqlStorage): number | null =>
  sql
    .exec<{ at: number | null }>(
      `SELECT min(heartbeat_at + heartbeat_timeout_ms) AS at FROM runs JOIN run_progress ON run_number = number WHERE status = 'running'`,
    )
    .one().at;

/** Running runs whose deadline has passed. */
export const readSilentRuns = (sql: SqlStorage, now: number, limit: number): { id: string; heartbeat_at: number }[] =>
  sql
    .exec<{ id: string; heartbeat_at: number }>(
      `SELECT id, heartbeat_at FROM runs JOIN run_progress ON run_number = number
       WHERE status = 'running' AND heartbeat_at + heartbeat_timeout_ms <= ? ORDER BY number LIMIT ?`,
      now,
      limit,
    )
    .toArray();

export const toRun = (row: RunRow): Run => ({
  id: row.id,
  number: row.number,
  name: row.name,
  status: row.status as RunStatus,
  experiment: { id: row.experiment_id, name: row.experiment_name },
  params: JSON.parse(row.params),
  tags: JSON.parse(row.tags),
  metrics: toMetricSummaries(parseSummaries(row.metrics)),
  created_by: JSON.parse(row.created_by),
  created_at: timestamp(row.created_at),
  started_at: timestamp(row.started_at),
  finished_at: timestampOrNull(row.finished_at),
  heartbeat_at: timestamp(row.heartbeat_at),
  error: row.error,
});

export const toRunDetail = (row: RunRow): RunDetail => ({ ...toRun(row), environment: JSON.parse(row.environment) });
