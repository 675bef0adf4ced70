import { Fault } from "../../shared/errors.ts";
import { changedKeys } from "../runs/fields.ts";
import type { TaskChanges } from "./change.ts";
import { type Field, FieldWriter } from "./fields-store.ts";
import { TASK_TAGS_MAX_CHARS } from "./limits.ts";
import type { TaskColumns, TaskRow } from "./store.ts";

/** Fields by which a task is found by its tags. */
export const tagFields = (tags: Record<string, string>): Field[] => Object.entries(tags).map(([key, value]) => [`tag.${key}`, value]);

/** What is said of a task beside what it is. */
export interface Said {
  label: string | null;
  tags: Record<string, string> | null;
  module: string | null;
  schemaHash: string;
}

/** Keeps what is said anew of a task that is there: its label, more tags, where it is declared, and by which schema. */
export function applyLabels(sql: SqlStorage, changes: TaskChanges, row: TaskRow, said: Said): void {
  const columns: Partial<TaskColumns> = {};
  if (said.label !== null && said.label !== row.label) columns.label = said.label;
  if (said.module !== null && said.module !== row.module) columns.module = said.module;
  if (said.tags !== null) {
    const before: Record<string, string> = JSON.parse(row.tags);
    if (changedKeys(before, said.tags).length > 0) columns.tags = replaceTags(sql, row, { ...before, ...said.tags });
  }
  if (said.schemaHash !== row.schema_hash) {
    changes.counts.schema(row.type_id, row.schema_hash, -1);
    changes.counts.schema(row.type_id, said.schemaHash, 1);
    columns.schema_hash = said.schemaHash;
  }
  if (Object.keys(columns).length > 0) changes.set(row, columns);
}

/** Tags as they are stored. Throws `payload_too_large`. */
export function tagsText(tags: Record<string, string>): string {
  const text = JSON.stringify(tags);
  if (text.length <= TASK_TAGS_MAX_CHARS) return text;
  throw new Fault("payload_too_large", `tags: all tags of a task together may have at most ${TASK_TAGS_MAX_CHARS} characters as JSON`, {
    limit: { name: "task_tags", value: TASK_TAGS_MAX_CHARS },
  });
}

/** Makes a task found by other tags, and answers them as they are stored. Throws `payload_too_large`. */
export function replaceTags(sql: SqlStorage, row: TaskRow, tags: Record<string, string>): string {
  const text = tagsText(tags);
  const writer = new FieldWriter(sql);
  writer.remove(row.number, tagFields(JSON.parse(row.tags)));
  writer.add(row.number, row.type_id, tagFields(tags));
  writer.flush();
  return text;
}
