import { TaskParameterError } from "../errors.ts";
import type { AnyTask, Json } from "../types.ts";
import { ARRAYS, badParameter, step } from "./canonical.ts";

/**
 * The value of a hashed form.
 * @param taskOf finds tasks by id; null when it knows none
 * @throws TaskParameterError for a form that is none, and for a task that is not found
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
    Object.defineProperty(made, plain, { value: inner(one, step(plain)), enumerable: true, configurable: true, writable: true });
  }
  return made;
}

function tagged(tag: string, said: Json, path: string, taskOf: (id: string) => AnyTask | null): unknown {
  const inner = (one: Json, at: string): unknown => decodeValue(one, `${path}${at}`, taskOf);
  const broken = () => badParameter(path, "unknown_form", `has the form ${tag} with a content that this version does not know`);
  try {
    if (typeof said === "string") return ofText(tag, said, path, taskOf) ?? refuse(broken());
    if (tag === "$set" && Array.isArray(said)) return new Set(said.map((one, i) => inner(one, `{${i}}`)));
    if (tag === "$map" && Array.isArray(said) && said.every((pair) => Array.isArray(pair) && pair.length === 2)) {
      return new Map((said as [Json, Json][]).map(([key, one], i) => [inner(key, `{${i}}.key`), inner(one, `{${i}}.value`)]));
    }
    if (tag === "$array" && typeof said === "object" && said !== null && !Array.isArray(said)) {
      const make = ARRAYS.get(String(said.dtype));
      if (make && typeof said.data === "string") return make(bytesOf(said.data).buffer);
    }
  } catch (error) {
    throw error instanceof TaskParameterError ? error : broken();
  }
  throw broken();
}

function ofText(tag: string, text: string, path: string, taskOf: (id: string) => AnyTask | null): unknown {
  switch (tag) {
    case "$task":
      return taskOf(text) ?? refuse(badParameter(path, "unknown_task", `names task ${text.slice(0, 12)}, which was not found`));
    case "$date": {
      const date = new Date(text);
      return Number.isNaN(date.getTime()) ? null : date;
    }
    case "$bigint":
      return /^-?\d+$/.test(text) ? BigInt(text) : null;
    case "$number":
      return ["NaN", "Infinity", "-Infinity"].includes(text) ? Number(text) : null;
    case "$url":
      return new URL(text);
    case "$bytes":
      return bytesOf(text);
    default:
      return null;
  }
}

function refuse(error: Error): never {
  throw error;
}

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(base64), (unit) => unit.charCodeAt(0));
