import type { TaskEventType, TaskResult } from "@cairn/sdk/schema";
import { insertMany } from "./bulk-store.ts";

/** An event of a task before it has a place in the log. */
export interface NewTaskEventRow {
  task: number;
  build: number | null;
  attempt: number | null;
  type: TaskEventType;
  at: number;
  now: number;
  /** JSON. */
  actor: string;
  /** JSON. */
  owner: string | null;
  result: TaskResult;
  /** JSON; null: nothing besides. */
  data: string | null;
  key: string | null;
}

/** Appends an event to the log of tasks; call it inside the transaction of the change that it tells of. */
export function insertTaskEvent(sql: SqlStorage, event: NewTaskEventRow): void {
  sql.exec(
    `INSERT INTO task_events (task, build, attempt, type, at, recorded_at, actor, owner, result, data, key)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    event.task,
    event.build,
    event.attempt,
    event.type,
    event.at,
    event.now,
    event.actor,
    event.owner,
    event.result,
    event.data,
    event.key,
  );
}

/** Appends events that say the same of many tasks but for their types and results, as `[task, type, result]`. */
export function insertTaskEvents(
  sql: SqlStorage,
  { build, now, actor }: Pick<NewTaskEventRow, "build" | "now" | "actor">,
  events: readonly (readonly [task: number, type: TaskEventType, result: TaskResult])[],
): void {
  insertMany(
    sql,
    `INSERT INTO task_events (task, build, type, at, recorded_at, actor, result)
     SELECT value ->> 0, ?1, value ->> 1, ?2, ?2, ?3, value ->> 2 FROM json_each(?4)`,
    [build, now, actor],
    events,
  );
}

export interface TaskEventRow extends Record<string, SqlStorageValue> {
  sequence: number;
  task_id: string;
  build_id: string | null;
  attempt: number | null;
  type: string;
  at: number;
  recorded_at: number;
  actor: string;
  owner: string | null;
  result: string;
  data: string | null;
}

export interface TaskEventPage {
  /** Number of a task, or of a build: whose events. */
  of: { task: number } | { build: number };
  /** null: of every attempt. */
  attempt: number | null;
  /** Sequence that the page starts after. */
  after: number;
  /** Sequence after which all of them come. */
  since: number;
  order: "oldest" | "newest";
  limit: number;
}

export function pageTaskEvents(
  sql: SqlStorage,
  { of, attempt, after, since, order, limit }: TaskEventPage,
): SqlStorageCursor<TaskEventRow> {
  const [column, value] = "task" in of ? ["task_events.task", of.task] : ["task_events.build", of.build];
  const [operator, direction] = order === "oldest" ? [">", "ASC"] : ["<", "DESC"];
  return sql.exec<TaskEventRow>(
    `SELECT sequence, tasks.id AS task_id, builds.id AS build_id, task_events.attempt, type, at, recorded_at, actor, owner,
       task_events.result, data
     FROM task_events JOIN tasks ON tasks.number = task_events.task LEFT JOIN builds ON builds.number = task_events.build
     WHERE ${column} = ?1 AND sequence ${operator} ?2 AND sequence > ?5 AND (?3 IS NULL OR task_events.attempt = ?3)
     ORDER BY sequence ${direction} LIMIT ?4`,
    value as number,
    after,
    attempt,
    limit,
    since,
  );
}

/** Whether an event of a task with that key came before. */
export const hasEventKey = (sql: SqlStorage, task: number, key: string): boolean =>
  sql.exec("SELECT 1 FROM task_events WHERE task = ? AND key = ?", task, key).toArray().length > 0;
