import { dropCheckpoint } from "../build/checkpoint.ts";
import { type TaskEnvironment, targetFor, taskEnvironment } from "../environment.ts";
import { type TakeBackOptions, takeBack } from "../store/take-back.ts";
import type { AnyTask } from "../types.ts";

export interface InvalidateOptions extends Omit<TakeBackOptions, "environment"> {
  readonly environment?: TaskEnvironment;
}

export interface Invalidated {
  /** Ids of tasks whose output was taken back. */
  readonly tasks: readonly string[];
}

/** Takes the output of a task back, so that it is computed anew. @throws TaskError `task_held` while it, or one behind it, is computed */
export async function invalidate(task: AnyTask, options: InvalidateOptions = {}): Promise<Invalidated> {
  const { environment = taskEnvironment() } = options;
  const target = await targetFor(task, environment);
  return { tasks: await takeBack({ id: task.id, type: task.type, remove: () => target.remove() }, { ...options, environment }) };
}

export interface DeleteOptions {
  readonly environment?: TaskEnvironment;
}

/** Removes the output of a task. What happened to it stays in its history. @throws TaskError `task_held` while it is computed */
export async function remove(task: AnyTask, { environment = taskEnvironment() }: DeleteOptions = {}): Promise<void> {
  const target = await targetFor(task, environment);
  await takeBack({ id: task.id, type: task.type, remove: () => target.remove() }, { reason: "deleted", environment });
  await dropCheckpoint(task, environment);
}
