import { parseTaskQuery, type TaskCondition, TaskQueryError } from "../../schema/task-query.ts";
import { usage } from "../failure.ts";
import { type TaskRow, typeOf } from "./view.ts";

type Value = string | number | null;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** Values of a field of a task, as the API's search knows them: `status`, `type`, `params.model.depth`, `output.size_bytes`. */
function fieldOf(row: TaskRow, field: string): Value {
  if (field === "status") return row.result;
  if (field === "attempt.status") return row.attempt_status;
  if (field.startsWith("tag.")) return row.tags?.[field.slice("tag.".length)] ?? null;
  if (field === "type") return typeOf(row).replace(/@[^@]*$/, "");
  let at: unknown = row;
  for (const part of field.split(".")) {
    if (isObject(at) && "$task" in at) at = at.$task;
    at = isObject(at) && Object.hasOwn(at, part) ? at[part] : null;
  }
  if (isObject(at)) at = Object.keys(at).length === 1 ? Object.values(at)[0] : null;
  return typeof at === "number" || typeof at === "string" ? at : typeof at === "boolean" ? String(at) : null;
}

function fits(row: TaskRow, { field, operator, value }: TaskCondition): boolean {
  if (field === "text") return [typeOf(row), row.id, row.label ?? ""].some((text) => text.toLowerCase().includes(value.toLowerCase()));
  const found = fieldOf(row, field);
  if (operator === "!=") return found === null || String(found) !== value;
  if (found === null) return false;
  if (operator === "~") return String(found).toLowerCase().includes(value.toLowerCase());
  if (operator === "^") return String(found).startsWith(value);
  const number = Number(value);
  const order =
    typeof found === "number" && !Number.isNaN(number) ? found - number : String(found) < value ? -1 : String(found) > value ? 1 : 0;
  return { "=": order === 0, "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0 }[operator];
}

/** Tasks that a search finds, in the order asked for: newest first unless told otherwise. @throws Failure for a search that cannot be read */
export function search(rows: readonly TaskRow[], q: string | undefined, sort: string | undefined): TaskRow[] {
  let conditions: TaskCondition[];
  try {
    conditions = parseTaskQuery(q ?? "");
  } catch (error) {
    if (!(error instanceof TaskQueryError)) throw error;
    throw usage(`The search cannot be read: ${error.message}.`, undefined, [q ?? "", `${" ".repeat(error.position)}^`]);
  }
  const isDescending = sort === undefined || sort.startsWith("-");
  const field = (sort ?? "finished_at").replace(/^-/, "");
  const compare = (a: Value, b: Value): number => {
    if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
    return typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
  };
  return rows
    .filter((row) => conditions.every((condition) => fits(row, condition)))
    .sort((a, b) => (isDescending ? -1 : 1) * compare(fieldOf(a, field), fieldOf(b, field)) || (a.id < b.id ? -1 : 1));
}
