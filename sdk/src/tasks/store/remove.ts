import { type TaskEnvironment, taskEnvironment } from "../environment.ts";
import { refuseRunning } from "../ledger/running.ts";
import { readCatalog, removeEntry } from "./catalog.ts";
import { candidateOf, clear } from "./gc.ts";
import { type TakeBackOptions, takeBack } from "./take-back.ts";

/**
 * Takes back the output of a task that is known by its id alone, so that it is computed anew; with `cascade` also those of all complete tasks that
 * need it. For a task value there is `task.invalidate()`.
 *
 * @returns ids of what was taken back
 * @throws TaskError `task_held` while one of them is computed
 */
export async function invalidateStored(
  id: string,
  options: Omit<TakeBackOptions, "environment"> & { readonly environment?: TaskEnvironment } = {},
): Promise<string[]> {
  const { environment = taskEnvironment() } = options;
  const entry = (await readCatalog(environment)).byId.get(id);
  const remove = async () => entry && removeEntry(entry);
  return takeBack({ id, type: entry?.marker.task ?? null, remove }, { ...options, environment });
}

/**
 * Moves what there is of a task to the trash: output, logs, reports and checkpoint.
 * @returns what {@link restoreTrash} brings it back by
 * @throws TaskError `task_held` while it is computed
 */
export async function removeStored(id: string, environment: TaskEnvironment = taskEnvironment()): Promise<string> {
  const candidate = await candidateOf(id, await readCatalog(environment), environment);
  await refuseRunning(id, candidate.task, environment.ledger);
  return clear([{ candidate, reason: "deleted" }], environment);
}
