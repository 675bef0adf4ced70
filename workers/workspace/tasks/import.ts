import { type ExportedAttempt, isEndedAttempt, type TaskEventType, type TaskResult, type TasksImported } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import type { VerbInput } from "../context.ts";
import { limitReached, requireRoom } from "../space.ts";
import { findAsset, pageAssets, writeAsset } from "./asset-store.ts";
import { insertAttempt, writeAttempt } from "./attempt-store.ts";
import { outputColumns } from "./attempts.ts";
import { changeTasks, type TaskChanges } from "./change.ts";
import { type Field, FieldWriter } from "./fields-store.ts";
import { ASSETS_PER_TASK_MAX } from "./limits.ts";
import { type IncomingTask, Registration, readKnown, withoutRepetitions } from "./register.ts";
import { actorText, readTasks, type TaskColumns, type TaskRow } from "./store.ts";

/** What an export knows of a task beside what it is. */
export interface ImportedState {
  task: string;
  result: TaskResult;
  attempts: readonly ExportedAttempt[];
}

export interface ImportedAsset {
  task: string;
  name: string;
  kind: "markdown" | "json";
  /** As it is stored. */
  content: string;
  fields: readonly Field[];
}

export interface ImportInput {
  tasks: readonly IncomingTask[];
  states: readonly ImportedState[];
  assets: readonly ImportedAsset[];
}

const EVENT_OF: Partial<Record<ExportedAttempt["status"], TaskEventType>> = {
  success: "succeeded",
  failed: "failed",
  cancelled: "cancelled",
  preempted: "preempted",
  crashed: "crashed",
};

/**
 * Registers tasks of an export, and gives those of which nothing is known here what was known of them there: all or nothing. Attempts that
 * had not ended are left out. Tells nothing when it changes nothing. Throws as `registerTasks` and `putAsset` do.
 */
export function importTasks({ ctx, input }: VerbInput<ImportInput>): TasksImported {
  const { sql } = ctx;
  requireRoom(sql);
  const tasks = withoutRepetitions(input.tasks);
  const known = readKnown(ctx, tasks);
  return changeTasks(ctx, (changes) => {
    const { registered, restored } = new Registration(ctx, changes, known).add(tasks, null);
    const rows = readNamed(sql, input);
    let attempts = 0;
    for (const state of input.states) {
      const row = rows.get(state.task);
      if (row && row.attempt === 0 && row.result === "absent") attempts += takeState(changes, row, state, actorText(ctx.actor));
    }
    const assets = input.assets.filter((asset) => takeAsset(changes, rows.get(asset.task) ?? null, asset, actorText(ctx.actor))).length;
    const told = { registered: registered + restored, attempts, assets };
    if (told.registered + attempts + assets > 0)
      changes.emit({ type: "task.imported", subject: { type: "workspace", id: ctx.workspaceId }, data: told });
    return { ...told, existing: tasks.length - told.registered };
  });
}

/** Tasks that an import names, by their ids. Throws `invalid_request` for a report of one that is neither here nor in it. */
function readNamed(sql: SqlStorage, { tasks, assets }: ImportInput): Map<string, TaskRow> {
  const ids = new Set([...tasks.map(({ id }) => id), ...assets.map(({ task }) => task)]);
  const rows = new Map(
    readTasks(sql, [...ids])
      .toArray()
      .map((row) => [row.id, row]),
  );
  const lost = assets.find(({ task }) => !rows.has(task));
  if (!lost) return rows;
  const message = `the report ${lost.name} is about task ${lost.task}, which is neither registered nor among these tasks`;
  throw new Fault("invalid_request", `body: ${message}`, { errors: [{ path: "body", rule: "unknown", message }] });
}

function takeState(changes: TaskChanges, row: TaskRow, { result, attempts }: ImportedState, by: string): number {
  const byNumber = new Map(attempts.map((attempt) => [attempt.number, attempt]));
  const ended = [...byNumber.values()].filter(({ status }) => isEndedAttempt(status)).sort((a, b) => a.number - b.number);
  for (const attempt of ended) {
    const started_at = toMs(attempt.started_at);
    const owner = attempt.owner && JSON.stringify(attempt.owner);
    insertAttempt(changes.sql, {
      ...{ task: row.number, number: attempt.number, status: attempt.status, token: null, owner, build: null },
      ...{ started_by: by, queued_at: null, started_at },
    });
    writeAttempt(changes.sql, row.number, attempt.number, {
      finished_at: toMs(attempt.finished_at),
      error: attempt.error && JSON.stringify(attempt.error),
      output: attempt.output && JSON.stringify(attempt.output),
      resources: attempt.resources && JSON.stringify(attempt.resources),
    });
  }
  const last = ended.at(-1);
  if (last) {
    changes.set(row, stateColumns(last, result, ended));
    const at = toMs(last.finished_at) ?? changes.now;
    const type = EVENT_OF[last.status] ?? "cancelled";
    changes.record(row, { type, attempt: last.number, at, data: { because: "imported", ...(last.output && { output: last.output }) } });
  }
  return ended.length;
}

function stateColumns(last: ExportedAttempt, result: TaskResult, ended: readonly ExportedAttempt[]): Partial<TaskColumns> {
  const made = ended.findLast(({ output }) => output !== null);
  const isSuccess = result === "success" && made?.output;
  const { stack: _, ...error } = last.error ?? { stack: undefined };
  return {
    ...{ attempt: last.number, attempt_status: last.status, started_at: toMs(last.started_at), finished_at: toMs(last.finished_at) },
    ...(isSuccess && made?.output && outputColumns(made.output)),
    result: isSuccess ? "success" : result === "success" ? "absent" : result,
    error: last.error && JSON.stringify(error),
    resources: last.resources && JSON.stringify(last.resources),
    wall_s: last.resources?.wall_s ?? null,
  };
}

const toMs = (text: string | null): number | null => (text === null ? null : Date.parse(text));

/** Keeps a report that the task has not got; answers whether it did. Throws `limit_reached`. */
function takeAsset(changes: TaskChanges, row: TaskRow | null, { name, kind, content, fields }: ImportedAsset, by: string): boolean {
  if (!row || row.deleted_at !== null || findAsset(changes.sql, row.number, name)) return false;
  if (pageAssets(changes.sql, row.number).length >= ASSETS_PER_TASK_MAX) throw limitReached("assets_per_task", ASSETS_PER_TASK_MAX);
  const size = new TextEncoder().encode(content).length;
  writeAsset(changes.sql, {
    ...{ task: row.number, name, kind, content, size_bytes: size, attempt: null, created_by: by, created_at: changes.now },
  });
  const writer = new FieldWriter(changes.sql);
  writer.add(row.number, row.type_id, fields);
  writer.flush();
  return true;
}
