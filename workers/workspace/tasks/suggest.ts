import { AttemptStatus, TASK_OPERATORS, type TaskField, type TaskFields, TaskResult, type TaskValues } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import type { VerbInput } from "../context.ts";
import { BUILT_IN, isPath, MARK_NAMES } from "./conditions-store.ts";
import { findPath } from "./fields-store.ts";
import { readTaskStats } from "./stats.ts";
import { readLabels, readPaths, readTypeIds, readTypeValues, readValues } from "./suggest-store.ts";

export interface FieldsInput {
  /** `namespace.name`; null: of all types. */
  type: string | null;
  prefix: string;
  limit: number;
}

/** Fields that a search can name: those that every task has, then those of parameters, tags and reports. */
export function suggestFields({ ctx, input }: VerbInput<FieldsInput>): TaskFields {
  const { type, prefix, limit } = input;
  const builtIn = BUILT_IN.filter(({ field }) => field.startsWith(prefix)).map(
    ({ field, type, operators }): TaskField => ({ field, kind: "built-in", type, operators: [...operators] }),
  );
  const types = type === null ? null : readTypeIds(ctx.sql, type);
  const paths = readPaths(ctx.sql, types, prefix, Math.max(0, limit - builtIn.length)).map((field): TaskField => {
    const kind = field.startsWith("tag.") ? "tag" : "params";
    return { field, kind, type: kind === "tag" ? "text" : null, operators: [...TASK_OPERATORS] };
  });
  return { items: [...builtIn, ...paths].slice(0, limit) };
}

/** Values that a field has. Throws `invalid_request` for a field that has none to suggest. */
export function suggestValues({ ctx, input }: VerbInput<FieldsInput & { field: string }>): TaskValues {
  const { sql } = ctx;
  const { field, type, prefix, limit } = input;
  if (isPath(field)) {
    const path = findPath(sql, field);
    if (path === null) return { items: [], is_complete: true };
    const { items, isComplete } = readValues(sql, path, type === null ? null : readTypeIds(sql, type), prefix, limit);
    return { items, is_complete: isComplete };
  }
  if (field === "status" || field === "attempt.status") {
    const stats = readTaskStats({ ctx, input: null });
    const [options, counts] = field === "status" ? [TaskResult.options, stats.results] : [AttemptStatus.options, stats.attempts];
    const items = options.map((value) => ({ value, count: (counts as Record<string, number>)[value] ?? 0 }));
    return { items: items.filter(({ value }) => value.startsWith(prefix)), is_complete: true };
  }
  if (field === "is") {
    const items = MARK_NAMES.map((value) => ({ value, count: null })).filter(({ value }) => value.startsWith(prefix));
    return { items, is_complete: true };
  }
  if (field === "namespace" || field === "name" || field === "version" || field === "type")
    return cut(readTypeValues(sql, field, prefix, limit + 1), limit);
  if (field === "label") return cut(readLabels(sql, prefix, limit + 1), limit);
  const message = BUILT_IN.some((one) => one.field === field) ? `of “${field}” no values are suggested` : `there is no field “${field}”`;
  throw new Fault("invalid_request", `query.field: ${message}`, { errors: [{ path: "query.field", rule: "field", message }] });
}

const cut = (items: TaskValues["items"], limit: number): TaskValues => ({
  items: items.slice(0, limit),
  is_complete: items.length <= limit,
});
