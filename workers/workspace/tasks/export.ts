import { EXPORTED_ATTEMPTS_MAX, type ExportedAttempt, type NewTask, type TaskExportLine, type TaskResult } from "@cairn/sdk/schema";
import { timestampOrNull } from "../../shared/clock.ts";
import { Fault } from "../../shared/errors.ts";
import type { VerbInput } from "../context.ts";
import { limitReached } from "../space.ts";
import { findAsset, pageAssets } from "./asset-store.ts";
import { type AttemptRow, readAttempts } from "./attempt-store.ts";
import { readDependencies, readEdgesAmong, walk } from "./edge-store.ts";
import { EXPORT_PIECE_CHARS, EXPORT_TASKS_MAX } from "./limits.ts";
import { parseOrNull } from "./rows.ts";
import { readParams, readTaskNumbers, readTasks, type TaskRow } from "./store.ts";

/**
 * Numbers of tasks with all that they need, directly or not: each after what it needs. Throws `invalid_request` for tasks that are not
 * registered, `limit_reached`.
 */
export function planExport({ ctx, input }: VerbInput<{ tasks: readonly string[] }>): { numbers: number[] } {
  const { sql } = ctx;
  const rows = readTasks(sql, input.tasks).toArray();
  const known = new Set(rows.filter((row) => row.deleted_at === null).map(({ id }) => id));
  for (const [i, id] of input.tasks.entries())
    if (!known.has(id)) {
      const [path, message] = [`body.tasks.${i}`, `task ${id} is not registered`];
      throw new Fault("invalid_request", `${path}: ${message}`, { errors: [{ path, rule: "unknown", message }] });
    }
  const asked = rows.map(({ number }) => number);
  const all = [...asked, ...walk(sql, asked, "dependencies", EXPORT_TASKS_MAX + 1).map(({ number }) => number)];
  if (all.length > EXPORT_TASKS_MAX) throw limitReached("exported_tasks", EXPORT_TASKS_MAX);
  return {
    numbers: inOrder(
      sql,
      all.sort((a, b) => a - b),
    ),
  };
}

/** Each after what it needs; where edges go round, in the order of their numbers. */
function inOrder(sql: SqlStorage, numbers: readonly number[]): number[] {
  const needs = new Map<number, number[]>(numbers.map((number) => [number, []]));
  for (const [task, dependency] of readEdgesAmong(sql, numbers)) needs.get(task)?.push(dependency);
  const done = new Set<number>();
  const open: { number: number; next: number }[] = [];
  const order: number[] = [];
  for (const start of numbers) {
    if (done.has(start)) continue;
    done.add(start);
    open.push({ number: start, next: 0 });
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const needed = needs.get(top.number)?.[top.next++];
      if (needed === undefined) order.push((open.pop() as { number: number }).number);
      else if (!done.has(needed)) {
        done.add(needed);
        open.push({ number: needed, next: 0 });
      }
    }
  }
  return order;
}

export interface ExportQuestion {
  numbers: readonly number[];
  /** Lines of the first task that were read before. */
  skip: number;
  events: boolean;
  assets: boolean;
}

export interface ExportPiece {
  text: string;
  /** Tasks of which all lines are told by now. */
  tasks: number;
  /** Lines of the task after those that are told. */
  skip: number;
}

/**
 * Lines of an export for some of its tasks, as many as one answer holds. One that was dropped for good is told without what was dropped.
 */
export function readExport({ ctx, input }: VerbInput<ExportQuestion>): ExportPiece {
  let text = "";
  for (const [tasks, number] of input.numbers.entries()) {
    let skip = tasks === 0 ? input.skip : 0;
    for (const line of linesOf(ctx.sql, number, { ...input, skip })) {
      text += `${JSON.stringify(line)}\n`;
      skip += 1;
      if (text.length > EXPORT_PIECE_CHARS) return { text, tasks, skip };
    }
  }
  return { text, tasks: input.numbers.length, skip: 0 };
}

/** The task itself, then each of its reports. */
function* linesOf(sql: SqlStorage, number: number, { skip, events, assets }: Omit<ExportQuestion, "numbers">): Generator<TaskExportLine> {
  const [row] = readTaskNumbers(sql, [number]).toArray();
  const own = readParams(sql, [number]).get(number);
  if (!row || !own) return;
  if (skip === 0) {
    const attempts = events ? newestAttempts(sql, number).reverse() : [];
    yield { kind: "task", task: toNewTask(sql, row, own), result: row.result as TaskResult, attempts };
  }
  if (!assets) return;
  for (const { name } of pageAssets(sql, number).slice(Math.max(0, skip - 1))) {
    const asset = findAsset(sql, number, name);
    if (!asset) continue;
    const content = asset.kind === "json" ? JSON.parse(asset.content) : asset.content;
    yield { kind: "asset", task: row.id, name, asset_kind: asset.kind as "json", content };
  }
}

/** The newest attempts, as many as one line holds. */
function newestAttempts(sql: SqlStorage, task: number): ExportedAttempt[] {
  let size = 0;
  const rows = readAttempts(sql, task, EXPORTED_ATTEMPTS_MAX);
  const end = rows.findIndex((row, i) => {
    size += (row.error?.length ?? 0) + (row.output?.length ?? 0);
    return i > 0 && size > EXPORT_PIECE_CHARS;
  });
  return (end < 0 ? rows : rows.slice(0, end)).map(toAttempt);
}

function toNewTask(sql: SqlStorage, row: TaskRow, { params, unhashed }: { params: string; unhashed: string | null }): NewTask {
  const ids = new Map(
    readTaskNumbers(sql, readDependencies(sql, row.number))
      .toArray()
      .map((other) => [other.number, other.id]),
  );
  const tags = JSON.parse(row.tags);
  return {
    ...{ id: row.id, namespace: row.namespace, name: row.name, version: row.version },
    ...{ params: JSON.parse(params), schema_hash: row.schema_hash },
    dependencies: readDependencies(sql, row.number).flatMap((number) => ids.get(number) ?? []),
    ...(unhashed !== null && { unhashed: JSON.parse(unhashed) }),
    ...(row.label !== null && { label: row.label }),
    ...(Object.keys(tags).length > 0 && { tags }),
    ...(row.module !== null && { module: row.module }),
  };
}

const toAttempt = (row: AttemptRow): ExportedAttempt => ({
  number: row.number,
  status: row.status as ExportedAttempt["status"],
  started_at: timestampOrNull(row.started_at),
  finished_at: timestampOrNull(row.finished_at),
  owner: parseOrNull(row.owner),
  error: parseOrNull(row.error),
  output: parseOrNull(row.output),
  resources: parseOrNull(row.resources),
});
