import fc from "fast-check";

/** The parts of JSON Schema that the contract uses. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  minimum?: number;
  maximum?: number;
  examples?: unknown[];
}

/** Values that break programs: wrong types, far ends of ranges, text in odd scripts, names of the language itself. */
const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[
      null,
      true,
      -0,
      0,
      -1,
      2 ** 31,
      2 ** 53,
      1e308,
      -1e308,
      "",
      " ",
      "\u0000",
      "null",
      "🦉".repeat(300),
      "\u202eabc",
      "..",
      "../../etc",
      "%00",
    ],
    ...["' OR 1=1 --", "<script>", "__proto__", "constructor", "a".repeat(5_000), [], {}, [[]], { __proto__: 1 }, { constructor: 1 }],
  ),
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.integer(),
  fc.double(),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Values near a schema: mostly of its shape, often with a hostile value somewhere inside. */
export function near(schema: Schema, definitions: Record<string, Schema>, depth = 0): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: depth === 0 ? 1 : 2, arbitrary: hostile }, { weight: 8, arbitrary: shaped(schema, definitions, depth) });
}

function shaped(schema: Schema, definitions: Record<string, Schema>, depth: number): fc.Arbitrary<unknown> {
  if (schema.$ref) return shaped(definitions[schema.$ref.split("/").at(-1) ?? ""] ?? {}, definitions, depth);
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return fc.oneof(...alternatives.map((option) => near(option, definitions, depth + 1)));
  if (schema.allOf) return shaped(schema.allOf[0] ?? {}, definitions, depth);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const examples = schema.examples?.length ? [fc.constantFrom(...schema.examples)] : [];
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case "string":
      return fc.oneof(fc.string({ maxLength: 60 }), fc.string({ unit: "grapheme", maxLength: 20 }), ...examples);
    case "integer":
      return fc.oneof(fc.integer(), fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 100, 2 ** 31) }), ...examples);
    case "number":
      return fc.double();
    case "boolean":
      return fc.boolean();
    case "array":
      return depth > 5 ? fc.constant([]) : fc.array(near(schema.items ?? {}, definitions, depth + 1), { maxLength: 4 });
    case "object":
      return objectOf(schema, definitions, depth);
    default:
      return hostile;
  }
}

function objectOf(schema: Schema, definitions: Record<string, Schema>, depth: number): fc.Arbitrary<unknown> {
  const fields = Object.entries(schema.properties ?? {}).map(([name, property]) => [name, near(property, definitions, depth + 1)] as const);
  const record = fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [] });
  const extra = typeof schema.additionalProperties === "object" ? schema.additionalProperties : {};
  const others = fc.dictionary(fc.string({ maxLength: 30 }), near(extra, definitions, depth + 1), { maxKeys: 3 });
  return fc.tuple(record, fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, others)).map(([own, more]) => ({ ...more, ...own }));
}
