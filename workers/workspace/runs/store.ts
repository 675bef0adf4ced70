import type { ActorRef, RunStatus } from "@cairn/sdk/schema";
import { notFound } from "../../shared/errors.ts";
import type { Provenance } from "./provenance.ts";

/** A run as lists read it. */
export interface RunRow extends Record<string, SqlStorageValue> {
  number: number;
  id: string;
  experiment_number: number;
  experiment_id: string;
  experiment_name: string;
  name: string;
  status: string;
  group_name: string | null;
  parent_id: string | null;
  attempt: number;
  params: string;
  tags: string;
  summary: string;
  created_by: string;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
  archived_at: number | null;
  deleted_at: number | null;
  purge_at: number | null;
  heartbeat_timeout_ms: number;
  heartbeat_at: number;
  metrics: string;
  error: string | null;
  host: string | null;
  user_name: string | null;
  commit_sha: string | null;
  has_diff: number;
}

const SELECT = `SELECT runs.*, experiments.id AS experiment_id, experiments.name AS experiment_name, heartbeat_at, metrics
  FROM runs JOIN experiments ON experiments.number = experiment_number JOIN run_progress ON run_number = runs.number`;

/** A run, one in the trash too. */
export const findRun = (sql: SqlStorage, id: string): RunRow | null =>
  sql.exec<RunRow>(`${SELECT} WHERE runs.id = ? AND purging = 0`, id).toArray()[0] ?? null;

/** A run, one in the trash too. Throws `not_found`. */
export function readRun(sql: SqlStorage, id: string): RunRow {
  const row = findRun(sql, id);
  if (!row) throw notFound("run");
  return row;
}

/** A run that may be changed: not one in the trash. Throws `not_found`. */
export function readLivingRun(sql: SqlStorage, id: string): RunRow {
  const row = readRun(sql, id);
  if (row.deleted_at !== null) throw notFound("run");
  return row;
}

/** Runs of these numbers, in no order; those that are gone are left out. */
export const readRunRows = (sql: SqlStorage, numbers: readonly number[]): SqlStorageCursor<RunRow> =>
  sql.exec<RunRow>(`${SELECT} WHERE purging = 0 AND runs.number IN (SELECT value FROM json_each(?))`, JSON.stringify(numbers));

export interface NewRun {
  id: string;
  experimentNumber: number;
  status: RunStatus;
  group: string | null;
  parentId: string | null;
  params: string;
  tags: string;
  createdBy: ActorRef;
  createdAt: number;
  startedAt: number | null;
  heartbeatTimeoutMs: number;
  provenance: Provenance;
  /** Checksums of the request, as JSON. */
  request: string;
  now: number;
}

/** Inserts a run and answers its number; it has no name yet, because a made name holds the number. */
export function insertRun(sql: SqlStorage, run: NewRun): number {
  const { number } = sql
    .exec<{ number: number }>(
      `INSERT INTO runs (id, experiment_number, name, status, group_name, parent_id, params, tags, created_by, created_at, started_at,
         heartbeat_timeout_ms, host, user_name, commit_sha, has_diff) VALUES (?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       RETURNING number`,
      run.id,
      run.experimentNumber,
      run.status,
      run.group,
      run.parentId,
      run.params,
      run.tags,
      JSON.stringify(run.createdBy),
      run.createdAt,
      run.startedAt,
      run.heartbeatTimeoutMs,
      run.provenance.host,
      run.provenance.user,
      run.provenance.commit,
      run.provenance.hasDiff ? 1 : 0,
    )
    .one();
  sql.exec("INSERT INTO run_progress VALUES (?, ?, '[]')", number, run.now);
  sql.exec("INSERT INTO run_environments VALUES (?, ?, ?)", number, run.provenance.environment, run.request);
  return number;
}

/** Columns of a run that a change sets; JSON columns come as text. */
export interface RunColumns {
  name: string;
  status: RunStatus;
  attempt: number;
  started_at: number;
  finished_at: number | null;
  error: string | null;
  experiment_number: number;
  group_name: string | null;
  parent_id: string | null;
  params: string;
  tags: string;
  summary: string;
  archived_at: number | null;
  deleted_at: number | null;
  purge_at: number | null;
  purging: 1;
}

/** Sets some columns of a run. */
export function writeRun(sql: SqlStorage, number: number, columns: Partial<RunColumns>): void {
  const names = Object.keys(columns);
  if (names.length === 0) return;
  sql.exec(`UPDATE runs SET ${names.map((name) => `${name} = ?`).join(", ")} WHERE number = ?`, ...Object.values(columns), number);
}

/** Keeps another environment, and what lists show of it. */
export function writeProvenance(sql: SqlStorage, number: number, provenance: Provenance): void {
  sql.exec(
    "UPDATE runs SET host = ?, user_name = ?, commit_sha = ?, has_diff = ? WHERE number = ?",
    provenance.host,
    provenance.user,
    provenance.commit,
    provenance.hasDiff ? 1 : 0,
    number,
  );
  sql.exec("UPDATE run_environments SET environment = ? WHERE run_number = ?", provenance.environment, number);
}

export function writeHeartbeat(sql: SqlStorage, number: number, now: number): void {
  sql.exec("UPDATE run_progress SET heartbeat_at = ? WHERE run_number = ?", now, number);
}

/** Drops the rows of a run and remembers that its id was used; its children stay, without a parent. Answers their numbers. */
export function dropRunRows(sql: SqlStorage, number: number, id: string, now: number): number[] {
  const children = sql.exec<{ number: number }>("UPDATE runs SET parent_id = NULL WHERE parent_id = ? RETURNING number", id).toArray();
  for (const table of ["run_notes", "run_environments", "run_progress"]) sql.exec(`DELETE FROM ${table} WHERE run_number = ?`, number);
  sql.exec("DELETE FROM runs WHERE number = ?", number);
  sql.exec("INSERT OR IGNORE INTO deleted_runs VALUES (?, ?)", id, now);
  return children.map((child) => child.number);
}

/** Whether a run of that id is gone for good. */
export const wasDeleted = (sql: SqlStorage, id: string): boolean =>
  sql.exec("SELECT 1 FROM deleted_runs WHERE id = ?1 UNION ALL SELECT 1 FROM runs WHERE id = ?1 AND purging = 1", id).toArray().length > 0;

export interface RunningRow extends Record<string, SqlStorageValue> {
  number: number;
  id: string;
  heartbeat_at: number;
  heartbeat_timeout_ms: number;
}

/** Runs that are running, oldest first. */
export const readRunning = (sql: SqlStorage): SqlStorageCursor<RunningRow> =>
  sql.exec<RunningRow>(
    `SELECT number, id, heartbeat_at, heartbeat_timeout_ms FROM runs JOIN run_progress ON run_number = number
     WHERE status = 'running' ORDER BY number`,
  );

/** The run in the trash whose time there is over first; null when the trash is empty. */
export const readNextPurge = (sql: SqlStorage): { number: number; id: string; name: string; purge_at: number; purging: number } | null =>
  sql
    .exec<{ number: number; id: string; name: string; purge_at: number; purging: number }>(
      "SELECT number, id, name, purge_at, purging FROM runs WHERE deleted_at IS NOT NULL ORDER BY purge_at LIMIT 1",
    )
    .toArray()[0] ?? null;

/** What is needed of a run to tell its place among others; one in the trash too. */
export const readFamily = (sql: SqlStorage, id: string): { parent_id: string | null; deleted_at: number | null } | null =>
  sql
    .exec<{ parent_id: string | null; deleted_at: number | null }>("SELECT parent_id, deleted_at FROM runs WHERE id = ?", id)
    .toArray()[0] ?? null;

export const readEnvironment = (sql: SqlStorage, number: number): string =>
  sql.exec<{ environment: string }>("SELECT environment FROM run_environments WHERE run_number = ?", number).one().environment;

/** Checksums of the request that made a run, as JSON; null for runs that are older than these. */
export const readRequest = (sql: SqlStorage, number: number): string | null =>
  sql.exec<{ request: string | null }>("SELECT request FROM run_environments WHERE run_number = ?", number).one().request;

/** What only the page of one run shows. */
export interface RunDetailRow extends Record<string, SqlStorageValue> {
  environment: string;
  notes: string | null;
  inputs: string | null;
  outputs: string | null;
  parent_name: string | null;
  child_count: number;
  comment_count: number;
}

export const readDetailRow = (sql: SqlStorage, { number, id, parent_id }: RunRow): RunDetailRow =>
  sql
    .exec<RunDetailRow>(
      `SELECT environment, notes, inputs, outputs,
         (SELECT name FROM runs WHERE id = ?2) AS parent_name,
         (SELECT count(*) FROM runs WHERE parent_id = ?3 AND deleted_at IS NULL) AS child_count,
         (SELECT count(*) FROM comments WHERE comments.run_number = ?1) AS comment_count
       FROM run_environments LEFT JOIN run_notes USING (run_number) WHERE run_number = ?1`,
      number,
      parent_id,
      id,
    )
    .one();

export interface NotesRow extends Record<string, SqlStorageValue> {
  notes: string;
  inputs: string;
  outputs: string;
}

/** Notes, inputs and outputs of a run, the last two as JSON. */
export const readNotes = (sql: SqlStorage, number: number): NotesRow =>
  sql.exec<NotesRow>("SELECT notes, inputs, outputs FROM run_notes WHERE run_number = ?", number).toArray()[0] ?? {
    notes: "",
    inputs: "[]",
    outputs: "[]",
  };

export function writeNotes(sql: SqlStorage, number: number, { notes, inputs, outputs }: NotesRow): void {
  sql.exec(
    `INSERT INTO run_notes VALUES (?, ?, ?, ?) ON CONFLICT (run_number)
       DO UPDATE SET notes = excluded.notes, inputs = excluded.inputs, outputs = excluded.outputs`,
    number,
    notes,
    inputs,
    outputs,
  );
}
