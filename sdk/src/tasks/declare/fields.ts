import { z } from "zod";
import { typeNameOf } from "../errors.ts";
import { canonicalText, canonicalValue, isTask, REQUIRED } from "../identity/canonical.ts";
import type { AnyTask, AnyTaskType, TaskOf } from "../types.ts";
import { partsOf } from "./check-schema.ts";
import { mismatch } from "./output-match.ts";

/** What a parameter that is a task asks of it. */
export interface WantedTask {
  /** The type, or one that names it as its base; null for any. */
  readonly type: AnyTaskType | null;
  /** What its output must be like; null when that does not matter. */
  readonly output: z.core.$ZodType | null;
}

interface FieldMarks {
  /** Does not count for the id. */
  readonly isUnhashed?: boolean;
  /** Is left out of the id while it has this value, in its hashed form as text. */
  readonly oldDefault?: string;
  readonly task?: WantedTask;
}

/** A registry of zod's, so that marks stay when a description or a check is added to a schema. */
const marks = z.registry<Record<string, unknown>>();

const mark = (schema: z.ZodType, more: FieldMarks): void => {
  marks.add(schema, { ...more });
};
const marksOf = (schema: z.core.$ZodType): FieldMarks => marks.get(schema as z.ZodType) ?? {};

/**
 * A parameter that does not count for a task's id, such as a number of workers or a path to scratch space. It cannot hold a task.
 *
 * @example params: z.object({ lr: z.number(), workers: unhashed(z.int().default(4)) })
 */
export function unhashed<S extends z.ZodType>(schema: S): S {
  const own = schema.clone() as S;
  mark(own, { isUnhashed: true });
  return own;
}

/**
 * A parameter that was added later: as long as it has the value that was in force before, ids are those from before it was there.
 *
 * @param oldDefault its value where none is given, also for tasks that were stored before
 *
 * @example params: z.object({ lr: z.number(), momentum: compatible(z.number(), 0) })
 */
export function compatible<S extends z.ZodType>(schema: S, oldDefault: z.output<S>): z.ZodDefault<S> {
  const own = schema.default(oldDefault as z.core.util.NoUndefined<z.output<S>>);
  mark(own, { oldDefault: canonicalText(canonicalValue(oldDefault, "default", () => {})) });
  return own as z.ZodDefault<S>;
}

/**
 * Stands for a value that is not known yet, in parameters that are passed around. A task is made of them only when it is replaced; until
 * then making it fails and names the parameter.
 *
 * @example
 * const defaults = { lr: 0.1, data: required };
 * train({ ...defaults, data: loadData({ year: 2009 }) });
 */
export const required: never = REQUIRED as never;

/** What a parameter that is a task looks like to `task()`: a constructor, as `task()` returns it. */
interface TypeHandle<T> {
  readonly type: AnyTaskType;
  readonly __output?: T;
}

/**
 * A parameter that is a task: of one type or of those that name it as their `base`; with a schema, any task whose declared output fits it;
 * without an argument, any task. It is a dependency and enters the id by its own.
 *
 * @example params: z.object({ data: taskOf(loadData), scores: z.array(taskOf(z.number())), others: z.record(z.string(), taskOf()) })
 */
export function taskOf<S extends z.ZodType>(output: S): z.ZodType<TaskOf<z.output<S>>, TaskOf<z.output<S>>>;
export function taskOf<T = unknown>(handle?: TypeHandle<T>): z.ZodType<TaskOf<T>, TaskOf<T>>;
export function taskOf(of?: TypeHandle<unknown> | z.ZodType): z.ZodType<TaskOf<unknown>, TaskOf<unknown>> {
  const task: WantedTask = {
    type: of && !("_zod" in of) ? of.type : null,
    output: of && "_zod" in of ? of : null,
  };
  const schema = z.custom<TaskOf<unknown>>((value) => refusal(task, value) === null, {
    error: ({ input }) => refusal(task, input) ?? "must be a task",
  });
  mark(schema, { task });
  return schema;
}

/** Marks stand-ins for tasks of which not even the type is known; they are let pass. */
export const ANY_TYPE: unique symbol = Symbol.for("cairn.anyType") as never;

/** Why a value is not the task that is wanted; null when it is. */
function refusal({ type, output }: WantedTask, value: unknown): string | null {
  const wanted = type ? `a task of ${typeNameOf(type)}` : "a task";
  if (!isTask(value)) return `must be ${wanted}`;
  if (ANY_TYPE in value) return null;
  if (type && !isOf(value.type, type)) {
    const { namespace, name, version } = value.type;
    const isOther = namespace === type.namespace && name === type.name;
    return `must be ${wanted}, not of ${isOther ? `version ${version}` : typeNameOf(value.type)}`;
  }
  const difference = output && value.type.outputSchema ? mismatch(value.type.outputSchema, output) : null;
  return difference ? `must be a task with another output than that of ${typeNameOf(value.type)}: ${difference}` : null;
}

/** Whether a type is another, or stands in for it by its chain of bases. */
function isOf(type: AnyTaskType, wanted: AnyTaskType): boolean {
  for (let at: AnyTaskType | undefined = type; at; at = at.base) {
    if (at === wanted || (at.namespace === wanted.namespace && at.name === wanted.name && at.version === wanted.version)) return true;
  }
  return false;
}

/** What a schema made by `taskOf` asks for; undefined for other schemas. */
export const wantedTask = (schema: z.core.$ZodType): WantedTask | undefined => marksOf(schema).task;

/** The types that a schema asks for, wherever in it. */
export function wantedTypes(schema: z.core.$ZodType, seen: Set<object> = new Set()): AnyTaskType[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const own = wantedTask(schema)?.type;
  return [...(own ? [own] : []), ...partsOf(schema).flatMap(([, inner]) => wantedTypes(inner, seen))];
}

const WRAPPERS = new Set(["optional", "nullable", "default", "prefault", "nonoptional", "readonly", "catch"]);

/** The schema inside what only says when a value may be missing or what then stands for it; undefined for other schemas. */
export function unwrapped(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  const def = schema._zod.def as { type: string; innerType?: z.core.$ZodType };
  return WRAPPERS.has(def.type) ? def.innerType : undefined;
}

/** How a member counts for the id, also where it was made optional or nullable afterwards. */
export function fieldRules(name: string, schema: z.core.$ZodType): { isUnhashed: boolean; oldDefault: string | undefined } {
  let isUnhashed = name.startsWith("_");
  let oldDefault: string | undefined;
  for (let at: z.core.$ZodType | undefined = schema; at; at = unwrapped(at)) {
    const found = marksOf(at);
    isUnhashed ||= found.isUnhashed === true;
    oldDefault ??= found.oldDefault;
  }
  return { isUnhashed, oldDefault };
}

/** Ids of tasks, each once and in order: what a task needs beside its parameters is a set. */
export function sortedTasks(tasks: Iterable<AnyTask>): AnyTask[] {
  const byId = new Map<string, AnyTask>();
  for (const task of tasks) byId.set(task.id, task);
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
