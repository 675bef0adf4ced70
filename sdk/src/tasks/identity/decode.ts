import type { AnyTask, Json } from "../types.ts";
import { ARRAYS, badParameter } from "./canonical.ts";

/**
 * The value of a hashed form.
 * @param taskOf finds tasks by id; null when it knows none
 * @throws ValidationError for a form that is none, and for a task that is not found
 */
export function decodeValue(form: Json, path: string, taskOf: (id: string) => AnyTask | null): unknown {
  const inner = (one: Json, at: string): unknown => decodeValue(one, `${path}${at}`, taskOf);
  if (typeof form !== "object" || form === null) return form;
  if (Array.isArray(form)) return form.map((one, i) => inner(one, `[${i}]`));
  const names = Object.keys(form);
  const [name] = names;
  if (names.length === 1 && name !== undefined && name.startsWith("$") && !name.startsWith("$$")) {
    return tagged(name, form[name] as Json, path, taskOf);
  }
  const made: { [member: string]: unknown } = {};
  for (const [member, one] of Object.entries(form)) {
    const plain = member.startsWith("$$") ? member.slice(1) : member;
    Object.defineProperty(made, plain, { value: inner(one, `.${plain}`), enumerable: true, configurable: true, writable: true });
  }
  return made;
}

function tagged(tag: string, said: Json, path: string, taskOf: (id: string) => AnyTask | null): unknown {
  const inner = (one: Json, at: string): unknown => decodeValue(one, `${path}${at}`, taskOf);
  if (tag === "$task" && typeof said === "string") {
    const task = taskOf(said);
    if (!task) throw badParameter(path, "unknown_task", `names task ${said.slice(0, 12)}, which was not found`);
    return task;
  }
  if (tag === "$date" && typeof said === "string") return new Date(said);
  if (tag === "$bigint" && typeof said === "string") return BigInt(said);
  if (tag === "$number" && typeof said === "string") return Number(said);
  if (tag === "$url" && typeof said === "string") return new URL(said);
  if (tag === "$bytes" && typeof said === "string") return bytesOf(said);
  if (tag === "$set" && Array.isArray(said)) return new Set(said.map((one, i) => inner(one, `{${i}}`)));
  if (tag === "$map" && Array.isArray(said)) {
    return new Map(said.map((pair, i) => (pair as Json[]).map((one, part) => inner(one, `{${i}}.${part}`)) as [unknown, unknown]));
  }
  if (tag === "$array" && typeof said === "object" && said !== null && !Array.isArray(said)) {
    const make = ARRAYS.get(String(said.dtype));
    if (make && typeof said.data === "string") return make(bytesOf(said.data).buffer);
  }
  throw badParameter(path, "unknown_form", `has the form ${tag}, which this version does not know`);
}

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(base64), (unit) => unit.charCodeAt(0));
