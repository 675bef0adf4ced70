import { z } from "zod";
import { canonicalText } from "../identity/canonical.ts";
import { sha256Hex } from "../identity/hash.ts";
import type { Json } from "../types.ts";
import { fieldRules, wantedTask } from "./fields.ts";

type JsonSchema = z.core.JSONSchema.BaseSchema;
type Io = "input" | "output";

/** An object of one member, as tagged values are written. */
const tagged = (tag: string, content: JsonSchema, kind: string): JsonSchema => ({
  type: "object",
  properties: { [tag]: content },
  required: [tag],
  additionalProperties: false,
  "x-cairn": kind,
});

const qualified = ({ namespace, name }: { namespace: string; name: string }): string => (namespace ? `${namespace}.${name}` : name);

/**
 * JSON Schema (draft 2020-12) of parameters as they are written in a task, with tagged forms for what JSON cannot say. The member `x-cairn`
 * names what a tagged form is: `task vision.load`, `task`, `date`, `bytes` and so on.
 */
export function jsonSchemaOf(schema: z.ZodObject): { [member: string]: Json } {
  return converted(schema, "input", new Set(), () => {}) as { [member: string]: Json };
}

/**
 * SHA-256 of the JSON Schema of what counts for ids: equal where stored tasks are still good. Descriptions and defaults are left out, and so
 * are members that do not count, or did not when the task was stored.
 */
export function schemaHashOf(schema: z.ZodObject): string {
  const words = converted(schema, "output", new Set(), (one, made) => {
    for (const word of ["description", "title", "examples", "deprecated", "default", "id"]) delete made[word];
    const { type, shape } = one._zod.def as { type: string; shape?: Record<string, z.core.$ZodType> };
    if (type !== "object") return;
    for (const [name, field] of Object.entries(shape ?? {})) {
      const { isUnhashed, oldDefault } = fieldRules(name, field);
      if (!isUnhashed && oldDefault === undefined) continue;
      delete made.properties?.[name];
      made.required = (made.required ?? []).filter((one) => one !== name);
    }
    if (made.required?.length === 0) delete made.required;
    else made.required?.sort();
  });
  return sha256Hex(canonicalText(words));
}

function converted(
  schema: z.core.$ZodType,
  io: Io,
  above: ReadonlySet<z.core.$ZodType>,
  finish: (schema: z.core.$ZodType, made: JsonSchema) => void,
): Json {
  const made = z.toJSONSchema(schema, {
    io,
    unrepresentable: ({ zodSchema }) => {
      // A map or set that contains itself is described once.
      const inside = new Set(above).add(zodSchema);
      const part = (one: z.core.$ZodType): JsonSchema => {
        if (inside.has(one)) return {};
        const { $schema: _, ...words } = converted(one, io, inside, finish) as { $schema?: Json };
        return words as JsonSchema;
      };
      return describe(zodSchema, part) ?? "any";
    },
    override: ({ zodSchema, jsonSchema }) => finish(zodSchema, jsonSchema),
  });
  // Zod adds members that are no JSON.
  return JSON.parse(JSON.stringify(made)) as Json;
}

/** What JSON Schema has no word for; null for what can be anything. */
function describe(schema: z.core.$ZodType, part: (schema: z.core.$ZodType) => JsonSchema): JsonSchema | null {
  const wanted = wantedTask(schema);
  if (wanted) {
    const id: JsonSchema = { type: "string", pattern: "^[0-9a-f]{64}$" };
    const form = tagged("$task", id, wanted.type ? `task ${qualified(wanted.type)}` : "task");
    return wanted.output ? { ...form, "x-cairn-output": part(wanted.output) } : form;
  }
  const def = schema._zod.def as unknown as { type: string; keyType?: z.core.$ZodType; valueType?: z.core.$ZodType };
  const { Class } = schema._zod.bag as { Class?: { readonly name: string } };
  switch (Class?.name ?? def.type) {
    case "date":
    case "Date":
      return tagged("$date", { type: "string", format: "date-time" }, "date");
    case "bigint":
      return tagged("$bigint", { type: "string", pattern: "^-?[0-9]+$" }, "bigint");
    case "nan":
      return tagged("$number", { const: "NaN" }, "number");
    case "Uint8Array":
      return tagged("$bytes", { type: "string", contentEncoding: "base64" }, "bytes");
    case "URL":
      return tagged("$url", { type: "string", format: "uri" }, "url");
    case "set":
      return tagged("$set", { type: "array", ...(def.valueType ? { items: part(def.valueType) } : {}) }, "set");
    case "map": {
      const pair = { type: "array", prefixItems: [def.keyType, def.valueType].map((one) => (one ? part(one) : {})) } as JsonSchema;
      return tagged("$map", { type: "array", items: pair }, "map");
    }
    default:
      return Class ? tagged(Class.name.endsWith("Array") ? "$array" : `$${Class.name.toLowerCase()}`, {}, Class.name) : null;
  }
}
