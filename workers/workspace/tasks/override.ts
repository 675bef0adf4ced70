import type { OverrideTask, TaskDetail, TaskResult } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";
import { Fault } from "../../shared/errors.ts";
import type { VerbInput } from "../context.ts";
import { findOpenAttempt, outputColumns } from "./attempts.ts";
import { changeTasks } from "./change.ts";
import { toDetail } from "./detail.ts";
import { NOTHING } from "./invalidate.ts";
import { readLivingTask, readTask, type TaskColumns } from "./store.ts";

/** Sets the result of a task by hand, and keeps who did it and why. Throws `not_found`, `illegal_transition` while it is computed. */
export function overrideTask({ ctx, input }: VerbInput<{ task: string; override: OverrideTask }>): TaskDetail {
  const { sql } = ctx;
  const row = readLivingTask(sql, input.task);
  const { result, reason, output } = input.override;
  const open = findOpenAttempt(sql, row);
  if (open) throw new Fault("illegal_transition", `Task ${row.id} (${row.name}) is ${open.status}: its attempt says how it ends.`);
  const from = row.result as TaskResult;
  changeTasks(ctx, (changes) => {
    const { type, id, name } = ctx.actor;
    const columns: Partial<TaskColumns> = {
      ...(result === "success" ? {} : { ...NOTHING, taken_back: 1 as const }),
      ...(output && result === "success" && outputColumns(output)),
      ...{ result, overridden: JSON.stringify({ by: { type, id, name }, at: timestamp(changes.now), reason }) },
    };
    changes.set(row, columns);
    changes.record(row, { type: "overridden", data: { from, to: result, reason, ...(output && { output }) } });
    const data = { namespace: row.namespace, name: row.name, label: row.label, from, to: result, reason };
    changes.emit({ type: "task.overridden", subject: { type: "task", id: row.id }, data });
  });
  return toDetail(sql, readTask(sql, row.id));
}
