import type { InvalidateTasks, TasksInvalidated } from "@cairn/sdk/schema";
import { TASK_IDS_MAX } from "@cairn/sdk/schema";
import type { VerbInput } from "../context.ts";
import { limitReached } from "../space.ts";
import { changeTasks, type TaskChanges } from "./change.ts";
import { walk } from "./edge-store.ts";
import { INVALIDATED_MAX } from "./limits.ts";
import { readLivingTask, readTaskNumbers, type TaskRow } from "./store.ts";

/** Columns of a task that has nothing to load any more. */
export const NOTHING = { output: null, size_bytes: null, resources: null, wall_s: null, error: null, overridden: null } as const;

/**
 * Takes the success of a task back, and with `cascade` that of all that need it, directly or not: they are absent until they are computed
 * again. What was never a success stays as it is. Throws `not_found`, `limit_reached` for more than one transaction takes.
 */
export function invalidateTasks({ ctx, input }: VerbInput<{ task: string; how: InvalidateTasks }>): TasksInvalidated {
  const { sql } = ctx;
  const row = readLivingTask(sql, input.task);
  const { cascade, reason = null } = input.how;
  const numbers = cascade ? walk(sql, [row.number], "dependents", INVALIDATED_MAX + 1).map(({ number }) => number) : [];
  if (numbers.length > INVALIDATED_MAX) throw limitReached("invalidated_tasks", INVALIDATED_MAX);
  return changeTasks(ctx, (changes) => {
    const successful = readTaskNumbers(sql, [row.number, ...numbers])
      .toArray()
      .filter(({ result, deleted_at }) => deleted_at === null && (result === "success" || result === "failed"));
    for (const one of successful) takeBack(changes, one, { reason, ...(one.number !== row.number && { because: row.id }) });
    if (successful.length > 0) {
      const data = { namespace: row.namespace, name: row.name, label: row.label, count: successful.length, cascade, reason };
      changes.emit({ type: "task.invalidated", subject: { type: "task", id: row.id }, data });
    }
    return { tasks: successful.slice(0, TASK_IDS_MAX).map(({ id }) => id), count: successful.length };
  });
}

function takeBack(changes: TaskChanges, row: TaskRow, data: Record<string, unknown>): void {
  changes.set(row, {
    ...NOTHING,
    result: row.attempt_status === "running" || row.attempt_status === "suspended" ? "incomplete" : "absent",
  });
  changes.record(row, { type: "invalidated", data });
}
