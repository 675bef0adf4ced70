import { TaskError, typeNameOf } from "../errors.ts";
import type { AnyTask, TaskIdentity } from "../types.ts";
import { attemptsOf, type Ledger } from "./ledger.ts";

/** Whether the last attempt of a task runs, and its owner lives. */
export async function isRunning(id: string, ledger: Ledger): Promise<boolean> {
  const { status } = attemptsOf(await ledger.history(id)).at(-1) ?? {};
  if (status !== "running" && status !== "suspended") return false;
  // Of a claim only the id is asked.
  const claim = await ledger.claim({ id } as AnyTask, { force: true });
  if (claim.outcome === "acquired") await claim.lease.release();
  return claim.outcome !== "acquired";
}

/** @throws TaskError `task_held` while a task is computed */
export async function refuseRunning(id: string, type: Omit<TaskIdentity, "params"> | null, ledger: Ledger): Promise<void> {
  if (!(await isRunning(id, ledger))) return;
  const name = type ? `${typeNameOf(type)} (${id.slice(0, 8)})` : `Task ${id.slice(0, 8)}`;
  throw new TaskError({ code: "task_held", task: { id }, detail: `${name} is being computed.`, hint: "Cancel its build first, or wait." });
}
