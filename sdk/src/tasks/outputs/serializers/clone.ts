import type { Json, Serializer } from "../../types.ts";
import { base64, fromBase64, textOf, utf8 } from "../bytes.ts";
import { invalid } from "../errors.ts";
import { DTYPES, dtypeOf, rawBytes } from "./typed-arrays.ts";

type Tagged = { [tag: string]: Json };

/** What `clone` files begin with, so that a later form can be told from this one. */
const FORMAT = 1;

/**
 * Whatever structured clone takes, but for DataView, Blob and the like: plain data, undefined, NaN, -0, bigint, Date, Map, Set, RegExp, URL,
 * ArrayBuffer, typed arrays, Error, and values that contain themselves or are shared. It is JSON with the tags that task parameters
 * have (docs/task-outputs.md), so that every runtime and every version reads it. Instances of other classes are refused with their path.
 */
export function clone<T = unknown>(): Serializer<T> {
  return {
    name: "clone",
    extension: "clone.json",
    mediaType: "application/json",
    write: (value) => utf8(JSON.stringify({ clone: FORMAT, value: new Writer(value).text(value, "output") })),
    read(bytes) {
      const file = JSON.parse(textOf(bytes)) as { clone?: unknown; value?: Json };
      if (file.clone !== FORMAT) throw new TypeError(`this version reads format ${FORMAT}, not ${JSON.stringify(file.clone)}`);
      return new Reader().value(file.value ?? null) as T;
    },
  };
}

class Writer {
  /** Objects that occur more than once, with the number that refers to them once they were written. */
  readonly #shared = new Map<object, number | null>();
  #count = 0;

  constructor(root: unknown) {
    const seen = new Set<object>();
    const waiting = [root];
    while (waiting.length > 0) {
      const value = waiting.pop();
      if (typeof value !== "object" || value === null) continue;
      if (seen.has(value)) {
        this.#shared.set(value, null);
        continue;
      }
      seen.add(value);
      if (value instanceof Map) for (const pair of value) waiting.push(...pair);
      else if (value instanceof Set) for (const one of value) waiting.push(one);
      else if (value instanceof Error) waiting.push(...errorParts(value).map(([, part]) => part));
      else if (Array.isArray(value) || isPlain(value)) for (const one of Object.values(value)) waiting.push(one);
    }
  }

  text(value: unknown, path: string): Json {
    switch (typeof value) {
      case "boolean":
        return value;
      case "string":
        if (!value.isWellFormed()) throw invalid(path, "unicode", "has half of a surrogate pair, which UTF-8 cannot hold");
        return value;
      case "number":
        return Number.isFinite(value) && !Object.is(value, -0) ? value : { $number: Object.is(value, -0) ? "-0" : String(value) };
      case "bigint":
        return { $bigint: String(value) };
      case "undefined":
        return { $undefined: true };
      case "object":
        return value === null ? null : this.#object(value, path);
      default:
        throw invalid(path, "type", `is a ${typeof value}, which cannot be saved`);
    }
  }

  #object(value: object, path: string): Json {
    const number = this.#shared.get(value);
    if (number === undefined) return this.#content(value, path);
    if (number !== null) return { $ref: number };
    const own = this.#count++;
    this.#shared.set(value, own);
    return { $def: [own, this.#content(value, path)] };
  }

  #content(value: object, path: string): Json {
    if (Array.isArray(value)) return Array.from(value, (one, i) => this.text(one, `${path}[${i}]`));
    if (isPlain(value)) return this.#members(Object.entries(value), path);
    if (value instanceof Date) return { $date: Number.isNaN(value.getTime()) ? null : value.toISOString() };
    if (value instanceof Map) {
      return { $map: Array.from(value, ([k, v], i) => [this.text(k, `${path}.keys[${i}]`), this.text(v, `${path}.get(${label(k)})`)]) };
    }
    if (value instanceof Set) return { $set: Array.from(value, (one, i) => this.text(one, `${path}.values[${i}]`)) };
    if (value instanceof RegExp) return { $regexp: [value.source, value.flags] };
    if (value instanceof URL) return { $url: value.href };
    if (value instanceof ArrayBuffer) return { $buffer: base64(new Uint8Array(value)) };
    if (value instanceof Error) return { $error: this.#members(errorParts(value), path) };
    const dtype = dtypeOf(value);
    if (dtype === "uint8") return { $bytes: base64(value as Uint8Array) };
    if (dtype) {
      const array = value as Int8Array;
      return { $array: { dtype, shape: [array.length], data: base64(rawBytes(array)) } };
    }
    throw invalid(
      path,
      "type",
      `is a ${value.constructor?.name || "class instance"}, which clone() cannot hold; use a serializer of its own`,
    );
  }

  #members(entries: [string, unknown][], path: string): Tagged {
    const members: [string, Json][] = entries.map(([key, value]) => {
      if (!key.isWellFormed()) throw invalid(path, "unicode", "has a key with half of a surrogate pair");
      return [key.startsWith("$") ? `$${key}` : key, this.text(value, `${path}.${key}`)];
    });
    return Object.fromEntries(members);
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

const label = (key: unknown): string => (typeof key === "string" || typeof key === "number" ? JSON.stringify(key) : typeof key);

function errorParts(error: Error): [string, unknown][] {
  const names = new Set(["name", "message", "stack", "cause", "errors", ...Object.keys(error)]);
  return [...names]
    .filter((name) => name === "name" || Object.hasOwn(error, name))
    .map((name) => [name, (error as unknown as Record<string, unknown>)[name]]);
}

const ERRORS: Record<string, ErrorConstructor> = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

class Reader {
  readonly #known = new Map<number, unknown>();

  /** `keep` is told of a value before what it contains is read, so that it can contain itself. */
  value(json: Json, keep: <V>(value: V) => V = (value) => value): unknown {
    if (typeof json !== "object" || json === null) return json;
    if (Array.isArray(json)) {
      const items: unknown[] = keep([]);
      for (const one of json) items.push(this.value(one));
      return items;
    }
    const keys = Object.keys(json);
    const tag = keys.length === 1 ? (keys[0] as string) : "";
    if (tag.startsWith("$") && !tag.startsWith("$$")) return this.#tagged(tag, json[tag] as Json, keep);
    return this.#members(json, keep({}));
  }

  #members<O extends object>(json: Tagged, into: O): O {
    for (const [key, one] of Object.entries(json)) {
      const value = this.value(one);
      // Assigning to __proto__ would change what the object is.
      Object.defineProperty(into, key.startsWith("$") ? key.slice(1) : key, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    }
    return into;
  }

  #tagged(tag: string, json: Json, keep: <V>(value: V) => V): unknown {
    switch (tag) {
      case "$undefined":
        return undefined;
      case "$number":
        return Number(json);
      case "$bigint":
        return BigInt(json as string);
      case "$date":
        return keep(new Date(json === null ? Number.NaN : (json as string)));
      case "$url":
        return keep(new URL(json as string));
      case "$regexp": {
        const [source, flags] = json as [string, string];
        return keep(new RegExp(source, flags));
      }
      case "$bytes":
        return keep(fromBase64(json as string));
      case "$buffer":
        return keep(fromBase64(json as string).buffer);
      case "$array": {
        const { dtype, data } = json as { dtype: string; data: string };
        const kind = DTYPES.get(dtype);
        if (!kind) throw new TypeError(`this runtime has no arrays of ${dtype}`);
        return keep(new kind(fromBase64(data).buffer));
      }
      case "$set": {
        const set = keep(new Set<unknown>());
        for (const one of json as Json[]) set.add(this.value(one));
        return set;
      }
      case "$map": {
        const map = keep(new Map<unknown, unknown>());
        for (const [key, value] of json as [Json, Json][]) map.set(this.value(key), this.value(value));
        return map;
      }
      case "$error":
        return this.#error(json as Tagged, keep);
      case "$def": {
        const [number, content] = json as [number, Json];
        return this.value(content, (value) => {
          this.#known.set(number, value);
          return value;
        });
      }
      case "$ref":
        if (!this.#known.has(json as number)) throw new TypeError(`nothing has the number ${String(json)}`);
        return this.#known.get(json as number);
      default:
        throw new TypeError(`the tag ${tag} is not known`);
    }
  }

  #error(json: Tagged, keep: <V>(value: V) => V): Error {
    const kind = ERRORS[String(json.name)] ?? Error;
    const error = keep(new kind(String(json.message ?? "")));
    for (const [key, one] of Object.entries(json)) {
      const name = key.startsWith("$") ? key.slice(1) : key;
      const isOwn = !["name", "message", "stack", "cause", "errors"].includes(name);
      if (name === "name" && one === error.name) continue;
      Object.defineProperty(error, name, { value: this.value(one), writable: true, enumerable: isOwn, configurable: true });
    }
    return error;
  }
}
