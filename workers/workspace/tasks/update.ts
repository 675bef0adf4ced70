import type { EventData, TaskDetail, UpdateTask } from "@cairn/sdk/schema";
import type { VerbInput } from "../context.ts";
import { EVENT_FIELDS_MAX } from "../limits.ts";
import { mergeFields } from "../runs/fields.ts";
import { requireRoom } from "../space.ts";
import { changeTasks } from "./change.ts";
import { toDetail } from "./detail.ts";
import { replaceTags } from "./labels.ts";
import { readLivingTask, readTask, type TaskColumns } from "./store.ts";

/** Labels or tags a task. Tells nothing when it changes nothing. Throws `not_found`, `payload_too_large`, `limit_reached`. */
export function updateTask({ ctx, input }: VerbInput<{ task: string; patch: UpdateTask }>): TaskDetail {
  const { sql } = ctx;
  const row = readLivingTask(sql, input.task);
  requireRoom(sql);
  const { label, tags, remove_tags } = input.patch;
  const told: EventData<"task.updated"> = {};
  const { fields, set, dropped } = mergeFields(JSON.parse(row.tags), tags, remove_tags);
  if (label !== undefined && label !== row.label) told.label = label;
  if (set.length > 0) told.tags = set.slice(0, EVENT_FIELDS_MAX);
  if (dropped.length > 0) told.remove_tags = dropped.slice(0, EVENT_FIELDS_MAX);
  if (Object.keys(told).length === 0) return toDetail(sql, row);
  changeTasks(ctx, (changes) => {
    const columns: Partial<TaskColumns> = {};
    if (told.label !== undefined) columns.label = told.label;
    if (set.length > 0 || dropped.length > 0) columns.tags = replaceTags(sql, row, fields as Record<string, string>);
    changes.set(row, columns);
    changes.emit({ type: "task.updated", subject: { type: "task", id: row.id }, data: told });
  });
  return toDetail(sql, readTask(sql, row.id));
}
