import type { TaskEnvironment } from "../environment.ts";
import type { AnyTask } from "../types.ts";

const NONE: ReadonlySet<string> = new Set();

/** Ids of those of some tasks whose outputs were taken back elsewhere: what lies in the store does not count. */
export async function takenBackOf(tasks: readonly AnyTask[], { ledger }: TaskEnvironment): Promise<ReadonlySet<string>> {
  if (tasks.length === 0 || !ledger.takenBack) return NONE;
  return ledger.takenBack(tasks.map(({ id }) => id));
}
