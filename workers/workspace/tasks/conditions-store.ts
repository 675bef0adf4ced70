import { AttemptStatus, parseTaskQuery, type TaskCondition, TaskQueryError, TaskResult } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import { findPath, searchable } from "./fields-store.ts";
import { CONDITIONS_MAX } from "./limits.ts";

/** A condition as SQL about the row `tasks`. */
export interface Condition {
  sql: string;
  values: SqlStorageValue[];
  /** Numbers of the tasks that fulfil it, read from an index; null: there is none that would help. */
  numbers: { sql: string; values: SqlStorageValue[] } | null;
  /** Whether it asks for what may have been otherwise at another time. */
  changes: boolean;
}

type Kind = "text" | "number" | "time";

/** Columns of a task that can be asked for, beside those that have rules of their own. */
const COLUMNS: Record<string, { sql: string; kind: Kind; changes: boolean }> = {
  id: { sql: "tasks.id", kind: "text", changes: false },
  label: { sql: "tasks.label", kind: "text", changes: true },
  module: { sql: "tasks.module", kind: "text", changes: true },
  schema_hash: { sql: "tasks.schema_hash", kind: "text", changes: true },
  attempt: { sql: "tasks.attempt", kind: "number", changes: true },
  host: {
    sql: "(SELECT last.owner ->> 'host' FROM task_attempts AS last WHERE last.task = tasks.number AND last.number = tasks.attempt)",
    kind: "text",
    changes: true,
  },
  error: { sql: "tasks.error", kind: "text", changes: true },
  created_by: { sql: "(tasks.created_by ->> 'name')", kind: "text", changes: false },
  created_at: { sql: "tasks.created_at", kind: "time", changes: false },
  updated_at: { sql: "tasks.updated_at", kind: "time", changes: true },
  started_at: { sql: "tasks.started_at", kind: "time", changes: true },
  finished_at: { sql: "tasks.finished_at", kind: "time", changes: true },
  "output.size_bytes": { sql: "tasks.size_bytes", kind: "number", changes: true },
  "output.uri": { sql: "(tasks.output ->> 'uri')", kind: "text", changes: true },
  "output.serializer": { sql: "(tasks.output ->> 'serializer')", kind: "text", changes: true },
  "resources.wall_s": { sql: "tasks.wall_s", kind: "number", changes: true },
  "resources.peak_memory_bytes": { sql: "(tasks.resources ->> 'peak_memory_bytes')", kind: "number", changes: true },
};
/** What the manifest makes of a task: its type has other parameters now, or is gone. */
const MARKS: Record<string, string> = {
  stale: "tasks.schema_hash <> (SELECT declared.schema_hash FROM task_types AS declared WHERE declared.id = tasks.type_id)",
  orphan: `tasks.type_id IN (SELECT gone.id FROM task_types AS gone WHERE gone.is_declared = 0)
    AND EXISTS (SELECT 1 FROM task_settings WHERE declared_at IS NOT NULL)`,
};
export const MARK_NAMES: readonly string[] = Object.keys(MARKS);
/** Names of the type. */
const TYPE_COLUMNS: Record<string, string> = {
  namespace: "namespace",
  name: "name",
  version: "version",
  type: "trim(namespace || '.' || name, '.')",
};
const TEXT_OPERATORS = ["=", "!=", "<", "<=", ">", ">=", "~", "^"] as const;
const NUMBER_OPERATORS = ["=", "!=", "<", "<=", ">", ">="] as const;

/** Fields that every task has, with what they hold and how they compare; for suggestions. */
export const BUILT_IN: readonly { field: string; type: Kind; operators: readonly string[] }[] = [
  ...["status", "attempt.status", "is", "build"].map((field) => ({ field, type: "text" as const, operators: ["=", "!="] })),
  ...Object.keys(TYPE_COLUMNS).map((field) => ({ field, type: "text" as const, operators: TEXT_OPERATORS })),
  ...Object.entries(COLUMNS).map(([field, { kind }]) => ({
    field,
    type: kind,
    operators: kind === "text" ? TEXT_OPERATORS : NUMBER_OPERATORS,
  })),
];

/** Fields that are looked up by path. */
export const isPath = (field: string): boolean => /^(params|tag|asset)\../.test(field);

/** What a sort by a column orders by; null for a field that is none. */
export const sortColumn = (field: string): string | null => {
  if (field === "status") return "tasks.result";
  if (field === "attempt.status") return "tasks.attempt_status";
  return own(COLUMNS, field)?.sql ?? own(TYPE_COLUMNS, field);
};

/** What a table says of a name, and nothing of what every object has. */
const own = <T>(table: Record<string, T>, name: string): T | null => (Object.hasOwn(table, name) ? (table[name] as T) : null);

/** The fault of a search, with the place in its text. */
export function queryFault(message: string, position: number): Fault {
  return new Fault("invalid_request", `query.q: ${message}`, { errors: [{ path: "query.q", rule: "query", message, position }] });
}

/**
 * Reads a search, of the tasks as they are (null) or as they were at a time in Unix ms. Throws `invalid_request` with the position of what
 * is wrong.
 */
export function readConditions(sql: SqlStorage, q: string | null, asOf: number | null): Condition[] {
  if (q === null) return [];
  try {
    const conditions = parseTaskQuery(q);
    const beyond = conditions[CONDITIONS_MAX];
    if (beyond) throw queryFault(`may have ${CONDITIONS_MAX} conditions at most`, beyond.position);
    return conditions.map((condition) => {
      if (asOf !== null && condition.field === "status") return wasOneOf(condition, asOf);
      const compiled = compile(sql, condition);
      if (asOf === null || !compiled.changes) return compiled;
      throw queryFault(`“${condition.field}” cannot be asked of the past: Cairn knows it as it is now`, condition.position);
    });
  } catch (error) {
    if (error instanceof TaskQueryError) throw queryFault(error.message, error.position);
    throw error;
  }
}

function compile(sql: SqlStorage, condition: TaskCondition): Condition {
  const { field, position } = condition;
  if (field === "text") return anywhere(condition.value);
  if (field === "status") return oneOf(condition, "tasks.result", TaskResult.options);
  if (field === "attempt.status") return oneOf(condition, "tasks.attempt_status", AttemptStatus.options);
  if (field === "is") return isMarked(condition);
  if (field === "build") return ofBuild(condition);
  if (isPath(field)) return ofPath(sql, condition);
  const type = own(TYPE_COLUMNS, field);
  if (type !== null) return ofType(condition, type);
  const column = own(COLUMNS, field);
  if (!column) throw queryFault(`there is no field “${field}”; parameters begin with params., tags with tag.`, position);
  const { sql: expression, kind, changes } = column;
  const compared = compare(condition, expression, kind);
  const isIndexed = ["id", "label"].includes(field) && ["=", "^"].includes(condition.operator);
  const numbers = isIndexed ? { sql: `SELECT number FROM tasks WHERE ${compared.sql}`, values: compared.values } : null;
  return { ...compared, numbers, changes };
}

function compare(
  { operator, value, field, position }: TaskCondition,
  expression: string,
  kind: Kind,
): { sql: string; values: SqlStorageValue[] } {
  if (kind !== "text") {
    if (operator === "~" || operator === "^") throw queryFault(`“${field}” is no text, so ${operator} cannot compare it`, position);
    const number = kind === "time" ? Date.parse(value) : value.trim() === "" ? Number.NaN : Number(value);
    if (Number.isNaN(number)) throw queryFault(`“${value}” is no ${kind === "time" ? "time" : "number"}`, position);
    // A day stands for all of it.
    if (kind === "time" && operator === "=" && /^\d{4}-\d\d-\d\d$/.test(value))
      return { sql: `${expression} >= ? AND ${expression} < ?`, values: [number, number + 86_400_000] };
    return { sql: operator === "!=" ? `${expression} IS NOT ?` : `${expression} ${operator} ?`, values: [number] };
  }
  if (operator === "~") return { sql: `instr(lower(${expression}), lower(?)) > 0`, values: [value] };
  if (operator === "^") return { sql: `${expression} >= ? AND ${expression} < ?`, values: [value, after(value)] };
  return { sql: operator === "!=" ? `${expression} IS NOT ?` : `${expression} ${operator} ?`, values: [value] };
}

/** The least text that comes after all that begin with one. */
const after = (prefix: string): string => `${prefix}\u{10ffff}`;

function oneOf(condition: TaskCondition, column: string, options: readonly string[]): Condition {
  const { operator, value, field, position } = condition;
  if (operator !== "=" && operator !== "!=") throw queryFault(`“${field}” compares with = and != only`, position);
  if (!options.includes(value)) throw queryFault(`“${value}” is no ${field}: it is one of ${options.join(", ")}`, position);
  const sql = operator === "=" ? `${column} = ?` : `${column} IS NOT ?`;
  const numbers = operator === "=" ? { sql: `SELECT number FROM tasks WHERE ${sql}`, values: [value] } : null;
  return { sql, values: [value], numbers, changes: true };
}

function isMarked({ operator, value, position }: TaskCondition): Condition {
  if (operator !== "=" && operator !== "!=") throw queryFault("“is” compares with = and != only", position);
  const mark = MARKS[value];
  if (mark === undefined) throw queryFault(`“${value}” is nothing that a task is: it is one of ${MARK_NAMES.join(", ")}`, position);
  return { sql: operator === "=" ? `(${mark})` : `(${mark}) IS NOT 1`, values: [], numbers: null, changes: true };
}

/** The result at a time is that of the last event before it. */
function wasOneOf(condition: TaskCondition, asOf: number): Condition {
  const result = `coalesce((SELECT result FROM task_events WHERE task = tasks.number AND recorded_at <= ${asOf}
    ORDER BY sequence DESC LIMIT 1), 'absent')`;
  return { ...oneOf(condition, result, TaskResult.options), numbers: null, changes: false };
}

function ofBuild({ operator, value, position }: TaskCondition): Condition {
  if (operator !== "=" && operator !== "!=") throw queryFault("“build” compares with = and != only", position);
  const numbers = { sql: "SELECT task FROM build_tasks JOIN builds ON builds.number = build WHERE builds.id = ?", values: [value] };
  return {
    sql: `tasks.number ${operator === "=" ? "IN" : "NOT IN"} (${numbers.sql})`,
    values: [value],
    numbers: operator === "=" ? numbers : null,
    changes: true,
  };
}

function ofType(condition: TaskCondition, expression: string): Condition {
  const { sql, values } = compare(condition, expression, "text");
  const types = `SELECT task_types.id FROM task_types WHERE ${sql}`;
  const numbers = { sql: `SELECT number FROM tasks WHERE type_id IN (${types})`, values };
  return { sql: `tasks.type_id IN (${types})`, values, numbers, changes: false };
}

function ofPath(sql: SqlStorage, condition: TaskCondition): Condition {
  const { field, operator, value, position } = condition;
  const path = findPath(sql, field);
  const changes = !field.startsWith("params.");
  if (path === null)
    return {
      sql: operator === "!=" ? "1" : "0",
      values: [],
      numbers: operator === "!=" ? null : { sql: "SELECT 0 WHERE 0", values: [] },
      changes,
    };
  const { sql: fits, values } = compareValue(operator === "!=" ? "=" : operator, value, position);
  const numbers = { sql: `SELECT task FROM task_fields WHERE path = ? AND ${fits}`, values: [path, ...values] };
  if (operator === "=" || operator === "!=") {
    // One look at the key tells it.
    const exists = `EXISTS (SELECT 1 FROM task_fields WHERE path = ? AND ${fits} AND task = tasks.number)`;
    return {
      sql: operator === "=" ? exists : `NOT ${exists}`,
      values: numbers.values,
      numbers: operator === "=" ? numbers : null,
      changes,
    };
  }
  return { sql: `tasks.number IN (${numbers.sql})`, values: numbers.values, numbers, changes };
}

/** Values are numbers and texts; what a person types may be meant as either. Numbers sort before texts. */
function compareValue(operator: TaskCondition["operator"], typed: string, position: number): { sql: string; values: SqlStorageValue[] } {
  const text = searchable(typed) as string;
  const number = typed.trim() === "" ? Number.NaN : Number(typed);
  const isNumber = !Number.isNaN(number);
  if (operator === "=") return isNumber ? { sql: "value IN (?, ?)", values: [number, text] } : { sql: "value = ?", values: [text] };
  if (operator === "~") return { sql: "instr(lower(value), lower(?)) > 0", values: [text] };
  if (operator === "^") return { sql: "value >= ? AND value < ?", values: [text, after(text)] };
  if (text === "") throw queryFault(`${operator} needs something to compare with`, position);
  if (isNumber) return { sql: `value ${operator} ? AND value < ''`, values: [number] };
  return { sql: `value ${operator} ? AND value >= ''`, values: [text] };
}

function anywhere(word: string): Condition {
  const types = "SELECT task_types.id FROM task_types WHERE instr(lower(namespace || '.' || name), lower(?)) > 0";
  return {
    sql: `(tasks.type_id IN (${types}) OR instr(lower(tasks.label), lower(?)) > 0 OR (tasks.id >= ? AND tasks.id < ?))`,
    values: [word, word, word, after(word)],
    numbers: null,
    changes: true,
  };
}
