import { SELECT_TASK, type TaskRow } from "./store.ts";

/** A rule as SQL about `tasks` and `task_types`. */
export interface GcRule {
  name: "older_than" | "failed" | "orphaned" | "unreferenced";
  sql: string;
  values: SqlStorageValue[];
}

interface Asked {
  /** Unix ms: nothing happened since. */
  olderThan?: number | undefined;
  failed?: true | undefined;
  orphaned?: true | undefined;
  unreferenced?: true | undefined;
}

export function rulesOf({ olderThan, failed, orphaned, unreferenced }: Asked): GcRule[] {
  const rules: GcRule[] = [];
  if (olderThan !== undefined)
    rules.push({ name: "older_than", sql: "max(tasks.updated_at, coalesce(tasks.finished_at, 0)) <= ?", values: [olderThan] });
  if (failed) rules.push({ name: "failed", sql: "tasks.result = 'failed'", values: [] });
  if (orphaned)
    rules.push({
      name: "orphaned",
      sql: "task_types.is_declared = 0 AND EXISTS (SELECT 1 FROM task_settings WHERE declared_at IS NOT NULL)",
      values: [],
    });
  if (unreferenced)
    rules.push({
      name: "unreferenced",
      sql: `NOT EXISTS (SELECT 1 FROM task_edges JOIN tasks AS other ON other.number = task
          WHERE dependency = tasks.number AND other.deleted_at IS NULL)
        AND NOT EXISTS (SELECT 1 FROM build_roots WHERE task_id = tasks.id)`,
      values: [],
    });
  return rules;
}

export interface GcQuestion {
  rules: readonly GcRule[];
  match: "any" | "all";
  /** Only tasks in it and below; null: all. */
  namespace: string | null;
}

const selected = ({ rules, match, namespace }: GcQuestion): { sql: string; values: SqlStorageValue[] } => ({
  sql: `WHERE tasks.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM task_leases WHERE task = tasks.number)
    AND coalesce(tasks.attempt_status, '') NOT IN ('running', 'suspended')
    AND (? IS NULL OR namespace = ? OR namespace >= ? || '.' AND namespace < ? || '/')
    AND (${rules.map((rule) => `(${rule.sql})`).join(match === "any" ? " OR " : " AND ")})`,
  values: [namespace, namespace, namespace, namespace, ...rules.flatMap(({ values }) => values)],
});

/** How many tasks are selected, and what their outputs take. */
export function countSelected(sql: SqlStorage, question: GcQuestion): { tasks: number; size_bytes: number } {
  const { sql: where, values } = selected(question);
  return sql
    .exec<{ tasks: number; size_bytes: number }>(
      `SELECT count(*) AS tasks, total(size_bytes_of) AS size_bytes FROM
         (SELECT tasks.size_bytes AS size_bytes_of FROM tasks JOIN task_types ON task_types.id = type_id ${where})`,
      ...values,
    )
    .one();
}

/** Selected tasks, oldest first, each with the names of the rules that select it. */
export function readSelected(sql: SqlStorage, question: GcQuestion, limit: number): (TaskRow & { selected_by: string })[] {
  const { sql: where, values } = selected(question);
  const by = question.rules.map((rule) => `iif(${rule.sql}, '${rule.name} ', '')`).join(" || ");
  const query = SELECT_TASK.replace("tasks.*", `tasks.*, trim(${by}) AS selected_by`);
  return sql
    .exec<TaskRow & { selected_by: string }>(
      `${query} ${where} ORDER BY tasks.number LIMIT ?`,
      ...question.rules.flatMap((rule) => rule.values),
      ...values,
      limit,
    )
    .toArray();
}
