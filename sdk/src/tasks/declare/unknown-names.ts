import { z } from "zod";
import { step } from "../identity/canonical.ts";
import { partsOf } from "./check-schema.ts";
import { unwrapped } from "./fields.ts";

/** Places of names in a value that its schema would drop, e.g. `.model.dpeth`. */
type FindNames = (value: unknown) => string[];

const NOTHING: FindNames = () => [];

/** Whether an object's schema says nothing of other names: `.strip()`, `.loose()`, `.strict()` and `.catchall()` do. */
export const isSilent = (schema: z.core.$ZodType): boolean =>
  schema._zod.def.type === "object" && !Object.hasOwn(schema._zod.def, "catchall");

/**
 * What finds names that no object of a schema knows and that zod would drop without a word; worked out once, when a type is declared. null
 * where there can be none.
 */
export function unknownNamesOf(schema: z.core.$ZodType, made: Map<object, FindNames> = new Map()): FindNames | null {
  if (!hasSilent(schema)) return null;
  const known = made.get(schema);
  if (known) return known;
  // A schema that contains itself meets this, which is settled by then.
  let own: FindNames = NOTHING;
  made.set(schema, (value) => own(value));
  own = finderOf(schema, (inner) => (inner ? unknownNamesOf(inner, made) : null) ?? NOTHING);
  return own;
}

function hasSilent(schema: z.core.$ZodType, seen: Set<object> = new Set()): boolean {
  if (seen.has(schema)) return false;
  seen.add(schema);
  return isSilent(schema) || partsOf(schema).some(([, inner]) => hasSilent(inner, seen));
}

type Def = { readonly type: string } & Record<string, z.core.$ZodType | undefined>;

function finderOf(schema: z.core.$ZodType, of: (inner: z.core.$ZodType | null | undefined) => FindNames): FindNames {
  const inner = unwrapped(schema);
  if (inner) return of(inner);
  const def = schema._zod.def as unknown as Def;
  switch (def.type) {
    case "object":
      return objectFinder(schema, of);
    case "lazy":
      return of((def as unknown as { getter: () => z.core.$ZodType }).getter());
    case "pipe":
      // What a function makes of the input, only the function knows.
      return def.in?._zod.def.type === "transform" ? NOTHING : of(def.in);
    case "array":
      return listFinder([], of(def.element));
    case "tuple":
      return listFinder((def.items as unknown as z.core.$ZodType[]).map(of), of(def.rest));
    case "set":
    case "map": {
      const find = of(def.valueType);
      return (value) =>
        value instanceof Map || value instanceof Set ? [...value.values()].flatMap((one, i) => under(`[${i}]`, find(one))) : [];
    }
    case "record": {
      const find = of(def.valueType);
      return (value) => (isObject(value) ? Object.entries(value).flatMap(([name, one]) => under(step(name), find(one))) : []);
    }
    case "union": {
      const options = (def.options as unknown as z.core.$ZodType[]).map((option) => [option, of(option)] as const);
      // Of several that fit, zod takes the first.
      return (value) => options.find(([option]) => z.safeParse(option, value).success)?.[1](value) ?? [];
    }
    case "intersection": {
      const [left, right] = [of(def.left), of(def.right)];
      return (value) => {
        const alsoRight = new Set(right(value));
        return left(value).filter((place) => alsoRight.has(place));
      };
    }
    default:
      return NOTHING;
  }
}

function objectFinder(schema: z.core.$ZodType, of: (inner: z.core.$ZodType | null | undefined) => FindNames): FindNames {
  const { shape, catchall } = schema._zod.def as unknown as { shape: Record<string, z.core.$ZodType>; catchall?: z.core.$ZodType };
  const fields = new Map(Object.entries(shape).map(([name, field]) => [name, of(field)]));
  const others = isSilent(schema) ? (): string[] => [""] : of(catchall);
  return (value) =>
    isObject(value) ? Object.entries(value).flatMap(([name, one]) => under(step(name), (fields.get(name) ?? others)(one))) : [];
}

const listFinder =
  (items: readonly FindNames[], rest: FindNames): FindNames =>
  (value) =>
    Array.isArray(value) ? value.flatMap((one, i) => under(`[${i}]`, (items[i] ?? rest)(one))) : [];

const under = (place: string, found: readonly string[]): string[] => found.map((one) => place + one);
const isObject = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);
