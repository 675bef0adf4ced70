import { nameOf, TaskError } from "../errors.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { AnyTask } from "../types.ts";

/** First and longest pause between looks at a task that somebody else computes, in ms. */
export const PAUSE_MS = 50;
export const PAUSE_MAX_MS = 2_000;

/** A build's wait for a task that somebody else computes. */
export interface Wait {
  /** By the monotonic clock, in ms. */
  since: number;
  pauseMs: number;
  /** Of the computation that is waited for. */
  attempt: number | null;
  timer: ReturnType<typeof setTimeout> | null;
}

/** The failure of the attempt that was waited for, as an error of whoever waited; null when it did not fail. */
export async function failureElsewhere(task: AnyTask, attempt: number | null, ledger: Ledger): Promise<TaskError | null> {
  if (attempt === null) return null;
  const events = await ledger.history(task.id);
  const failed = events.findLast((event) => event.type === "failed" && event.attempt === attempt);
  if (!failed) return null;
  const where = failed.host ? ` on ${failed.host} (pid ${failed.pid})` : "";
  return new TaskError({
    code: "task_failed",
    task,
    detail: `${nameOf(task)} failed${where} while this build waited for it: ${failed.error?.message ?? "no message"}`,
  });
}

export const waitedTooLong = (task: AnyTask, waitMs: number): TaskError =>
  new TaskError({
    code: "wait_timed_out",
    task,
    detail: `${nameOf(task)} is computed elsewhere, and was not complete after ${Math.round(waitMs / 1_000)} s.`,
    hint: "Look at its attempts (`cairn task show`), or wait longer: build(…, { waitMs }).",
  });
