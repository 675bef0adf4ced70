import type { AttemptStatus } from "@cairn/sdk/schema";

export interface AttemptRow extends Record<string, SqlStorageValue> {
  task: number;
  number: number;
  status: string;
  token: number | null;
  owner: string | null;
  build: number | null;
  started_by: string;
  queued_at: number | null;
  started_at: number | null;
  finished_at: number | null;
  checkpointed_at: number | null;
  progress: number | null;
  error: string | null;
  output: string | null;
  resources: string | null;
  line_count: number;
}

export const findAttempt = (sql: SqlStorage, task: number, number: number): AttemptRow | null =>
  sql.exec<AttemptRow>("SELECT * FROM task_attempts WHERE task = ? AND number = ?", task, number).toArray()[0] ?? null;

/** The newest attempts of a task. */
export const readAttempts = (sql: SqlStorage, task: number, limit: number): AttemptRow[] =>
  sql.exec<AttemptRow>("SELECT * FROM task_attempts WHERE task = ? ORDER BY number DESC LIMIT ?", task, limit).toArray();

export type NewAttempt = Pick<
  AttemptRow,
  "task" | "number" | "status" | "token" | "owner" | "build" | "started_by" | "queued_at" | "started_at"
>;

export function insertAttempt(sql: SqlStorage, attempt: NewAttempt): void {
  sql.exec(
    `INSERT INTO task_attempts (task, number, status, token, owner, build, started_by, queued_at, started_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    attempt.task,
    attempt.number,
    attempt.status,
    attempt.token,
    attempt.owner,
    attempt.build,
    attempt.started_by,
    attempt.queued_at,
    attempt.started_at,
  );
}

/** Columns of an attempt that a change sets. */
export interface AttemptColumns {
  status: AttemptStatus;
  token: number | null;
  owner: string | null;
  build: number | null;
  started_at: number | null;
  finished_at: number | null;
  checkpointed_at: number;
  progress: number | null;
  error: string | null;
  output: string | null;
  resources: string | null;
  line_count: number;
}

/** Sets some columns of an attempt. */
export function writeAttempt(sql: SqlStorage, task: number, number: number, columns: Partial<AttemptColumns>): void {
  const names = Object.keys(columns);
  if (names.length === 0) return;
  const set = names.map((name) => `${name} = ?`).join(", ");
  sql.exec(`UPDATE task_attempts SET ${set} WHERE task = ? AND number = ?`, ...Object.values(columns), task, number);
}
