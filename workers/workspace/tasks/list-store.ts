import type { Condition } from "./conditions-store.ts";
import { RARE_MAX, SCAN_MAX } from "./limits.ts";
import type { TaskRow } from "./store.ts";

/** What tasks are sorted by: a column, or the values at a path; newest first when it is neither. */
export interface Order {
  by: { column: string } | { path: number } | null;
  isDescending: boolean;
}

/** The last task of the page before. */
export interface After {
  number: number;
  /** What it was sorted by; null: it had nothing there, and all that follow have nothing either. */
  value?: string | number | null;
}

export interface TaskQuestion {
  conditions: readonly Condition[];
  lifecycle: "active" | "deleted" | "all";
  /** Unix ms; null: as they are now. */
  asOf: number | null;
  order: Order;
  after: After | null;
  limit: number;
}

export interface ListedRow extends TaskRow {
  sort_value: string | number | null;
}

/** Rows of a page, one more than it holds if there are more; `next` is where to go on when it stopped before it was full. */
export interface Found {
  rows: ListedRow[];
  next: After | null;
}

interface Part {
  sql: string;
  values: SqlStorageValue[];
}

const BASE = "FROM tasks JOIN task_types ON task_types.id = type_id";

/** Tasks that fulfil all conditions. */
export function findTasks(sql: SqlStorage, question: TaskQuestion): Found {
  const { by } = question.order;
  if (by === null) return inOrderOfNumber(sql, question);
  return "path" in by ? inOrderOfPath(sql, question, by.path) : { rows: inOrderOfColumn(sql, question, by.column), next: null };
}

/** How many tasks fulfil all conditions. */
export function countTasks(sql: SqlStorage, question: TaskQuestion): number {
  const where = whereOf(sql, question);
  return sql.exec<{ n: number }>(`SELECT count(*) AS n ${BASE} WHERE ${where.sql}`, ...where.values).one().n;
}

function inOrderOfNumber(sql: SqlStorage, question: TaskQuestion): Found {
  const { after, limit, order } = question;
  const where = whereOf(sql, question);
  const [sign, direction] = order.isDescending ? [-1, "DESC"] : [1, "ASC"];
  const newest = sql.exec<{ n: number | null }>("SELECT max(number) AS n FROM tasks").one().n ?? 0;
  const start = after?.number ?? (order.isDescending ? newest + 1 : 0);
  // One page looks at so many tasks at most; the next goes on from there.
  const end = start + sign * SCAN_MAX;
  const [low, high] = order.isDescending ? [end, start] : [start, end];
  const rows = sql
    .exec<ListedRow>(
      `SELECT tasks.*, namespace, name, version, NULL AS sort_value ${BASE}
       WHERE tasks.number > ? AND tasks.number < ? AND ${where.sql} ORDER BY tasks.number ${direction} LIMIT ?`,
      low,
      high,
      ...where.values,
      limit + 1,
    )
    .toArray();
  const isOver = order.isDescending ? end <= 0 : end > newest;
  return { rows, next: rows.length > limit || isOver ? null : { number: end - sign } };
}

/** What has nothing in the column comes last, whichever way it is sorted. */
function inOrderOfColumn(sql: SqlStorage, question: TaskQuestion, column: string): ListedRow[] {
  const { after, limit, order } = question;
  const where = whereOf(sql, question);
  const [direction, beyond] = order.isDescending ? ["DESC", "<"] : ["ASC", ">"];
  const from: Part = after ? startAfter(after, column, beyond) : { sql: "1", values: [] };
  // Only what is sorted goes through the sorter; the rows are read when it is known which they are.
  return sql
    .exec<ListedRow>(
      `SELECT tasks.*, namespace, name, version, sort_value
       FROM (SELECT tasks.number AS place, ${column} AS sort_value ${BASE} WHERE ${from.sql} AND ${where.sql}
         ORDER BY ${column} IS NULL, ${column} ${direction}, tasks.number ${direction} LIMIT ?)
       JOIN tasks ON tasks.number = place JOIN task_types ON task_types.id = type_id
       ORDER BY sort_value IS NULL, sort_value ${direction}, place ${direction}`,
      ...from.values,
      ...where.values,
      limit + 1,
    )
    .toArray();
}

function startAfter({ value, number }: After, column: string, beyond: string): Part {
  if (value === null || value === undefined) return { sql: `(${column} IS NULL AND tasks.number ${beyond} ?)`, values: [number] };
  return {
    sql: `(${column} ${beyond} ? OR (${column} = ? AND tasks.number ${beyond} ?) OR ${column} IS NULL)`,
    values: [value, value, number],
  };
}

/** First those that have a value at the path, in its order, then those that have none. */
function inOrderOfPath(sql: SqlStorage, question: TaskQuestion, path: number): Found {
  const { after, limit, order } = question;
  const where = whereOf(sql, question);
  const [direction, beyond] = order.isDescending ? ["DESC", "<"] : ["ASC", ">"];
  const rows: ListedRow[] = [];
  if (after === null || (after.value !== null && after.value !== undefined)) {
    const from: Part = after
      ? { sql: `(value, task) ${beyond} (?, ?)`, values: [after.value as string | number, after.number] }
      : { sql: "1", values: [] };
    rows.push(
      ...sql.exec<ListedRow>(
        `SELECT tasks.*, namespace, name, task_types.version, value AS sort_value
         FROM task_fields CROSS JOIN tasks ON tasks.number = task_fields.task JOIN task_types ON task_types.id = type_id
         WHERE path = ? AND ${from.sql} AND ${where.sql} ORDER BY value ${direction}, task ${direction} LIMIT ?`,
        path,
        ...from.values,
        ...where.values,
        limit + 1,
      ),
    );
  }
  if (rows.length > limit) return { rows, next: null };
  const isLater = after !== null && (after.value === null || after.value === undefined);
  rows.push(
    ...sql.exec<ListedRow>(
      `SELECT tasks.*, namespace, name, version, NULL AS sort_value ${BASE}
       WHERE tasks.number NOT IN (SELECT task FROM task_fields WHERE path = ?) AND (? OR tasks.number ${beyond} ?) AND ${where.sql}
       ORDER BY tasks.number ${direction} LIMIT ?`,
      path,
      isLater ? 0 : 1,
      after?.number ?? 0,
      ...where.values,
      limit + 1 - rows.length,
    ),
  );
  return { rows, next: null };
}

/** All conditions as one. The rarest of those that an index answers comes first, by the numbers of its tasks. */
function whereOf(sql: SqlStorage, { conditions, lifecycle, asOf }: TaskQuestion): Part {
  const parts: Part[] = [];
  const start = asOf === null ? rarest(sql, conditions) : null;
  if (start) parts.push({ sql: "tasks.number IN (SELECT value FROM json_each(?))", values: [JSON.stringify(start.numbers)] });
  for (const condition of conditions) if (condition !== start?.condition) parts.push(condition);
  if (asOf === null) {
    parts.push({ sql: "tasks.purging = 0", values: [] });
    if (lifecycle !== "all") parts.push({ sql: `tasks.deleted_at IS ${lifecycle === "deleted" ? "NOT " : ""}NULL`, values: [] });
  } else
    parts.push({
      sql: `tasks.purging = 0 AND tasks.created_at <= ? AND (SELECT type FROM task_events WHERE task = tasks.number AND recorded_at <= ?
        AND type IN ('deleted', 'restored') ORDER BY sequence DESC LIMIT 1) IS NOT 'deleted'`,
      values: [asOf, asOf],
    });
  return { sql: parts.map((part) => `(${part.sql})`).join(" AND "), values: parts.flatMap((part) => part.values) };
}

/** The condition that fewest tasks fulfil, if they are few, with their numbers. */
function rarest(sql: SqlStorage, conditions: readonly Condition[]): { condition: Condition; numbers: number[] } | null {
  let best: { condition: Condition; numbers: number[] } | null = null;
  for (const condition of conditions) {
    if (!condition.numbers) continue;
    const most: number = best ? best.numbers.length : RARE_MAX;
    const query = `SELECT * FROM (${condition.numbers.sql}) LIMIT ?`;
    const numbers: number[] = [...sql.exec(query, ...condition.numbers.values, most + 1).raw()].map(([number]) => number as number);
    if (numbers.length <= most) best = { condition, numbers };
    if (best?.numbers.length === 0) break;
  }
  return best;
}

/** The state of a task at a time, from its log. */
export interface PastState extends Record<string, SqlStorageValue> {
  result: string;
  attempt: number | null;
  type: string;
}

/** The last event of a task by a time; null when it had none. */
export const readPast = (sql: SqlStorage, task: number, asOf: number): PastState | null =>
  sql
    .exec<PastState>(
      "SELECT result, attempt, type FROM task_events WHERE task = ? AND recorded_at <= ? ORDER BY sequence DESC LIMIT 1",
      task,
      asOf,
    )
    .toArray()[0] ?? null;

/** The last event of a type of a task by a time, with what it told; null when there was none. */
export const readPastEvent = (sql: SqlStorage, task: number, types: readonly string[], asOf: number) =>
  sql
    .exec<{ type: string; attempt: number | null; at: number; data: string | null }>(
      `SELECT type, attempt, at, data FROM task_events WHERE task = ? AND recorded_at <= ?
         AND type IN (SELECT value FROM json_each(?)) ORDER BY sequence DESC LIMIT 1`,
      task,
      asOf,
      JSON.stringify(types),
    )
    .toArray()[0] ?? null;
