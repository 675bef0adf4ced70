import type { TaskExplanation, TaskIdentity, TaskParams, TaskResult } from "@cairn/sdk/schema";
import type { VerbInput } from "../context.ts";
import { readComparable } from "./explain-store.ts";
import { COMPARED_MAX, DIFFERENCES_MAX } from "./limits.ts";
import { toRef } from "./rows.ts";
import { readParams, readTask } from "./store.ts";

type Difference = TaskExplanation["differences"][number];

/** Why a task that is registered has to be computed. Throws `not_found`. */
export function explainTask({ ctx, input }: VerbInput<{ task: string }>): TaskExplanation {
  const row = readTask(ctx.sql, input.task);
  const params: TaskParams = JSON.parse(readParams(ctx.sql, [row.number]).get(row.number)?.params ?? "null");
  const { namespace, name, version } = row;
  return explain(ctx.sql, { namespace, name, version, params }, row.number, row.result as TaskResult);
}

/** Why a task would have to be computed, which need not be registered. */
export const explainIdentity = ({ ctx, input }: VerbInput<TaskIdentity>): TaskExplanation => explain(ctx.sql, input, null, null);

function explain(sql: SqlStorage, identity: TaskIdentity, number: number | null, result: TaskResult | null): TaskExplanation {
  let best: { row: ReturnType<typeof readComparable>[number]; differences: Difference[] } | null = null;
  for (const row of readComparable(sql, identity, number ?? 0, COMPARED_MAX)) {
    const differences = differencesOf({ version: row.version, params: JSON.parse(row.params) }, identity);
    if (number === null && differences.length === 0) result = row.result as TaskResult;
    if (!best || differences.length < best.differences.length) best = { row, differences };
  }
  const differences = best?.differences.slice(0, DIFFERENCES_MAX) ?? [];
  return { result, nearest: best ? toRef(best.row) : null, differences, summary: summaryOf(result, best !== null, differences) };
}

function summaryOf(result: TaskResult | null, isCompared: boolean, differences: readonly Difference[]): string {
  if (result === "success") return "Nothing has to be computed: its output is there.";
  const why = {
    absent: "nothing was computed, or it was taken back",
    incomplete: "its last attempt was cut off, or runs",
    failed: "its last attempt failed",
  };
  const state = result === null ? "It is not registered" : `It is ${result}: ${why[result]}`;
  if (!isCompared) return `${state}; no other task of its type has an output.`;
  const paths = differences.slice(0, 5).map(({ path }) => path);
  const more = differences.length > paths.length ? ` and ${differences.length - paths.length} more` : "";
  return `${state}; from the nearest task that has an output it differs in ${paths.join(", ")}${more}.`;
}

/** Where two tasks of a type differ, by path. */
function differencesOf(old: { version: string; params: TaskParams }, now: Pick<TaskIdentity, "version" | "params">): Difference[] {
  const differences: Difference[] = [];
  if (old.version !== now.version) differences.push({ path: "version", old: old.version, new: now.version });
  compare("params", old.params, now.params, differences);
  return differences;
}

function compare(path: string, old: TaskParams | undefined, now: TaskParams | undefined, differences: Difference[]): void {
  if (differences.length > DIFFERENCES_MAX || old === now) return;
  if (isObject(old) && isObject(now)) {
    for (const name of new Set([...Object.keys(old), ...Object.keys(now)]))
      compare(Array.isArray(old) ? `${path}[${name}]` : `${path}.${name}`, member(old, name), member(now, name), differences);
    return;
  }
  differences.push({ path, ...(old !== undefined && { old }), ...(now !== undefined && { new: now }) });
}

type Container = TaskParams[] | { [member: string]: TaskParams };

/** Two lists, or two objects, are compared inside. */
const isObject = (value: TaskParams | undefined): value is Container => typeof value === "object" && value !== null;

const member = (value: Container, name: string): TaskParams | undefined =>
  Object.hasOwn(value, name) ? (value as { [member: string]: TaskParams })[name] : undefined;
