import { TaskError, typeNameOf } from "../errors.ts";
import { badParameter, canonicalText, compareText, define } from "../identity/canonical.ts";
import { decodeValue } from "../identity/decode.ts";
import { taskId } from "../identity/hash.ts";
import type { AnyTask, Json, TaskJson } from "../types.ts";
import { placeholder, withUnhashed } from "./revive.ts";
import type { RegisteredType } from "./type-registry.ts";

interface TypeWords {
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
}

type Values = { readonly [name: string]: unknown };

/** What happens to the stored result: it gets a second name, moves, or is copied. */
export type MigrationMode = "alias" | "move" | "copy";

/** How tasks of one type become tasks of another, or of another version. In this order: rename, drop, add, rewrite. */
export interface MigrationDeclaration {
  /** The stored type; code need not declare it any more. Version `1` when left out. */
  readonly from: TypeWords;
  /** A constructor, as `task()` returns it. */
  readonly to: { readonly type: RegisteredType };
  /** New names by old ones. */
  readonly rename?: { readonly [old: string]: string };
  readonly drop?: readonly string[];
  /** Values of parameters that were added, or what makes them of the old ones. */
  readonly add?: { readonly [name: string]: unknown };
  /** All that the others cannot say. Gets and gives parameters with tasks in their places. */
  readonly rewrite?: (params: { [name: string]: unknown }) => { readonly [name: string]: unknown };
  /** `move` when left out. */
  readonly mode?: MigrationMode;
  /** What to do where the new task has a result already; `throw` when left out. */
  readonly conflict?: "throw" | "skip" | "overwrite";
  /** Whether tasks that need a migrated one get its new id among their parameters, and with it a new id of their own. */
  readonly cascade?: boolean;
}

/** One stored task and what becomes of it. */
export interface MigrationStep {
  readonly from: TaskJson;
  readonly to: TaskJson;
  readonly mode: MigrationMode;
  /** `apply`: there is nothing in the new place; `overwrite`: what is there gives way; `skip`: it stays, and so does the old one. */
  readonly action: "apply" | "overwrite" | "skip";
  /** `declared`: of the type that migrates; `cascade`: it needs one. */
  readonly reason: "declared" | "cascade";
}

/** What is to be done, in order: a task comes after those that it needs. */
export interface MigrationPlan {
  readonly steps: readonly MigrationStep[];
  /** New ids by old ones; of a skipped step too, because a result is there under the new one. */
  readonly ids: ReadonlyMap<string, string>;
  /** To be kept beside the results, so that the original can be told from what was made of it. */
  readonly record: {
    readonly from: string;
    readonly to: string;
    readonly mode: MigrationMode;
    readonly ids: readonly (readonly [string, string])[];
  };
}

/** A way from stored tasks to what code says now. */
export interface Migration {
  readonly from: Required<TypeWords>;
  readonly to: RegisteredType;
  readonly mode: MigrationMode;
  /**
   * What it would do with stored tasks. Changes nothing.
   * @param stored all that are there, so that conflicts and tasks that need migrated ones are found
   * @throws TaskParameterError that names the task and the parameter which the new type refuses; TaskError for a conflict under `throw`
   */
  plan(stored: readonly TaskJson[]): MigrationPlan;
}

/**
 * Declares how stored tasks follow a change of their type.
 *
 * @throws TaskParameterError for a migration that names parameters which the new type does not have
 *
 * @example
 * const migration = migrate({ from: { namespace: "vision", name: "train", version: "1" }, to: train, rename: { rate: "lr" }, add: { epochs: 10 } });
 * migration.plan(stored).steps;
 */
export function migrate(declaration: MigrationDeclaration): Migration {
  const { to, mode = "move", conflict = "throw", cascade = false, add = {}, rename = {} } = declaration;
  const from = { namespace: "", version: "1", ...declaration.from };
  const { shape } = to.type.schema._zod.def;
  if (!declaration.rewrite && to.type.schema._zod.def.catchall?._zod.def.type === "never") {
    for (const [member, names] of [
      ["add", Object.keys(add)],
      ["rename", Object.values(rename)],
    ] as const) {
      const unknown = names.find((name) => !Object.hasOwn(shape, name));
      if (unknown !== undefined)
        throw badParameter(`${member}.${unknown}`, "unknown_parameter", `is no parameter of ${typeNameOf(to.type)}`);
    }
  }
  return { from, to: to.type, mode, plan };

  function plan(stored: readonly TaskJson[]): MigrationPlan {
    const there = new Map(stored.map((json) => [json.id, json]));
    const ids = new Map<string, string>();
    const steps: MigrationStep[] = [];
    const made = new Map<string, TaskJson>();
    for (const json of inOrder(stored)) {
      const isOwn = json.namespace === from.namespace && json.name === from.name && json.version === from.version;
      const isTouched = cascade && json.dependencies.some((id) => ids.has(id));
      if (!isOwn && !isTouched) continue;
      const moved = isTouched ? repointed(json, ids) : json;
      const next = isOwn ? changed(moved, (id) => made.get(id) ?? there.get(id) ?? null) : moved;
      if (next.id === json.id) continue;
      const isTaken = there.has(next.id) || made.has(next.id);
      if (isTaken && conflict === "throw") {
        throw new TaskError({
          code: "migration_conflict",
          detail: `${typeNameOf(json)} (${json.id.slice(0, 8)}) would become ${next.id.slice(0, 8)}, which is there already.`,
          hint: 'Migrate with conflict: "skip" to keep what is there, or "overwrite" to replace it.',
        });
      }
      const action = isTaken ? (conflict as "skip" | "overwrite") : "apply";
      steps.push({ from: json, to: next, mode, action, reason: isOwn ? "declared" : "cascade" });
      // Also of a skipped one: those that need it find the same result under the new id.
      ids.set(json.id, next.id);
      made.set(next.id, next);
    }
    const record = { from: typeNameOf(from), to: typeNameOf(to.type), mode, ids: [...ids] };
    return { steps, ids, record };
  }

  function changed(json: TaskJson, wordsOf: (id: string) => TaskJson | null): TaskJson {
    const { $deps: _, ...form } = withUnhashed(json) as { [name: string]: Json };
    const needs = new Map<string, AnyTask>();
    const dependencyOf = (id: string): AnyTask => {
      const known = needs.get(id) ?? placeholder(id, wordsOf(id));
      needs.set(id, known);
      return known;
    };
    try {
      const old = decodeValue(form, "params", dependencyOf) as Values;
      return to.type.remake(valuesOf(old)).toJSON();
    } catch (error) {
      const name = `${typeNameOf(json)} (${json.id.slice(0, 8)})`;
      throw new TaskError({
        code: "migration_failed",
        detail: `${name} cannot become ${typeNameOf(to.type)}: ${error instanceof Error ? error.message : String(error)}`,
        hint: "Say in the migration what its parameters become: rename, drop, add or rewrite.",
        cause: error,
      });
    }
  }

  function valuesOf(old: Values): Values {
    const dropped = new Set(declaration.drop ?? []);
    const made: { [name: string]: unknown } = {};
    for (const [name, value] of Object.entries(old)) {
      if (dropped.has(name)) continue;
      made[Object.hasOwn(rename, name) ? (rename[name] as string) : name] = value;
    }
    for (const [name, value] of Object.entries(add))
      made[name] = typeof value === "function" ? (value as (old: Values) => unknown)(old) : value;
    return declaration.rewrite ? declaration.rewrite(made) : made;
  }
}

/** Stored tasks, what is needed first. */
function inOrder(stored: readonly TaskJson[]): TaskJson[] {
  const byId = new Map(stored.map((json) => [json.id, json]));
  const done = new Set<string>();
  const order: TaskJson[] = [];
  const stack = [...stored].reverse().map((json) => ({ json, isLeft: false }));
  for (let at = stack.pop(); at; at = stack.pop()) {
    const { json, isLeft } = at;
    if (isLeft) order.push(json);
    else if (!done.has(json.id)) {
      done.add(json.id);
      const needs = json.dependencies.flatMap((id) => byId.get(id) ?? []);
      stack.push({ json, isLeft: true }, ...needs.map((one) => ({ json: one, isLeft: false })));
    }
  }
  return order;
}

/** The same task with new ids of tasks that it needs, wherever they stand. */
function repointed(json: TaskJson, ids: ReadonlyMap<string, string>): TaskJson {
  const turned = (value: Json): Json => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(turned);
    const names = Object.keys(value);
    if (names.length === 1 && typeof value.$task === "string") return { $task: ids.get(value.$task) ?? value.$task };
    const made: { [member: string]: Json } = {};
    for (const name of names) define(made, name, turned(value[name] as Json));
    // What is sorted by its content stands elsewhere when the content changes.
    if (names.length === 1 && Array.isArray(made.$set)) made.$set = sorted(made.$set, (one) => one);
    if (names.length === 1 && Array.isArray(made.$map)) made.$map = sorted(made.$map, (pair) => (pair as Json[])[0] as Json);
    return made;
  };
  if (Object.keys(json.unhashed ?? {}).some((pointer) => /\/\$(set|map)\//.test(pointer))) {
    throw new TaskError({
      code: "migration_failed",
      detail: `${typeNameOf(json)} (${json.id.slice(0, 8)}) has members inside a set or map that do not count for its id, and cannot follow.`,
      hint: "Migrate without cascade, and build what needs the migrated tasks anew.",
    });
  }
  const { namespace, name, version } = json;
  const params = turned(json.params) as { [member: string]: Json };
  if (Array.isArray(params.$deps)) params.$deps = sorted(params.$deps, (one) => one);
  const dependencies = [...new Set(json.dependencies.map((id) => ids.get(id) ?? id))];
  return { ...json, id: taskId({ namespace, name, version, params }), params, dependencies };
}

const sorted = (all: readonly Json[], key: (one: Json) => Json): Json[] =>
  all
    .map((one) => [canonicalText(key(one)), one] as const)
    .sort(([a], [b]) => compareText(a, b))
    .map(([, one]) => one);
