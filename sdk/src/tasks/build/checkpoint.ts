import type { TaskEnvironment } from "../environment.ts";
import { clone } from "../outputs/serializers/clone.ts";
import type { AnyTask } from "../types.ts";

/** In the task's own root, so that whoever goes on with it on another machine finds it. */
const pathOf = (task: AnyTask): string => `.checkpoints/${task.id.slice(0, 2)}/${task.id}`;

const storageOf = (task: AnyTask, environment: TaskEnvironment) => environment.storage(task.type.output.root);

/** What an earlier attempt saved last, or null. */
export async function loadCheckpoint<T>(task: AnyTask, environment: TaskEnvironment): Promise<T | null> {
  const bytes = await (await storageOf(task, environment)).read(pathOf(task));
  return bytes && ((await clone<T>().read(bytes)) as T);
}

/** Saves a value, whole or not at all. */
export async function saveCheckpoint(task: AnyTask, environment: TaskEnvironment, value: unknown): Promise<void> {
  const bytes = await clone<unknown>().write(value);
  await (await storageOf(task, environment)).write(pathOf(task), bytes);
}

export async function dropCheckpoint(task: AnyTask, environment: TaskEnvironment): Promise<void> {
  await (await storageOf(task, environment)).remove(pathOf(task));
}
