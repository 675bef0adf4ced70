import type { CollectTasks, TasksCollected } from "@cairn/sdk/schema";
import { SECOND_MS, timestamp } from "../../shared/clock.ts";
import type { VerbInput } from "../context.ts";
import { changeTasks } from "./change.ts";
import { moveToTrash } from "./delete.ts";
import { settleExpired } from "./expire.ts";
import { countSelected, type GcRule, readSelected, rulesOf } from "./gc-store.ts";
import { COLLECTED_MAX, TASK_TRASH_MS } from "./limits.ts";
import { parseOrNull, toRef } from "./rows.ts";

/**
 * Moves tasks that rules select to the trash, so many at once, or tells which it would. What is computed is never selected. Their outputs are the
 * client's to remove where Cairn does not hold them: the answer names them.
 */
export function collectTasks({ ctx, input }: VerbInput<CollectTasks>): TasksCollected {
  const { sql } = ctx;
  if (!input.dry_run) settleExpired(ctx);
  const now = ctx.clock.now();
  const age = input.rules.older_than_s;
  const rules = rulesOf({ ...input.rules, olderThan: age === undefined ? undefined : now - age * SECOND_MS });
  const question = { rules, match: input.match, namespace: input.namespace ?? null };
  const perRule = rules.map((rule) => ({ rule: rule.name, ...countSelected(sql, { ...question, rules: [rule] }) }));
  const all = countSelected(sql, question);
  const rows = readSelected(sql, question, COLLECTED_MAX);
  const items = rows.map(({ selected_by, ...row }) => ({
    ...toRef(row),
    uri: parseOrNull(row.output)?.uri ?? null,
    size_bytes: row.size_bytes ?? 0,
    rules: selected_by.split(" ").filter((name) => name !== "") as GcRule["name"][],
  }));
  if (!input.dry_run && rows.length > 0) {
    changeTasks(ctx, (changes) => {
      for (const row of rows) moveToTrash(changes, row, { because: row.selected_by });
      changes.emit({
        type: "task.collected",
        subject: { type: "workspace", id: ctx.workspaceId },
        data: {
          count: rows.length,
          size_bytes: items.reduce((sum, one) => sum + one.size_bytes, 0),
          rules: rules.map(({ name }) => name),
          purge_at: timestamp(now + TASK_TRASH_MS),
        },
      });
    });
    ctx.wakeAt(now + TASK_TRASH_MS);
  }
  return { dry_run: input.dry_run, rules: perRule, ...all, items, is_more: all.tasks > rows.length };
}
