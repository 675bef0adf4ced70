import type { z } from "zod";
import { badParameter, canonicalText, canonicalValue, compareText, define, isPlainObject, isTask, step } from "../identity/canonical.ts";
import type { AnyTask, Json } from "../types.ts";
import { partsOf } from "./check-schema.ts";
import { fieldRules, unwrapped, wantedTask } from "./fields.ts";

/** What writing parameters down needs and gives. */
export interface FormSink {
  onTask(task: AnyTask): void;
  /** Told of a value that does not count for the id, with its place in the hashed form as a JSON pointer (RFC 6901). */
  onUnhashed(pointer: string, form: Json): void;
}

/** Writes a value in its hashed form. `path` names it in errors, `pointer` is its place in the form. */
export type Write = (value: unknown, path: string, pointer: string, sink: FormSink) => Json;

const plain: Write = (value, path, _pointer, sink) => canonicalValue(value, path, sink.onTask);

type Def = { readonly type: string } & Record<string, z.core.$ZodType | undefined>;
const defOf = (schema: z.core.$ZodType): Def => schema._zod.def as unknown as Def;

/**
 * How values of a schema are written in their hashed form; worked out once, when a type is declared. Where no member is left out of the id
 * the value alone says it.
 * @throws TaskParameterError where a member is left out of the id, but it cannot be told which of several schemas a value follows
 */
export function writerOf(schema: z.core.$ZodType, path = "params", made: Map<object, Write> = new Map()): Write {
  if (!hasRules(schema)) return plain;
  const known = made.get(schema);
  if (known) return known;
  // A schema that contains itself meets this, which is settled by then.
  let own: Write = plain;
  made.set(schema, (...args) => own(...args));
  own = ruledWriter(schema, path, made);
  return own;
}

function hasRules(schema: z.core.$ZodType, seen: Set<object> = new Set()): boolean {
  if (seen.has(schema)) return false;
  seen.add(schema);
  const shape = (schema._zod.def as { shape?: Record<string, z.core.$ZodType> }).shape ?? {};
  const isRuled = Object.entries(shape).some(([name, one]) => {
    const { isUnhashed, oldDefault } = fieldRules(name, one);
    return isUnhashed || oldDefault !== undefined;
  });
  return isRuled || partsOf(schema).some(([, inner]) => hasRules(inner, seen));
}

function ruledWriter(schema: z.core.$ZodType, path: string, made: Map<object, Write>): Write {
  const def = defOf(schema);
  const of = (one: z.core.$ZodType | undefined, at: string): Write => (one ? writerOf(one, path + at, made) : plain);
  const inner = unwrapped(schema);
  if (inner) {
    const write = of(inner, "");
    return (value, ...rest) => (value === null || value === undefined ? plain(value, ...rest) : write(value, ...rest));
  }
  switch (def.type) {
    case "object":
      return objectWriter(shapeOf(schema), of, def.catchall);
    case "lazy":
      return of((def as unknown as { getter: () => z.core.$ZodType }).getter(), "");
    case "array":
      return listWriter([], of(def.element, "[]"));
    case "tuple":
      return listWriter(
        (def.items as unknown as z.core.$ZodType[]).map((one, i) => of(one, `[${i}]`)),
        of(def.rest ?? undefined, "[]"),
      );
    case "record":
      return recordWriter(of(def.valueType, "{}"));
    case "map":
      return mapWriter(of(def.valueType, "{}"));
    case "set":
      return setWriter(of(def.valueType, "{}"));
    case "union":
      return unionWriter(schema, path, made);
    case "intersection":
      if (def.left && def.right && defOf(def.left).type === "object" && defOf(def.right).type === "object") {
        return objectWriter({ ...shapeOf(def.left), ...shapeOf(def.right) }, of);
      }
      break;
    case "pipe":
      if (def.out && defOf(def.out).type !== "transform") return of(def.out, "");
  }
  throw badParameter(
    path,
    "unclear",
    `has members that do not count for the id inside a ${def.type}, where they are lost; put them outside`,
  );
}

const shapeOf = (schema: z.core.$ZodType): Record<string, z.core.$ZodType> =>
  (schema._zod.def as unknown as { shape: Record<string, z.core.$ZodType> }).shape;

const escaped = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");

function objectWriter(
  shape: Record<string, z.core.$ZodType>,
  of: (schema: z.core.$ZodType | undefined, at: string) => Write,
  catchall?: z.core.$ZodType,
): Write {
  const others = of(catchall, ".*");
  const fields = new Map(
    Object.entries(shape).map(([name, schema]) => {
      const rules = fieldRules(name, schema);
      return [name, { ...rules, write: rules.isUnhashed ? plain : of(schema, step(name)) }];
    }),
  );
  return (value, path, pointer, sink) => {
    const made: { [member: string]: Json } = {};
    for (const [name, member] of Object.entries(value as object)) {
      if (member === undefined) continue;
      const { isUnhashed = false, oldDefault, write = others } = fields.get(name) ?? {};
      const at = path + step(name);
      const written = name.startsWith("$") ? `$${name}` : name;
      const there = `${pointer}/${escaped(written)}`;
      if (isUnhashed) {
        const refuse = (): never => {
          throw badParameter(at, "unhashed_task", "does not count for the id, so it cannot be or hold a task");
        };
        sink.onUnhashed(there, canonicalValue(member, at, refuse));
        continue;
      }
      const form = write(member, at, there, sink);
      if (oldDefault === undefined || canonicalText(form) !== oldDefault) define(made, written, form);
    }
    return made;
  };
}

function listWriter(items: readonly Write[], rest: Write): Write {
  return (value, path, pointer, sink) =>
    (value as unknown[]).map((one, i) => (items[i] ?? rest)(one, `${path}[${i}]`, `${pointer}/${i}`, sink));
}

function recordWriter(write: Write): Write {
  return (value, path, pointer, sink) => {
    const made: { [member: string]: Json } = {};
    for (const [name, member] of Object.entries(value as object)) {
      if (member === undefined) continue;
      const written = name.startsWith("$") ? `$${name}` : name;
      define(made, written, write(member, path + step(name), `${pointer}/${escaped(written)}`, sink));
    }
    return made;
  };
}

/** Writes things that get their places only once all are written: pointers into them are held back until then. */
function placed(pointer: string, sink: FormSink) {
  const held: [string, Json][] = [];
  return {
    inner: { onTask: sink.onTask, onUnhashed: (inside: string, form: Json) => void held.push([inside, form]) } satisfies FormSink,
    at(place: string) {
      for (const [inside, form] of held) sink.onUnhashed(`${pointer}/${place}${inside}`, form);
    },
  };
}

function setWriter(write: Write): Write {
  return (value, path, pointer, sink) => {
    const all = [...(value as Set<unknown>)].map((one, i) => {
      const place = placed(pointer, sink);
      const form = write(one, `${path}{${i}}`, "", place.inner);
      return { form, key: canonicalText(form), place };
    });
    all.sort((a, b) => compareText(a.key, b.key));
    for (const [i, { place }] of all.entries()) place.at(`$set/${i}`);
    return { $set: all.map(({ form }) => form) };
  };
}

function mapWriter(write: Write): Write {
  return (value, path, pointer, sink) => {
    const all = [...(value as Map<unknown, unknown>)].map(([key, one], i) => {
      const place = placed(pointer, sink);
      const name = canonicalValue(key, `${path}{${i}}.key`, sink.onTask);
      return { name, key: canonicalText(name), form: write(one, `${path}{${i}}.value`, "", place.inner), place };
    });
    all.sort((a, b) => compareText(a.key, b.key));
    for (const [i, { place }] of all.entries()) place.at(`$map/${i}/1`);
    return { $map: all.map(({ name, form }) => [name, form]) };
  };
}

/** By its discriminator, else by what kind of value it is, where only one of the options is of that kind. */
function unionWriter(schema: z.core.$ZodType, path: string, made: Map<object, Write>): Write {
  const { options, discriminator } = schema._zod.def as unknown as { options: z.core.$ZodType[]; discriminator?: string };
  const writers = options.map((one) => writerOf(one, path, made));
  if (discriminator !== undefined) {
    const byValue = new Map<unknown, Write>();
    for (const [i, one] of options.entries()) {
      for (const said of one._zod.propValues?.[discriminator] ?? []) byValue.set(said, writers[i] as Write);
    }
    return (value, ...rest) => (byValue.get((value as Record<string, unknown>)[discriminator]) ?? plain)(value, ...rest);
  }
  const kinds = options.map(kindOfSchema);
  const isClear = options.every((one, i) => !hasRules(one) || kinds.every((kind, j) => kind !== "any" && (i === j || kind !== kinds[i])));
  if (!isClear) {
    throw badParameter(
      path,
      "unclear",
      "has members that do not count for the id inside a union whose options look alike; use z.discriminatedUnion, or put them outside",
    );
  }
  return (value, ...rest) => (writers[kinds.indexOf(kindOfValue(value))] ?? plain)(value, ...rest);
}

function kindOfSchema(schema: z.core.$ZodType): string {
  const inner = unwrapped(schema);
  if (inner) return kindOfSchema(inner);
  const { type } = schema._zod.def;
  if (type === "object" || type === "record") return "object";
  if (type === "array" || type === "tuple") return "array";
  if (type === "map" || type === "set") return type;
  if (type === "custom" && schema._zod.bag.Class) return "other";
  const isOpen = ["any", "unknown", "union", "intersection", "lazy", "pipe", "transform", "custom"].includes(type);
  return isOpen && !wantedTask(schema) ? "any" : "other";
}

function kindOfValue(value: unknown): string {
  if (typeof value !== "object" || value === null || isTask(value)) return "other";
  if (Array.isArray(value)) return "array";
  if (value instanceof Map) return "map";
  if (value instanceof Set) return "set";
  return isPlainObject(value) ? "object" : "other";
}
