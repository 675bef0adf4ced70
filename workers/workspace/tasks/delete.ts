import type { TaskDetail } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";
import { Fault } from "../../shared/errors.ts";
import type { VerbInput } from "../context.ts";
import { findOpenAttempt, moveAttempt } from "./attempts.ts";
import { changeTasks, type TaskChanges } from "./change.ts";
import { toDetail } from "./detail.ts";
import { settleExpired } from "./expire.ts";
import { TASK_TRASH_MS } from "./limits.ts";
import { readLivingTask, readTask, type TaskRow } from "./store.ts";

/**
 * Moves a task to the trash, from where it can be taken back for 30 days; its output is the client's to remove. Throws `not_found`,
 * `illegal_transition` while it is computed.
 */
export function deleteTask({ ctx, input }: VerbInput<{ task: string }>): void {
  settleExpired(ctx);
  const row = readLivingTask(ctx.sql, input.task);
  const open = findOpenAttempt(ctx.sql, row);
  if (open && open.status !== "queued")
    throw new Fault(
      "illegal_transition",
      `Task ${row.id} (${row.name}) is ${open.status}, so it cannot be deleted: end its attempt first.`,
    );
  changeTasks(ctx, (changes) => {
    const purgeAt = moveToTrash(changes, row);
    const data = { namespace: row.namespace, name: row.name, label: row.label, purge_at: timestamp(purgeAt) };
    changes.emit({ type: "task.deleted", subject: { type: "task", id: row.id }, data });
  });
  ctx.wakeAt(ctx.clock.now() + TASK_TRASH_MS);
}

/** Moves a task that nobody computes to the trash, and answers until when it stays there. */
export function moveToTrash(changes: TaskChanges, row: TaskRow, data: Record<string, unknown> = {}): number {
  const queued = findOpenAttempt(changes.sql, row);
  if (queued?.status === "queued") moveAttempt(changes, row, queued, "cancelled", { at: changes.now });
  const purgeAt = changes.now + TASK_TRASH_MS;
  changes.set(row, { deleted_at: changes.now, purge_at: purgeAt });
  changes.counts.schema(row.type_id, row.schema_hash, -1);
  changes.record(row, { type: "deleted", ...(Object.keys(data).length > 0 && { data }) });
  return purgeAt;
}

/** Takes a task back out of the trash, with all that was known of it; one that is not there is left as it is. Throws `not_found`. */
export function restoreTask({ ctx, input }: VerbInput<{ task: string }>): TaskDetail {
  const row = readTask(ctx.sql, input.task);
  if (row.deleted_at !== null)
    changeTasks(ctx, (changes) => {
      changes.set(row, { deleted_at: null, purge_at: null });
      changes.counts.schema(row.type_id, row.schema_hash, 1);
      changes.record(row, { type: "restored" });
      const data = { namespace: row.namespace, name: row.name, label: row.label };
      changes.emit({ type: "task.restored", subject: { type: "task", id: row.id }, data });
    });
  return toDetail(ctx.sql, readTask(ctx.sql, row.id));
}
