import { z } from "zod";
import { typeNameOf } from "../errors.ts";
import { badParameter, canonicalText, canonicalValue, define, isTask } from "../identity/canonical.ts";
import type { AnyTask, AnyTaskType, Json, TaskOf } from "../types.ts";

interface FieldRules {
  /** Does not count for the id. */
  readonly isUnhashed?: boolean;
  /** Is left out of the id while it has this value, in its hashed form as text. */
  readonly oldDefault?: string;
}

const rules = new WeakMap<object, FieldRules>();
const taskTypes = new WeakMap<object, AnyTaskType | null>();

/**
 * A parameter that does not count for a task's id, such as a number of workers or a path to scratch space.
 *
 * @example params: z.object({ lr: z.number(), workers: unhashed(z.int().default(4)) })
 */
export function unhashed<S extends z.ZodType>(schema: S): S {
  const own = schema.clone() as S;
  rules.set(own, { isUnhashed: true });
  return own;
}

/**
 * A parameter that was added later: as long as it has its default, ids are those from before it was there.
 *
 * @example params: z.object({ lr: z.number(), momentum: compatible(z.number(), 0) })
 */
export function compatible<S extends z.ZodType>(schema: S, oldDefault: z.output<S>): z.ZodDefault<S> {
  const own = schema.default(oldDefault as z.core.util.NoUndefined<z.output<S>>);
  rules.set(own, { oldDefault: canonicalText(canonicalValue(oldDefault, "default", () => {})) });
  return own as z.ZodDefault<S>;
}

/** What a parameter that is a task looks like to `task()`: a constructor, as `task()` returns it. */
interface TypeHandle<T> {
  readonly type: AnyTaskType;
  readonly __output?: T;
}

/**
 * A parameter that is a task: of one type or of those that name it as their `base`, or any task without an argument. It is a dependency and
 * enters the id by its own.
 *
 * @example params: z.object({ data: taskOf(loadData), others: z.array(taskOf<number>()) })
 */
export function taskOf<T = unknown>(handle?: TypeHandle<T>): z.ZodType<TaskOf<T>, TaskOf<T>> {
  const wanted = handle?.type ?? null;
  const schema = z.custom<TaskOf<T>>((value) => isTask(value) && (wanted === null || isOf(value.type, wanted)), {
    error: ({ input }) => {
      const asked = wanted === null ? "a task" : `a task of ${typeNameOf(wanted)}`;
      return isTask(input) ? `must be ${asked}, not of ${typeNameOf(input.type)}` : `must be ${asked}`;
    },
  });
  taskTypes.set(schema, wanted);
  return schema;
}

/** Whether a type is another, or stands in for it by its chain of bases. */
function isOf(type: AnyTaskType, wanted: AnyTaskType): boolean {
  for (let at: AnyTaskType | undefined = type; at; at = at.base) {
    if (at === wanted || (at.namespace === wanted.namespace && at.name === wanted.name && at.version === wanted.version)) return true;
  }
  return false;
}

/** The type that a schema made by `taskOf` asks for; null for any, undefined for other schemas. */
export const taskTypeOf = (schema: object): AnyTaskType | null | undefined => taskTypes.get(schema);

/** Rules of a field, also where it was made optional or nullable afterwards. */
function rulesOf(schema: z.core.$ZodType): FieldRules {
  for (let at: z.core.$ZodType | undefined = schema; at; at = (at._zod.def as { innerType?: z.core.$ZodType }).innerType) {
    const found = rules.get(at);
    if (found) return found;
  }
  return {};
}

/** Kinds of schemas whose values can be no part of a task. */
const UNSERIALIZABLE = new Set(["function", "promise", "symbol", "void", "file"]);

/**
 * Refuses a schema whose values cannot be part of a task.
 * @throws ValidationError that names the field
 */
export function checkSchema(schema: z.core.$ZodType, path = "params", seen = new Set<object>()): void {
  if (seen.has(schema)) return;
  seen.add(schema);
  const { type } = schema._zod.def;
  if (UNSERIALIZABLE.has(type)) throw badParameter(path, "unserializable", `is declared as ${type}, whose values cannot be part of a task`);
  for (const [at, inner] of partsOf(schema)) checkSchema(inner, path + at, seen);
}

/** Schemas inside a schema, with where they stand. */
function partsOf(schema: z.core.$ZodType): [at: string, schema: z.core.$ZodType][] {
  const def = schema._zod.def as unknown as Record<string, unknown>;
  const parts: [string, unknown][] = [];
  if (def.shape) for (const [name, inner] of Object.entries(def.shape)) parts.push([`.${name}`, inner]);
  if (Array.isArray(def.options)) for (const inner of def.options) parts.push(["", inner]);
  if (Array.isArray(def.items)) for (const [i, inner] of def.items.entries()) parts.push([`[${i}]`, inner]);
  for (const [name, at] of [
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
  ] as const) {
    parts.push([at, def[name]]);
  }
  return parts.filter((part): part is [string, z.core.$ZodType] => typeof part[1] === "object" && part[1] !== null && "_zod" in part[1]);
}

/** What writing parameters down needs and gives. */
export interface FormSink {
  onTask(task: AnyTask): void;
  /** Told of a value that does not count for the id, with its place as a JSON pointer (RFC 6901). */
  onUnhashed(pointer: string, form: Json): void;
}

type Write = (value: unknown, path: string, pointer: string, sink: FormSink) => Json;

const plain: Write = (value, path, _pointer, sink) => canonicalValue(value, path, sink.onTask);

/** How values of a schema are written in their hashed form; worked out once, when a type is declared. */
export function writerOf(schema: z.core.$ZodType, above: ReadonlySet<object> = new Set()): Write {
  // A schema that contains itself is written by what the value is.
  if (above.has(schema)) return plain;
  const inside = new Set([...above, schema]);
  const def = schema._zod.def as unknown as { type: string; shape?: Record<string, z.core.$ZodType> } & Record<
    string,
    z.core.$ZodType | undefined
  >;
  if (def.type === "object" && def.shape) return objectWriter(def.shape, inside);
  if (["optional", "nullable", "default", "prefault", "nonoptional", "readonly", "catch"].includes(def.type) && def.innerType) {
    const inner = writerOf(def.innerType, inside);
    return inner === plain
      ? plain
      : (value, ...rest) => (value === null || value === undefined ? plain(value, ...rest) : inner(value, ...rest));
  }
  if (def.type === "array" && def.element) {
    const inner = writerOf(def.element, inside);
    if (inner === plain) return plain;
    return (value, path, pointer, sink) => (value as unknown[]).map((one, i) => inner(one, `${path}[${i}]`, `${pointer}/${i}`, sink));
  }
  return plain;
}

function objectWriter(shape: Record<string, z.core.$ZodType>, above: ReadonlySet<object>): Write {
  const fields = new Map(
    Object.entries(shape).map(([name, schema]) => [
      name,
      { ...rulesOf(schema), ...(name.startsWith("_") ? { isUnhashed: true } : {}), write: writerOf(schema, above) },
    ]),
  );
  if ([...fields.values()].every(({ isUnhashed, oldDefault, write }) => !isUnhashed && oldDefault === undefined && write === plain))
    return plain;
  return (value, path, pointer, sink) => {
    const made: { [member: string]: Json } = {};
    for (const [name, member] of Object.entries(value as object)) {
      if (member === undefined) continue;
      const field = fields.get(name);
      const at = `${path}.${name}`;
      const there = `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      if (field?.isUnhashed) {
        const refuse = (): never => {
          throw badParameter(at, "unhashed_task", "does not count for the id, so it cannot be or hold a task");
        };
        sink.onUnhashed(there, canonicalValue(member, at, refuse));
        continue;
      }
      const form = (field?.write ?? plain)(member, at, there, sink);
      if (field?.oldDefault !== undefined && canonicalText(form) === field.oldDefault) continue;
      define(made, name.startsWith("$") ? `$${name}` : name, form);
    }
    return made;
  };
}
