import type { z } from "zod";
import { invalid } from "./errors.ts";
import { DTYPES, type TypedArrayClass } from "./serializers/typed-arrays.ts";

/** Plain JSON, or the tagged form that takes what JSON cannot say. */
export type Form = "json" | "clone";

/** What zod keeps of a schema; only members that are looked at. */
interface Def {
  type: string;
  shape?: Record<string, z.core.$ZodType>;
  catchall?: z.core.$ZodType;
  element?: z.core.$ZodType;
  items?: readonly z.core.$ZodType[];
  rest?: z.core.$ZodType | null;
  options?: readonly z.core.$ZodType[];
  left?: z.core.$ZodType;
  right?: z.core.$ZodType;
  keyType?: z.core.$ZodType;
  valueType?: z.core.$ZodType;
  innerType?: z.core.$ZodType;
  in?: z.core.$ZodType;
  out?: z.core.$ZodType;
  getter?: () => z.core.$ZodType;
  values?: readonly unknown[];
  transform?: unknown;
  reverseTransform?: unknown;
}

const defOf = (schema: z.core.$ZodType): Def => schema._zod.def as unknown as Def;

/** What `clone` restores of classes. */
const CLONED = new Set<unknown>([
  ...[ArrayBuffer, Date, Map, RegExp, Set, URL],
  ...[Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError],
  ...DTYPES.values(),
]);
const NEVER_SAVED: Record<string, string> = {
  function: "is a function, which cannot be saved",
  promise: "is a promise, which cannot be saved; await it in run()",
  symbol: "is a symbol, which cannot be saved",
  file: "is a file, which cannot be saved; use bytes()",
  transform: "changes its value, which cannot be undone when it is read; use z.codec or a plain schema",
};

/** The schema under `readonly`, `default` and the like. */
export function coreOf(schema: z.core.$ZodType): z.core.$ZodType {
  const { type, innerType } = defOf(schema);
  return innerType && ["readonly", "nonoptional", "default", "prefault", "catch"].includes(type) ? coreOf(innerType) : schema;
}

/** Class of a `z.instanceof`; null for every other schema. */
export function classOf(schema: z.core.$ZodType): TypedArrayClass | null {
  return ((schema._zod.bag as { Class?: TypedArrayClass }).Class ?? null) as TypedArrayClass | null;
}

/**
 * Which form a schema's values are kept in.
 * @throws ValidationError that names the field which cannot be kept
 */
export function formOf(schema: z.core.$ZodType, path = "output", above = new Set<z.core.$ZodType>()): Form {
  if (above.has(schema)) return "json";
  const inside = new Set(above).add(schema);
  const def = defOf(schema);
  const all = (parts: readonly (readonly [z.core.$ZodType | null | undefined, string])[]): Form => {
    // Every part is looked at, so that one which cannot be kept is found behind one that needs a clone.
    const forms = parts.map(([part, at]) => (part ? formOf(part, at, inside) : "json"));
    return forms.includes("clone") ? "clone" : "json";
  };
  const refusal = NEVER_SAVED[def.type];
  if (refusal) throw invalid(path, def.type, refusal);
  switch (def.type) {
    case "string":
    case "number":
    case "int":
    case "boolean":
    case "null":
    case "enum":
    case "never":
    case "template_literal":
      return "json";
    case "literal":
      return (def.values ?? []).every((value) => value === null || ["string", "number", "boolean"].includes(typeof value))
        ? "json"
        : "clone";
    case "object": {
      const members = Object.entries(def.shape ?? {}).map(([name, part]) => [memberOf(part), `${path}.${name}`] as const);
      return all([...members, [def.catchall, `${path}.*`]]);
    }
    case "record":
      return all([[def.valueType, `${path}.*`]]);
    case "array":
      return all([[def.element, `${path}[]`]]);
    case "tuple":
      return all([...(def.items ?? []).map((item, i) => [item, `${path}[${i}]`] as const), [def.rest, `${path}[]`]]);
    case "union":
      return all((def.options ?? []).map((option) => [option, path] as const));
    case "intersection":
      return all([
        [def.left, path],
        [def.right, path],
      ]);
    case "pipe": {
      if (def.transform && !def.reverseTransform) throw invalid(path, "transform", NEVER_SAVED.transform as string);
      // A codec is kept in its first form; of a plain pipe both ends say the same.
      return def.reverseTransform
        ? all([[def.in, path]])
        : all([
            [def.in, path],
            [def.out, path],
          ]);
    }
    case "lazy":
      return all([[def.getter?.(), path]]);
    case "map":
    case "set":
      all([
        [def.keyType, `${path}.keys`],
        [def.valueType, `${path}.values`],
      ]);
      return "clone";
    case "custom": {
      const kind = classOf(schema);
      if (kind && !CLONED.has(kind)) {
        throw invalid(path, "class", `is a ${kind.name}, which cannot be saved; give the output a serializer`);
      }
      return "clone";
    }
    case "nullable":
    case "readonly":
    case "nonoptional":
    case "default":
    case "prefault":
    case "catch":
    case "success":
      return all([[def.innerType, path]]);
    case "optional":
      all([[def.innerType, path]]);
      return "clone";
    default:
      return "clone";
  }
}

/** An optional member that is undefined is left out, which JSON can say. */
function memberOf(schema: z.core.$ZodType): z.core.$ZodType {
  const { type, innerType } = defOf(schema);
  return innerType && type === "optional" ? memberOf(innerType) : schema;
}
