import { type TaskEnvironment, taskEnvironment } from "../environment.ts";
import { TaskError } from "../errors.ts";
import { MARKER } from "../outputs/paths.ts";
import { readCatalog, type StoreEntry } from "./catalog.ts";
import { candidateOf, clear, isRunning } from "./gc.ts";

/**
 * Takes back the output of a task that is known by its id alone, so that it is computed anew; with `cascade` also those of all complete tasks that
 * need it. For a task value there is `task.invalidate()`.
 *
 * @returns ids of what was taken back
 * @throws TaskError `task_held` while one of them is computed
 */
export async function invalidateStored(
  id: string,
  options: { readonly cascade?: boolean; readonly reason?: string; readonly environment?: TaskEnvironment } = {},
): Promise<string[]> {
  const { cascade = false, reason, environment = taskEnvironment() } = options;
  const { entries, byId } = await readCatalog(environment);
  const chosen = cascade ? [id, ...behind(id, entries)] : [id];
  for (const one of chosen) await refuseRunning(one, environment);
  // What needs it goes first: cut off in the middle, nothing is left that was made of something that is gone.
  for (const one of chosen.toReversed()) {
    const entry = byId.get(one);
    if (!entry) continue;
    await entry.root.storage.remove(`${entry.folder}/${MARKER}`);
    await entry.root.storage.remove(`${entry.folder}/${entry.marker.output}`);
  }
  const data = reason === undefined ? {} : { data: { reason } };
  const at = new Date().toISOString();
  await environment.ledger.record(chosen.map((task) => ({ type: "invalidated" as const, task, at, key: crypto.randomUUID(), ...data })));
  await environment.ledger.flush();
  return chosen;
}

/**
 * Moves what there is of a task to the trash: output, logs, reports and checkpoint.
 * @returns what {@link restoreTrash} brings it back by
 * @throws TaskError `task_held` while it is computed
 */
export async function removeStored(id: string, environment: TaskEnvironment = taskEnvironment()): Promise<string> {
  await refuseRunning(id, environment);
  const candidate = await candidateOf(id, await readCatalog(environment), environment);
  return clear([{ candidate, reason: "deleted" }], environment);
}

async function refuseRunning(id: string, environment: TaskEnvironment): Promise<void> {
  if (!(await isRunning({ id, events: await environment.ledger.history(id) }, environment))) return;
  throw new TaskError({ code: "task_held", detail: `Task ${id.slice(0, 8)} is being computed.`, hint: "Cancel its build first, or wait." });
}

/** Complete tasks that need one, nearest first. */
function behind(id: string, entries: readonly StoreEntry[]): string[] {
  const found = new Set<string>();
  for (let frontier = new Set([id]); frontier.size > 0; ) {
    const next = entries.filter((entry) => !found.has(entry.id) && entry.marker.task.dependencies.some((need) => frontier.has(need)));
    frontier = new Set(next.map((entry) => entry.id));
    for (const one of frontier) found.add(one);
  }
  return [...found];
}
