import type { Json, Serializer } from "../../types.ts";
import { textOf, utf8 } from "../bytes.ts";
import { invalid } from "../errors.ts";

/**
 * A value as JSON. What JSON cannot say (NaN, Date, Map, bigint, a hole in an array …) is refused with its path when it is written, so that
 * what is read is what was saved. `undefined` members are left out and -0 becomes 0.
 */
export function json<T = Json>(): Serializer<T> {
  return {
    name: "json",
    extension: "json",
    mediaType: "application/json",
    write: (value) => utf8(jsonText(value)),
    read: (bytes) => JSON.parse(textOf(bytes)) as T,
  };
}

/** Items as JSON, one a line. Each line ends with a line feed; reading takes also a last one without. */
export function jsonl<T = Json>(): Serializer<T[]> {
  return {
    name: "jsonl",
    extension: "jsonl",
    mediaType: "application/jsonl",
    write(items) {
      if (!Array.isArray(items)) throw invalid("output", "type", "must be an array of items");
      return utf8(items.map((item, i) => `${jsonText(item, `output[${i}]`)}\n`).join(""));
    },
    read(bytes) {
      const lines = textOf(bytes).split("\n");
      if (lines.at(-1) === "") lines.pop();
      return lines.map((line) => JSON.parse(line) as T);
    },
  };
}

/**
 * JSON text of a value that JSON can say.
 * @throws ValidationError that names the path of what it cannot
 */
function jsonText(value: unknown, path = "output"): string {
  checkJson(value, path);
  return JSON.stringify(value);
}

export function checkJson(value: unknown, path: string, above = new Set<object>()): void {
  if (value === null || typeof value === "boolean") return;
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw invalid(path, "unicode", "has half of a surrogate pair, which UTF-8 cannot hold");
    return;
  }
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw invalid(path, "finite", `is ${value}, which JSON cannot hold; use clone()`);
    return;
  }
  if (typeof value !== "object")
    throw invalid(path, "type", `is ${value === undefined ? "undefined" : `a ${typeof value}`}, which JSON cannot hold`);
  if (above.has(value)) throw invalid(path, "cycle", "contains itself; use clone()");
  above.add(value);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) checkJson(value[i], `${path}[${i}]`, above);
  } else {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && prototype !== Object.prototype) {
      throw invalid(
        path,
        "type",
        `is a ${value.constructor?.name ?? "class instance"}, which JSON cannot hold; use clone() or a serializer of its own`,
      );
    }
    if (typeof (value as { toJSON?: unknown }).toJSON === "function") throw invalid(path, "type", "has a toJSON function");
    for (const [key, member] of Object.entries(value)) {
      if (!key.isWellFormed()) throw invalid(path, "unicode", "has a key with half of a surrogate pair");
      if (member !== undefined) checkJson(member, `${path}.${key}`, above);
    }
  }
  above.delete(value);
}
