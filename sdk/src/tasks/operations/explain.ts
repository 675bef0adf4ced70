import { type Difference, diff } from "../declare/diff.ts";
import { type TaskEnvironment, targetFor, taskEnvironment } from "../environment.ts";
import { resultOf, type TaskResult } from "../ledger/ledger.ts";
import { readRoot } from "../store/catalog.ts";
import type { AnyTask, TaskJson } from "../types.ts";

/** Why a task would be computed, or would not. */
export interface Explanation {
  readonly result: TaskResult;
  /** The complete task of the same type that differs in the fewest places; null when there is none. */
  readonly nearest: TaskJson | null;
  /** Where it differs: what is there on the left, what was asked for on the right. */
  readonly differences: readonly Difference[];
  /** In one sentence. */
  readonly text: string;
}

/** Why a task would be computed: looks for the nearest complete one of its type, in this version or another. */
export async function explain(task: AnyTask, environment: TaskEnvironment = taskEnvironment()): Promise<Explanation> {
  const target = await targetFor(task, environment);
  if (await target.exists())
    return { result: "success", nearest: task.toJSON(), differences: [], text: "It is complete and would be loaded." };
  const events = await environment.ledger.history(task.id);
  const known = resultOf(events);
  const result = known === "success" ? "absent" : known;
  const { namespace, name } = task.type;
  const storage = await environment.storage(task.type.output.root);
  const { base } = task.type.output.path ?? {};
  const folder = [base, ...namespace.split("."), name].filter(Boolean).join("/");
  const own = task.toJSON();
  let best: { json: TaskJson; differences: Difference[]; atMs: number } | null = null;
  const { entries } = await readRoot({ name: task.type.output.root ?? "default", storage }, folder);
  for (const { marker, finishedAtMs } of entries) {
    const differences = diff(marker.task, own);
    const isNearer =
      !best || differences.length < best.differences.length || (differences.length === best.differences.length && finishedAtMs > best.atMs);
    if (isNearer) best = { json: marker.task, differences, atMs: finishedAtMs };
  }
  const invalidated = events.at(-1)?.type === "invalidated";
  return { result, nearest: best?.json ?? null, differences: best?.differences ?? [], text: sentence(result, invalidated, best) };
}

function sentence(result: TaskResult, invalidated: boolean, best: { json: TaskJson; differences: readonly Difference[] } | null): string {
  if (invalidated) return "Its output was taken back.";
  if (result === "failed") return "Its last attempt failed.";
  if (result === "incomplete") return "An attempt runs, or was cut off.";
  if (!best) return "Nothing of its type is complete yet.";
  const show = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));
  const words = best.differences.map(({ path, left, right }) => `${path} is ${show(right)} and was ${show(left)}`);
  return `It differs from ${best.json.id.slice(0, 8)}, which is complete: ${words.join("; ")}.`;
}
