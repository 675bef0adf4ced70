import { dropCheckpoint } from "../build/checkpoint.ts";
import { type TaskEnvironment, targetFor, taskEnvironment } from "../environment.ts";
import { nameOf, TaskError } from "../errors.ts";
import { attemptsOf } from "../ledger/ledger.ts";
import { rootsOf } from "../store/catalog.ts";
import type { AnyTask } from "../types.ts";
import { storedTasks } from "./stored.ts";

export interface InvalidateOptions {
  /** Takes back the outputs of all that need it too, however far behind. */
  readonly cascade?: boolean;
  readonly reason?: string;
  readonly environment?: TaskEnvironment;
}

export interface Invalidated {
  /** Ids of tasks whose output was taken back. */
  readonly tasks: readonly string[];
}

/** Takes the output of a task back, so that it is computed anew. @throws TaskError `task_held` while it, or one behind it, is computed */
export async function invalidate(task: AnyTask, options: InvalidateOptions = {}): Promise<Invalidated> {
  const { cascade = false, reason, environment = taskEnvironment() } = options;
  const { ledger } = environment;
  await refuseRunning(task, environment);
  const target = await targetFor(task, environment);
  const behind = cascade ? await dependentsOf(task.id, environment) : [];
  const data = reason === undefined ? {} : { data: { reason } };
  const at = new Date().toISOString();
  // What needs it goes first: cut off in the middle, nothing is left that was made of something that is gone.
  for (const one of behind.toReversed()) await one.remove();
  await target.remove();
  const tasks = [task.id, ...behind.map(({ id }) => id)];
  await ledger.record(tasks.map((id) => ({ type: "invalidated" as const, task: id, at, key: crypto.randomUUID(), ...data })));
  return { tasks };
}

export interface DeleteOptions {
  readonly environment?: TaskEnvironment;
}

/** Removes the output of a task. What happened to it stays in its history. @throws TaskError `task_held` while it is computed */
export async function remove(task: AnyTask, { environment = taskEnvironment() }: DeleteOptions = {}): Promise<void> {
  await refuseRunning(task, environment);
  await (await targetFor(task, environment)).remove();
  await dropCheckpoint(task, environment);
  await environment.ledger.record([
    { type: "invalidated", task: task.id, at: new Date().toISOString(), key: crypto.randomUUID(), data: { reason: "deleted" } },
  ]);
}

async function refuseRunning(task: AnyTask, { ledger }: TaskEnvironment): Promise<void> {
  const last = attemptsOf(await ledger.history(task.id)).at(-1);
  if (last?.status !== "running") return;
  const claim = await ledger.claim(task, { force: true });
  if (claim.outcome === "acquired") return claim.lease.release();
  throw new TaskError({ code: "task_held", task, detail: `${nameOf(task)} is being computed.`, hint: "Cancel its build first, or wait." });
}

/** Stored tasks that need one, directly or through others, nearest first. */
async function dependentsOf(id: string, environment: TaskEnvironment): Promise<{ id: string; remove(): Promise<void> }[]> {
  // Whatever root they lie in.
  const stored = (await Promise.all((await rootsOf(environment)).map(({ storage }) => storedTasks(storage)))).flat();
  const neededBy = new Map<string, typeof stored>();
  for (const one of stored) for (const need of one.marker.task.dependencies) neededBy.set(need, [...(neededBy.get(need) ?? []), one]);
  const found = new Map<string, (typeof stored)[number]>();
  const queue = [id];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const one of neededBy.get(at) ?? []) {
      if (found.has(one.marker.task.id)) continue;
      found.set(one.marker.task.id, one);
      queue.push(one.marker.task.id);
    }
  }
  return [...found.values()].map((one) => ({ id: one.marker.task.id, remove: () => one.remove() }));
}
