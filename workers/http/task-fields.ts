import { type NewTask, TASK_FIELD_MAX, TASK_FIELD_TEXT_MAX, type TaskParams } from "@cairn/sdk/schema";
import type { Field } from "../workspace/tasks/fields-store.ts";

/** Fields of one task that a search finds it by. Ours: each is a row. */
const FIELDS_MAX = 200;
/** Elements of one list that a search knows. */
const ELEMENTS_MAX = 32;

/** Values that JSON has no word for stand as an object with one member, whose name begins with `$`. */
const TAGGED = new Set(["$date", "$bigint", "$number", "$url", "$task"]);

/**
 * What a search finds a task by: its parameters by path (`params.model.depth`; of lists each element, as `params.layers[]`), and its tags.
 * Bytes, arrays of numbers and maps are left out.
 */
export function fieldsOf({ params, tags }: Pick<NewTask, "params" | "tags">): Field[] {
  const fields: Field[] = [];
  collect("params", params, fields);
  for (const [key, value] of Object.entries(tags ?? {})) fields.push([`tag.${key}`, beginningOf(value)]);
  return fields;
}

/** The same of any value below a path. */
export function fieldsBelow(path: string, value: TaskParams): Field[] {
  const fields: Field[] = [];
  collect(path, value, fields);
  return fields;
}

function collect(path: string, value: TaskParams, fields: Field[]): void {
  if (fields.length >= FIELDS_MAX || path.length > TASK_FIELD_MAX) return;
  if (typeof value === "string") fields.push([path, beginningOf(value)]);
  else if (typeof value === "number") fields.push([path, value]);
  else if (value === null || typeof value === "boolean") fields.push([path, String(value)]);
  else if (Array.isArray(value)) for (const element of value.slice(0, ELEMENTS_MAX)) collect(`${path}[]`, element, fields);
  else collectObject(path, value, fields);
}

/** Of a text that a search knows only the beginning of, no more goes on its way. */
const beginningOf = (text: string): string => text.slice(0, TASK_FIELD_TEXT_MAX);

function collectObject(path: string, value: { [member: string]: TaskParams }, fields: Field[]): void {
  const tag = tagOf(value);
  if (tag === "$set") collect(path, value.$set as TaskParams, fields);
  else if (tag !== null && TAGGED.has(tag)) collect(path, value[tag] as TaskParams, fields);
  // A plain object's own name that begins with $ is written with one more.
  else if (tag === null)
    for (const [name, member] of Object.entries(value)) collect(`${path}.${name.replace(/^\$\$/, "$")}`, member, fields);
}

/** The tag of an object that stands for a value of another kind; null for a plain one. */
function tagOf(value: { [member: string]: TaskParams }): string | null {
  const names = Object.keys(value);
  const [name] = names;
  return names.length === 1 && name !== undefined && /^\$[^$]/.test(name) ? name : null;
}

/** Ids of the tasks that parameters hold. */
export function* tasksIn(params: TaskParams): Generator<string> {
  const open: TaskParams[] = [params];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== "object" || value === null) continue;
    if (!Array.isArray(value) && tagOf(value) === "$task" && typeof value.$task === "string") yield value.$task;
    else for (const inner of Object.values(value)) if (typeof inner === "object") open.push(inner);
  }
}
