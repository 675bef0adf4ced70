import { type Outcome, Suspension } from "../../build/outcome.ts";
import { closureOf, reviveAll } from "../../declare/revive.ts";
import type { EnvironmentSpec } from "../../environment.ts";
import type { TaskEvent } from "../../ledger/ledger.ts";
import type { AnyTask, TaskJson } from "../../types.ts";

/** What a worker must know of the build, once. */
export interface SessionWords {
  readonly environment: EnvironmentSpec;
  readonly build: string;
  readonly isDebug: boolean;
  readonly leaseMs: number;
}

/** A task that is needed, as far as its output must be read. */
export interface NeedWords {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
}

/** A task in words, with what it takes to compute it elsewhere. */
export interface JobWords {
  readonly task: TaskJson;
  readonly needs: readonly NeedWords[];
  /** URLs of the modules that declare the types of the task and of what it needs. */
  readonly modules: readonly string[];
  readonly force: boolean;
}

/** An outcome without what cannot leave a process. */
export type OutcomeWords =
  | Exclude<Outcome, { status: "failed" | "suspended" }>
  | Omit<Extract<Outcome, { status: "failed" }>, "error">
  | {
      readonly status: "suspended";
      readonly ids: readonly string[];
      readonly closure: readonly TaskJson[];
      readonly modules: readonly string[];
    };

export type ToWorker =
  | { readonly type: "open"; readonly session: SessionWords }
  | { readonly type: "run"; readonly call: number; readonly job: JobWords }
  | { readonly type: "stop"; readonly call: number; readonly kind: "cancelled" | "preempted" };

export type FromWorker =
  | { readonly type: "ready"; readonly session: string }
  | { readonly type: "event"; readonly event: TaskEvent }
  | { readonly type: "progress"; readonly call: number; readonly fraction: number; readonly note: string | undefined }
  | { readonly type: "ended"; readonly call: number; readonly outcome: OutcomeWords };

const modulesOf = (tasks: Iterable<AnyTask>): string[] => [
  ...new Set([...tasks].flatMap(({ type }) => (type.module === undefined ? [] : [type.module]))),
];

export function jobWords(task: AnyTask, force: boolean): JobWords {
  const needs = task.dependencies.map(({ id, type: { namespace, name, version } }) => ({ id, namespace, name, version }));
  return { task: task.toJSON(), needs, modules: modulesOf([task, ...task.dependencies]), force };
}

export function outcomeWords(outcome: Outcome): OutcomeWords {
  if (outcome.status === "failed") {
    const { error: _, ...words } = outcome;
    return words;
  }
  if (outcome.status !== "suspended") return outcome;
  const all = closureOf(outcome.needs);
  return {
    status: "suspended",
    ids: outcome.needs.map(({ id }) => id),
    closure: all.map((task) => task.toJSON()),
    modules: modulesOf(all),
  };
}

/** The outcome that a worker told, with tasks made again. */
export async function outcomeOf(words: OutcomeWords): Promise<Outcome> {
  if (words.status === "failed") return { ...words, error: Object.assign(new Error(words.failure.message), { name: words.failure.type }) };
  if (words.status !== "suspended") return words;
  for (const module of words.modules) await import(module);
  const tasks = reviveAll(words.closure);
  return { status: "suspended", needs: words.ids.map((id) => tasks.get(id) as AnyTask) };
}

/** How a task asks for others where its `run` cannot wait. */
export const suspend = async (needs: readonly AnyTask[]): Promise<never> => {
  throw new Suspension(needs);
};
