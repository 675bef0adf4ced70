import type { TaskEnvironment } from "../environment.ts";
import { refuseRunning } from "../ledger/running.ts";
import type { TaskIdentity } from "../types.ts";
import { dependentsOf, readCatalog, removeEntry } from "./catalog.ts";

export interface TakeBackOptions {
  /** Takes back the outputs of all that need it too, also of those that found out while they ran, however far behind. */
  readonly cascade?: boolean;
  readonly reason?: string;
  readonly environment: TaskEnvironment;
}

/** The task whose output goes first of all. */
interface Target {
  readonly id: string;
  /** null where only the id is known. */
  readonly type: Omit<TaskIdentity, "params"> | null;
  remove(): Promise<void>;
}

/**
 * Takes outputs back and says so, so that they are computed anew.
 * @returns ids of tasks whose output was taken back, the first one's first
 * @throws TaskError `task_held` while one of them is computed; nothing was taken back then
 */
export async function takeBack(target: Target, { cascade = false, reason, environment }: TakeBackOptions): Promise<string[]> {
  const { ledger } = environment;
  await refuseRunning(target.id, target.type, ledger);
  const behind = cascade ? await dependentsOf(target.id, (await readCatalog(environment)).entries, environment) : [];
  for (const { id, marker } of behind) await refuseRunning(id, marker.task, ledger);
  // What needs it goes first: cut off in the middle, nothing is left that was made of something that is gone.
  for (const entry of behind.toReversed()) await removeEntry(entry);
  await target.remove();
  const ids = [target.id, ...behind.map(({ id }) => id)];
  const at = new Date().toISOString();
  const data = reason === undefined ? {} : { data: { reason } };
  await ledger.record(ids.map((task) => ({ type: "invalidated" as const, task, at, key: crypto.randomUUID(), ...data })));
  await ledger.flush();
  return ids;
}
