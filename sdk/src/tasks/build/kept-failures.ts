import { nameOf, TaskError } from "../errors.ts";
import { attemptsOf, type Ledger, resultOf } from "../ledger/ledger.ts";
import type { AnyTask } from "../types.ts";
import type { Outcome } from "./outcome.ts";
import type { Runner } from "./runner.ts";

type Failed = Extract<Outcome, { status: "failed" }>;

/** The same runner, but what had failed before this build fails with that error again, without a new attempt. */
export function keepingFailures(runner: Runner): Runner {
  return {
    ...runner,
    async open(session) {
      const room = await runner.open(session);
      // As it was when this build first came to a task: its own failures do not count.
      const before = new Map<string, Failed | null>();
      return {
        async run(job) {
          const { id } = job.task;
          if (!before.has(id)) before.set(id, job.force ? null : await keptFailure(job.task, session.environment.ledger));
          return before.get(id) ?? room.run(job);
        },
        close: () => room.close(),
      };
    },
  };
}

/** The failure of a task's last attempt; null when that did not fail, or was taken back. */
async function keptFailure(task: AnyTask, ledger: Ledger): Promise<Failed | null> {
  const events = await ledger.history(task.id);
  const last = attemptsOf(events).at(-1);
  if (resultOf(events) !== "failed" || !last?.error) return null;
  const error = new TaskError({
    code: "task_failed",
    task,
    detail: `${nameOf(task)} failed in attempt ${last.number}, and this build does not try again: ${last.error.message}`,
    hint: last.error.hint ?? "Build it without retryFailed: false, or force it.",
  });
  return { status: "failed", attempt: last.number, failure: last.error, error };
}
