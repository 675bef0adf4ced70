import { z } from "zod";

type Schema = z.core.JSONSchema.BaseSchema;

/** Compared once per pair of schemas. */
const known = new WeakMap<z.core.$ZodType, WeakMap<z.core.$ZodType, string | null>>();

/**
 * Why an output cannot be what is wanted of it, by what the two schemas say; null when nothing speaks against it. A heuristic: it finds
 * another kind of value, a member that is missing and elements of another kind, and lets pass what JSON Schema cannot say.
 *
 * @example mismatch(z.string(), z.number()) // "it is string, not number"
 */
export function mismatch(given: z.core.$ZodType, wanted: z.core.$ZodType): string | null {
  if (given === wanted) return null;
  const before = known.get(given)?.get(wanted);
  if (before !== undefined) return before;
  const found = compare("it", schemaOf(given), schemaOf(wanted));
  known.set(given, (known.get(given) ?? new WeakMap()).set(wanted, found));
  return found;
}

function schemaOf(schema: z.core.$ZodType): Schema {
  return z.toJSONSchema(schema, {
    io: "output",
    unrepresentable: ({ zodSchema }) => {
      const { def, bag } = zodSchema._zod;
      const { Class } = bag as { Class?: { name: string } };
      const kind = Class?.name ?? def.type;
      return ["custom", "transform", "undefined", "void"].includes(kind) ? "any" : { type: kind as "object" };
    },
  }) as Schema;
}

const isPlain = (schema: Schema): boolean => !["$ref", "anyOf", "oneOf", "allOf", "not"].some((word) => word in schema);

/** All kinds that a schema allows; null when it does not say. */
function kinds(schema: Schema): Set<string> | null {
  const all = schema.anyOf ?? schema.oneOf;
  if (all) {
    const parts = all.map((one) => kinds(one as Schema));
    return parts.every((one) => one !== null) ? new Set(parts.flatMap((one) => [...one])) : null;
  }
  if ("$ref" in schema || "allOf" in schema || "not" in schema) return null;
  if ("const" in schema) return new Set([schema.const === null ? "null" : typeof schema.const]);
  if (typeof schema.type === "string") return new Set([schema.type === "integer" ? "number" : schema.type]);
  return null;
}

function compare(at: string, given: Schema, wanted: Schema): string | null {
  const [has, wants] = [kinds(given), kinds(wanted)];
  if (!has || !wants) return null;
  if ([...has].every((kind) => !wants.has(kind))) return `${at} is ${[...has].join(" or ")}, not ${[...wants].join(" or ")}`;
  if (!isPlain(given) || !isPlain(wanted)) return null;
  if (given.type === "array" && isSchema(given.items) && isSchema(wanted.items)) return compare(`${at}[]`, given.items, wanted.items);
  for (const name of wanted.type === "object" ? (wanted.required ?? []) : []) {
    const [mine, theirs] = [given.properties?.[name], wanted.properties?.[name]];
    const isOpen = isSchema(given.additionalProperties) || given.additionalProperties === true;
    if (mine === undefined && !isOpen && given.properties) return `${at}.${name} is missing`;
    const found = isSchema(mine) && isSchema(theirs) ? compare(`${at}.${name}`, mine, theirs) : null;
    if (found) return found;
  }
  return null;
}

const isSchema = (value: unknown): value is Schema => typeof value === "object" && value !== null && !Array.isArray(value);
