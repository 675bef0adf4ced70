import type { Page, TaskEvent, TaskEventType, TaskResult } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";
import { encodeCursor } from "../../shared/cursor.ts";
import { readBuild } from "../builds/store.ts";
import type { VerbInput } from "../context.ts";
import { takePage } from "../page.ts";
import { pageTaskEvents, type TaskEventRow } from "./event-store.ts";
import { parseOrNull } from "./rows.ts";
import { readTask } from "./store.ts";

export interface TaskEventsInput {
  of: { task: string } | { build: string };
  /** null: of every attempt. */
  attempt: number | null;
  /** Sequence that the page starts after; null: the first. */
  after: number | null;
  /** Sequence after which all of them come. */
  since: number;
  order: "oldest" | "newest";
  limit: number;
}

/** What happened to a task, or in a build. Throws `not_found`. */
export function listTaskEvents({ ctx, input }: VerbInput<TaskEventsInput>): Page<TaskEvent> {
  const { sql } = ctx;
  const { limit, order, attempt, since } = input;
  const of = "task" in input.of ? { task: readTask(sql, input.of.task).number } : { build: readBuild(sql, input.of.build).number };
  const after = input.after ?? (order === "oldest" ? 0 : Number.MAX_SAFE_INTEGER);
  const rows = pageTaskEvents(sql, { of, attempt, after, since, order, limit: limit + 1 });
  const { taken, next } = takePage(rows, limit, (row) => (row.data?.length ?? 0) + row.actor.length);
  return { items: taken.map(toEvent), next_cursor: next ? encodeCursor({ at: next.sequence }) : null };
}

const toEvent = (row: TaskEventRow): TaskEvent => ({
  sequence: row.sequence,
  task: row.task_id,
  build: row.build_id,
  attempt: row.attempt,
  type: row.type as TaskEventType,
  at: timestamp(row.at),
  recorded_at: timestamp(row.recorded_at),
  actor: JSON.parse(row.actor),
  owner: parseOrNull(row.owner),
  result: row.result as TaskResult,
  data: parseOrNull(row.data) ?? {},
});
