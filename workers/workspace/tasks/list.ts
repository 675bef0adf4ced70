import { ATTEMPT_STATUS_AFTER, type Task, type TaskEventType, type TaskPage, TaskResult } from "@cairn/sdk/schema";
import { encodeCursor } from "../../shared/cursor.ts";
import { Fault } from "../../shared/errors.ts";
import type { VerbInput } from "../context.ts";
import { PAGE_MAX_BYTES } from "../limits.ts";
import { isPath, readConditions, sortColumn } from "./conditions-store.ts";
import { findPath } from "./fields-store.ts";
import { type After, countTasks, findTasks, type ListedRow, type Order, readPast, readPastEvent, type TaskQuestion } from "./list-store.ts";
import { toTasks } from "./rows.ts";
import { readParamSizes } from "./store.ts";

export interface TaskListInput {
  q: string | null;
  sort: string | null;
  /** Unix ms; null: now. */
  asOf: number | null;
  lifecycle: "active" | "deleted" | "all";
  after: After | null;
  limit: number;
  count: boolean;
}

/** Tasks by a search (docs/task-api.md). Throws `invalid_request` with the position of what is wrong with it. */
export function listTasks({ ctx, input }: VerbInput<TaskListInput>): TaskPage {
  const { sql } = ctx;
  const { limit, asOf } = input;
  const conditions = readConditions(sql, input.q, asOf);
  const question: TaskQuestion = {
    conditions,
    lifecycle: input.lifecycle,
    asOf,
    order: orderOf(sql, input.sort),
    after: input.after,
    limit,
  };
  const { rows, next } = findTasks(sql, question);
  const shown = within(sql, rows.slice(0, limit));
  const last = shown.at(-1);
  const isMore = rows.length > shown.length;
  const after = isMore && last ? { number: last.number, ...(question.order.by && { value: last.sort_value }) } : next;
  const items = toTasks(sql, shown);
  return {
    items: asOf === null ? items : items.map((task, i) => asItWas(sql, task, shown[i] as ListedRow, asOf)),
    next_cursor: after ? encodeCursor(after) : null,
    total: input.count ? countTasks(sql, question) : null,
  };
}

/** As many of the rows as an answer may hold; one at least. */
function within(sql: SqlStorage, rows: ListedRow[]): ListedRow[] {
  let size = 0;
  const numbers = rows.map(({ number }) => number);
  const params = readParamSizes(sql, numbers);
  const end = rows.findIndex((row, i) => {
    size += row.tags.length + (row.error?.length ?? 0) + (row.output?.length ?? 0) + (params.get(row.number) ?? 0);
    return i > 0 && size > PAGE_MAX_BYTES;
  });
  return end < 0 ? rows : rows.slice(0, end);
}

function orderOf(sql: SqlStorage, sort: string | null): Order {
  const isDescending = sort === null || sort.startsWith("-");
  const field = sort?.replace(/^-/, "") ?? "created_at";
  if (field === "created_at") return { by: null, isDescending };
  if (isPath(field)) {
    if (field.includes("[]")) throw fault("query.sort", `“${field}” has many values in one task`);
    const path = findPath(sql, field);
    return { by: path === null ? null : { path }, isDescending };
  }
  const column = sortColumn(field);
  if (column === null) throw fault("query.sort", `there is no field “${field}” to sort by`);
  return { by: { column }, isDescending };
}

const fault = (path: string, message: string): Fault =>
  new Fault("invalid_request", `${path}: ${message}`, { errors: [{ path, rule: "field", message }] });

/** A task with the result, attempt and output that it had at a time. */
function asItWas(sql: SqlStorage, task: Task, { number }: ListedRow, asOf: number): Task {
  const result = TaskResult.parse(readPast(sql, number, asOf)?.result ?? "absent");
  const moves = Object.entries(ATTEMPT_STATUS_AFTER).flatMap(([type, status]) => (status === null ? [] : type));
  const move = readPastEvent(sql, number, moves, asOf);
  const success = result === "success" ? readPastEvent(sql, number, ["succeeded", "overridden"], asOf) : null;
  return {
    ...task,
    result,
    attempt: move?.attempt ?? 0,
    attempt_status: move ? ATTEMPT_STATUS_AFTER[move.type as TaskEventType] : null,
    output: success?.data ? (JSON.parse(success.data).output ?? null) : null,
  };
}
