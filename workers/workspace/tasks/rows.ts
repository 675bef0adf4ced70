import type { AttemptStatus, Task, TaskRef, TaskResult } from "@cairn/sdk/schema";
import { timestamp, timestampOrNull } from "../../shared/clock.ts";
import { countDependents, type ParamsRow, readParams, type TaskRow } from "./store.ts";

/** Enough of a task to show it among others. */
export const toRef = (row: Pick<TaskRow, "id" | "namespace" | "name" | "version" | "label" | "result" | "attempt_status">): TaskRef => ({
  id: row.id,
  namespace: row.namespace,
  name: row.name,
  version: row.version,
  label: row.label,
  result: row.result as TaskResult,
  attempt_status: row.attempt_status as AttemptStatus | null,
});

/** Tasks as lists tell them. */
export function toTasks(sql: SqlStorage, rows: readonly TaskRow[]): Task[] {
  const numbers = rows.map(({ number }) => number);
  const params = readParams(sql, numbers);
  const dependents = countDependents(sql, numbers);
  return rows.map((row) => toTask(row, params.get(row.number), dependents.get(row.number) ?? 0));
}

function toTask(row: TaskRow, params: ParamsRow | undefined, dependents: number): Task {
  return {
    ...toRef(row),
    params: JSON.parse(params?.params ?? "null"),
    unhashed: parseOrNull(params?.unhashed ?? null),
    schema_hash: row.schema_hash,
    module: row.module,
    tags: JSON.parse(row.tags),
    attempt: row.attempt,
    dependency_count: row.dependency_count,
    dependent_count: dependents,
    output: parseOrNull(row.output),
    resources: parseOrNull(row.resources),
    error: parseOrNull(row.error),
    created_by: JSON.parse(row.created_by),
    created_at: timestamp(row.created_at),
    updated_at: timestamp(row.updated_at),
    started_at: timestampOrNull(row.started_at),
    finished_at: timestampOrNull(row.finished_at),
    deleted_at: timestampOrNull(row.deleted_at),
  };
}

/** What a column of JSON holds. */
export const parseOrNull = (json: string | null) => (json === null ? null : JSON.parse(json));
