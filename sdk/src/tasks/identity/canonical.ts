import { canonicalJson } from "../../audit/canonical.ts";
import { TaskParameterError } from "../errors.ts";
import type { AnyTask, Json } from "../types.ts";

/** Deepest nesting of a parameter. */
const DEPTH_MAX = 64;

/** Newer than some runtimes that this runs in. */
const { Float16Array } = globalThis as { Float16Array?: unknown };

const DTYPES = new Map<unknown, string>([
  [Int8Array, "int8"],
  [Uint8ClampedArray, "uint8c"],
  [Int16Array, "int16"],
  [Uint16Array, "uint16"],
  [Int32Array, "int32"],
  [Uint32Array, "uint32"],
  [Float32Array, "float32"],
  [Float64Array, "float64"],
  [BigInt64Array, "int64"],
  [BigUint64Array, "uint64"],
  ...(Float16Array ? [[Float16Array, "float16"] as const] : []),
]);

/** Classes of typed arrays that can be part of a task. */
export const ARRAY_CLASSES: readonly unknown[] = [Uint8Array, ...DTYPES.keys()];

/** Typed arrays by the name of their elements. */
export const ARRAYS: ReadonlyMap<string, (buffer: ArrayBuffer) => unknown> = new Map(
  [...DTYPES].map(([array, dtype]) => [dtype, (buffer: ArrayBuffer) => new (array as Float32ArrayConstructor)(buffer)]),
);

/** Marks values that are tasks. Shared by all copies of this module in a program. */
export const TASK: unique symbol = Symbol.for("cairn.task") as never;

export const isTask = (value: unknown): value is AnyTask => typeof value === "object" && value !== null && TASK in value;

/** An error about one parameter. */
export const badParameter = (field: string, rule: string, message: string): TaskParameterError =>
  new TaskParameterError({ field, rule, message });

/** Stands for a parameter that has no value yet; see `required`. */
export const REQUIRED: unique symbol = Symbol.for("cairn.required") as never;

/** A step from a value to one of its members, as it is written in code: `.depth`, `[2]`, `["odd name"]`. */
export const step = (member: PropertyKey): string => {
  if (typeof member === "number") return `[${member}]`;
  return /^[A-Za-z_$][\w$]*$/.test(String(member)) ? `.${String(member)}` : `[${JSON.stringify(String(member))}]`;
};

export const base64Of = (bytes: Uint8Array): string => {
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
};

/** Order of UTF-16 units, as RFC 8785 wants it. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * A parameter's value in its hashed form: JSON, with an object of one member that begins with `$` for what JSON cannot say (docs/tasks.md).
 * Equal values have equal forms: members without a value are left out, sets and maps are sorted, -0 is 0.
 *
 * @param path names the value in errors, e.g. `params.model.depth`
 * @param onTask is told of each task in it
 * @throws TaskParameterError for what has no such form: functions, symbols, instances of classes, invalid dates, lone surrogates, circles
 */
export function canonicalValue(value: unknown, path: string, onTask: (task: AnyTask) => void, depth = 0): Json {
  switch (typeof value) {
    case "string":
      if (!value.isWellFormed()) throw badParameter(path, "lone_surrogate", "holds half of a character (a lone surrogate)");
      return value;
    case "boolean":
      return value;
    case "number":
      if (Number.isFinite(value)) return value === 0 ? 0 : value;
      return { $number: String(value) };
    case "bigint":
      return { $bigint: String(value) };
    case "object":
      return value === null ? null : canonicalObject(value, path, onTask, depth);
    default:
      if (value === REQUIRED) throw badParameter(path, "required", "is still required: give it a value before the task is made");
      if (value === undefined) throw badParameter(path, "undefined", "is undefined; null can stand for nothing");
      throw badParameter(path, "unserializable", `is a ${typeof value}, which cannot be part of a task`);
  }
}

/** Whether a value is an object of plain members, as a literal makes it. */
export function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function canonicalObject(value: object, path: string, onTask: (task: AnyTask) => void, depth: number): Json {
  if (depth > DEPTH_MAX) throw badParameter(path, "too_deep", `lies deeper than ${DEPTH_MAX} levels, or is part of itself`);
  const inner = (one: unknown, at: string): Json => canonicalValue(one, `${path}${at}`, onTask, depth + 1);
  if (isTask(value)) {
    onTask(value);
    return { $task: value.id };
  }
  if (Array.isArray(value)) {
    return Array.from(value, (one: unknown, i) => {
      if (one === undefined) throw badParameter(`${path}[${i}]`, "undefined", "is undefined; null can stand for a missing element");
      return inner(one, `[${i}]`);
    });
  }
  if (isPlainObject(value)) {
    const made: { [member: string]: Json } = {};
    for (const [name, member] of Object.entries(value)) {
      if (member === undefined) continue;
      if (!name.isWellFormed()) throw badParameter(path, "lone_surrogate", "has a member whose name holds half of a character");
      define(made, name.startsWith("$") ? `$${name}` : name, inner(member, step(name)));
    }
    return made;
  }
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw badParameter(path, "invalid_date", "is an invalid date");
    return { $date: value.toISOString() };
  }
  if (value instanceof Set) {
    const all = [...value].map((one, i) => inner(one, `{${i}}`)).map((one) => [canonicalText(one), one] as const);
    return { $set: all.sort(([a], [b]) => compareText(a, b)).map(([, one]) => one) };
  }
  if (value instanceof Map) {
    const all = [...value].map(([key, one], i) => [inner(key, `{${i}}.key`), inner(one, `{${i}}.value`)] as const);
    const sorted = all.map(([key, one]) => [canonicalText(key), key, one] as const).sort(([a], [b]) => compareText(a, b));
    return { $map: sorted.map(([, key, one]) => [key, one]) };
  }
  if (value instanceof ArrayBuffer) return { $bytes: base64Of(new Uint8Array(value)) };
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    // Buffer is Node's Uint8Array.
    if (value instanceof Uint8Array) return { $bytes: base64Of(bytes) };
    const dtype = DTYPES.get(value.constructor);
    if (dtype) return { $array: { dtype, shape: [(value as Float32Array).length], data: base64Of(bytes) } };
  }
  if (value instanceof URL) return { $url: value.href };
  const kind = (value as { constructor?: { name?: string } }).constructor?.name ?? "an object";
  throw badParameter(
    path,
    "unserializable",
    `is an instance of ${kind}, which cannot be part of a task; give its values as a plain object`,
  );
}

/** Sets a member, whatever its name: `__proto__` is one like others. */
export function define(object: { [member: string]: Json }, name: string, value: Json): void {
  if (name === "__proto__") Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  else object[name] = value;
}

/** RFC 8785: members sorted by UTF-16 units, no white space, numbers and texts as ECMAScript writes them. */
export const canonicalText: (value: Json) => string = canonicalJson;
