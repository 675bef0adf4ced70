import {
  type AttemptStatus,
  BUILD_TASK_STATUS_AFTER,
  isEndedAttempt,
  mayAttempt,
  resultAfter,
  type TaskError,
  type TaskEventType,
  type TaskOutput,
  type TaskResources,
  type TaskResult,
} from "@cairn/sdk/schema";
import { SECOND_MS } from "../../shared/clock.ts";
import { Fault } from "../../shared/errors.ts";
import { type AttemptColumns, type AttemptRow, findAttempt, insertAttempt, writeAttempt } from "./attempt-store.ts";
import type { TaskChanges, ToldEvent } from "./change.ts";
import { deleteLease } from "./lease-store.ts";
import { actorText, type TaskColumns, type TaskRow } from "./store.ts";

/** What an event of an attempt tells. Times in Unix ms. */
export interface AttemptFacts {
  at: number;
  error?: TaskError | undefined;
  output?: TaskOutput | undefined;
  resources?: TaskResources | undefined;
  /** What goes into the log besides. */
  data?: Record<string, unknown> | undefined;
  key?: string | null | undefined;
}

export interface NewAttemptFacts extends AttemptFacts {
  /** null: without a lease. */
  token: number | null;
  /** JSON. */
  owner: string | null;
  build: number | null;
  startedBy: Parameters<typeof actorText>[0];
}

const STATUS_OF: Partial<Record<TaskEventType, AttemptStatus>> = {
  suspended: "suspended",
  resumed: "running",
  succeeded: "success",
  failed: "failed",
  cancelled: "cancelled",
  preempted: "preempted",
  crashed: "crashed",
};

/** The last attempt of a task, if it has not ended; null when there is none or it has. */
export function findOpenAttempt(sql: SqlStorage, row: TaskRow): AttemptRow | null {
  if (row.attempt === 0 || row.attempt_status === null || isEndedAttempt(row.attempt_status as AttemptStatus)) return null;
  return findAttempt(sql, row.number, row.attempt);
}

/**
 * Starts a task: its queued attempt if there is one, else its next. One that still runs must have ended before. Answers the number of
 * the attempt.
 */
export function startAttempt(changes: TaskChanges, row: TaskRow, facts: NewAttemptFacts): number {
  const { token, owner, build, at } = facts;
  const queued = findOpenAttempt(changes.sql, row);
  if (queued && queued.status !== "queued") throw illegal(row, queued.status, "started");
  const number = queued?.number ?? row.attempt + 1;
  const started_by = actorText(facts.startedBy);
  if (queued) writeAttempt(changes.sql, row.number, number, { status: "running", token, owner, build, started_at: at });
  else
    insertAttempt(changes.sql, {
      task: row.number,
      number,
      status: "running",
      token,
      owner,
      build,
      started_by,
      queued_at: null,
      started_at: at,
    });
  const result = resultAfter(row.result as TaskResult, "running");
  changes.set(row, { attempt: number, attempt_status: "running", result, started_at: at, finished_at: null, error: null });
  tell(changes, row, { type: "started", build, attempt: number, owner }, facts);
  return number;
}

/** Notes that a task waits for a worker. */
export function queueAttempt(changes: TaskChanges, row: TaskRow, facts: NewAttemptFacts): number {
  const { build, at } = facts;
  const number = row.attempt + 1;
  const started_by = actorText(facts.startedBy);
  insertAttempt(changes.sql, {
    task: row.number,
    number,
    status: "queued",
    token: null,
    owner: null,
    build,
    started_by,
    queued_at: at,
    started_at: null,
  });
  changes.set(row, { attempt: number, attempt_status: "queued" });
  tell(changes, row, { type: "queued", build, attempt: number }, facts);
  return number;
}

/**
 * Moves an attempt by what happened to it, and its task with it; its lease ends with it. Throws `illegal_transition` naming task, state
 * and event.
 */
export function moveAttempt(changes: TaskChanges, row: TaskRow, attempt: AttemptRow, type: TaskEventType, facts: AttemptFacts): void {
  const from = attempt.status as AttemptStatus;
  const to = STATUS_OF[type];
  if (to === undefined || !mayAttempt(from, to) || (type === "resumed" && from !== "suspended")) throw illegal(row, from, type);
  const { at, error, output, resources } = facts;
  const hasEnded = isEndedAttempt(to);
  const columns: Partial<AttemptColumns> = { status: to };
  if (hasEnded) columns.finished_at = at;
  if (error) columns.error = JSON.stringify(error);
  if (output) columns.output = JSON.stringify(output);
  if (resources) columns.resources = JSON.stringify(resources);
  writeAttempt(changes.sql, row.number, attempt.number, columns);
  if (hasEnded && attempt.token !== null) deleteLease(changes.sql, attempt.token);
  if (attempt.number === row.attempt) changes.set(row, taskColumns(row, attempt, to, facts));
  tell(changes, row, { type, build: attempt.build, attempt: attempt.number, owner: attempt.owner }, facts);
  announce(changes, row, attempt, type, error);
}

function taskColumns(row: TaskRow, attempt: AttemptRow, to: AttemptStatus, facts: AttemptFacts): Partial<TaskColumns> {
  const { at, error, output, resources } = facts;
  const columns: Partial<TaskColumns> = { attempt_status: to, result: resultAfter(row.result as TaskResult, to) };
  if (!isEndedAttempt(to)) return columns;
  columns.finished_at = at;
  columns.wall_s = resources?.wall_s ?? (attempt.started_at === null ? null : Math.max(0, at - attempt.started_at) / SECOND_MS);
  if (resources) columns.resources = JSON.stringify(resources);
  if (error) columns.error = withoutStack(error);
  if (output) Object.assign(columns, outputColumns(output));
  return columns;
}

/** Columns of a task that has an output to load. */
export function outputColumns({ files: _, ...output }: TaskOutput): Partial<TaskColumns> {
  return { output: JSON.stringify(output), size_bytes: output.size_bytes, overridden: null };
}

function withoutStack({ stack: _, ...error }: TaskError): string {
  return JSON.stringify(error);
}

function tell(changes: TaskChanges, row: TaskRow, event: ToldEvent, facts: AttemptFacts): void {
  const { at, error, output, resources, data, key = null } = facts;
  const told = { ...(error && { error }), ...(output && { output }), ...(resources && { resources }), ...data };
  changes.record(row, { ...event, at, key, ...(Object.keys(told).length > 0 && { data: told }) });
  const status = BUILD_TASK_STATUS_AFTER[event.type];
  if (event.build === null || event.build === undefined || status === null) return;
  changes.build(event.build).move(row, { status, attempt: event.attempt ?? null, at, error: error?.message ?? null });
}

/** Tells people of what went wrong. */
function announce(changes: TaskChanges, row: TaskRow, attempt: AttemptRow, type: TaskEventType, error: TaskError | undefined): void {
  if (type !== "failed" && type !== "crashed") return;
  const build = attempt.build === null ? null : changes.build(attempt.build).row.id;
  const data = { namespace: row.namespace, name: row.name, label: row.label, attempt: attempt.number, build };
  const subject = { type: "task", id: row.id } as const;
  if (type === "failed") changes.emit({ type: "task.failed", subject, data: { ...data, error: (error?.message ?? "").slice(0, 500) } });
  else changes.emit({ type: "task.crashed", subject, data });
}

/** The fault of an event that the state of an attempt does not allow. */
export const illegal = (row: TaskRow, state: string, event: string): Fault =>
  new Fault("illegal_transition", `Task ${row.id} (${row.name}) has an attempt that is ${state}, to which ${event} cannot happen.`);
