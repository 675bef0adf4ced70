import type { z } from "zod";
import { ARRAY_CLASSES, badParameter, step } from "../identity/canonical.ts";

/** Kinds of schemas whose values can be no part of a task, with what to do instead. */
const REFUSED: Readonly<Record<string, string>> = {
  function: "a function; give what it depends on as plain values",
  promise: "a promise; give its value, or the task that computes it",
  symbol: "a symbol; a string can stand for it",
  void: "nothing; leave the parameter out",
  file: "a file; give its path, or its bytes as a Uint8Array",
};
/** Classes with a hashed form of their own. */
const CLASSES: ReadonlySet<unknown> = new Set<unknown>([...ARRAY_CLASSES, Date, Map, Set, URL]);

/**
 * Refuses a schema whose values cannot be part of a task.
 * @throws TaskParameterError that names the field
 */
export function checkSchema(schema: z.core.$ZodType, path = "params", seen: Set<object> = new Set()): void {
  if (seen.has(schema)) return;
  seen.add(schema);
  const refused = REFUSED[schema._zod.def.type];
  if (refused) throw badParameter(path, "unserializable", `is declared as ${refused}`);
  const { Class } = schema._zod.bag as { Class?: { readonly name: string } };
  if (Class === ArrayBuffer) throw badParameter(path, "unserializable", "is declared as an ArrayBuffer; declare a Uint8Array");
  if (Class && !CLASSES.has(Class)) {
    throw badParameter(path, "unserializable", `is declared as an instance of ${Class.name}; declare its values as a plain object`);
  }
  for (const [at, inner] of partsOf(schema)) checkSchema(inner, path + at, seen);
}

/** Members of a schema's definition that are schemas, with how a value gets there. */
const PARTS = [
  ["innerType", ""],
  ["element", "[]"],
  ["valueType", "{}"],
  ["keyType", "{}"],
  ["catchall", ".*"],
  ["rest", "[]"],
  ["in", ""],
  ["out", ""],
  ["left", ""],
  ["right", ""],
] as const;

/** Schemas inside a schema, with where they stand. */
export function partsOf(schema: z.core.$ZodType): [at: string, schema: z.core.$ZodType][] {
  const def = schema._zod.def as unknown as Record<string, unknown>;
  const parts: [string, unknown][] = PARTS.map(([name, at]) => [at, def[name]]);
  if (def.shape) for (const [name, inner] of Object.entries(def.shape)) parts.push([step(name), inner]);
  if (Array.isArray(def.options)) for (const inner of def.options) parts.push(["", inner]);
  if (Array.isArray(def.items)) for (const [i, inner] of def.items.entries()) parts.push([`[${i}]`, inner]);
  if (typeof def.getter === "function") parts.push(["", (def.getter as () => unknown)()]);
  return parts.filter((part): part is [string, z.core.$ZodType] => typeof part[1] === "object" && part[1] !== null && "_zod" in part[1]);
}
