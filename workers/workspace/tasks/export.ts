import type { ExportedAttempt, NewTask, TaskExportLine, TaskResult } from "@cairn/sdk/schema";
import { timestampOrNull } from "../../shared/clock.ts";
import { Fault } from "../../shared/errors.ts";
import type { VerbInput } from "../context.ts";
import { limitReached } from "../space.ts";
import { findAsset, pageAssets } from "./asset-store.ts";
import { type AttemptRow, readAttempts } from "./attempt-store.ts";
import { readDependencies, readEdgesAmong, walk } from "./edge-store.ts";
import { EXPORT_TASKS_MAX } from "./limits.ts";
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
  const all = new Set<number>();
  for (const { number } of rows) {
    all.add(number);
    for (const reached of walk(sql, number, "dependencies", EXPORT_TASKS_MAX + 1)) all.add(reached.number);
    if (all.size > EXPORT_TASKS_MAX) throw limitReached("exported_tasks", EXPORT_TASKS_MAX);
  }
  return {
    numbers: inOrder(
      sql,
      [...all].sort((a, b) => a - b),
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

/** Lines of an export for some of its tasks. One that was dropped for good is told without what was dropped. */
export function readExport({ ctx, input }: VerbInput<{ numbers: readonly number[]; events: boolean; assets: boolean }>): string {
  const { sql } = ctx;
  const params = readParams(sql, input.numbers);
  const rows = new Map(
    readTaskNumbers(sql, input.numbers)
      .toArray()
      .map((row) => [row.number, row]),
  );
  const lines: TaskExportLine[] = [];
  for (const number of input.numbers) {
    const [row, own] = [rows.get(number), params.get(number)];
    if (!row || !own) continue;
    const attempts = input.events ? readAttempts(sql, number, 1_000).reverse().map(toAttempt) : [];
    lines.push({ kind: "task", task: toNewTask(sql, row, own), result: row.result as TaskResult, attempts });
    if (input.assets)
      for (const { name } of pageAssets(sql, number)) {
        const asset = findAsset(sql, number, name);
        if (!asset) continue;
        const content: unknown = asset.kind === "json" ? JSON.parse(asset.content) : asset.content;
        lines.push({ kind: "asset", task: row.id, name, asset_kind: asset.kind as "json", content });
      }
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
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
