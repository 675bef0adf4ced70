import { nameOf, TaskError, typeNameOf } from "../errors.ts";
import { badParameter, define, TASK } from "../identity/canonical.ts";
import { decodeValue } from "../identity/decode.ts";
import type { AnyTask, Json, TaskJson } from "../types.ts";
import { ANY_TYPE } from "./fields.ts";
import { declaredTypes, findType, type RegisteredType } from "./type-registry.ts";

interface Names {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
}

/** The type of these names. @throws TaskError when this program does not declare it, or in another version */
export function typeOf(names: Names): RegisteredType {
  const type = findType(names);
  if (type) return type;
  const others = declaredTypes().filter(({ namespace, name }) => namespace === names.namespace && name === names.name);
  const versions = others.map(({ version }) => version).join(", ");
  throw new TaskError({
    code: "task_absent",
    detail: `The task type ${typeNameOf(names)} is not declared in this program${versions ? `, only version ${versions} is` : ""}.`,
    hint: versions
      ? "Run the code of that version, or migrate what is stored."
      : "Import the module that declares it, or declare the type at the top of a module, not inside a function.",
  });
}

/**
 * Makes a task again from its words.
 * @param dependencyOf finds the tasks that it names; null when it knows none
 * @throws TaskError when its type is not declared here, or makes another task of these parameters now; TaskParameterError for parameters that
 * it refuses
 */
export function reviveTask(json: TaskJson, dependencyOf: (id: string) => AnyTask | null): AnyTask {
  const type = typeOf(json);
  const form = withUnhashed(json);
  const { $deps, ...params } = form as { [name: string]: Json };
  const values = decodeValue(params, "params", dependencyOf) as { [name: string]: unknown };
  const more = $deps === undefined ? [] : (decodeValue($deps, "deps", dependencyOf) as AnyTask[]);
  const task = type.remake(values, more);
  if (task.id === json.id) return task;
  throw new TaskError({
    code: "task_absent",
    task,
    detail: `${typeNameOf(type)} makes ${nameOf(task)} of the parameters that were ${json.id.slice(0, 8)} when they were stored.`,
    hint: "Its parameters have changed: give it a new version, mark added ones with compatible(), or migrate what is stored.",
  });
}

/** The hashed form together with what does not count for the id. @throws TaskParameterError for a place that is none */
export function withUnhashed({ params, unhashed }: Pick<TaskJson, "params" | "unhashed">): Json {
  const entries = Object.entries(unhashed ?? {});
  if (entries.length === 0) return params;
  const form = structuredClone(params);
  for (const [pointer, value] of entries) put(form, pointer, value);
  return form;
}

/** Sets a value at a JSON pointer (RFC 6901). */
function put(root: Json, pointer: string, value: Json): void {
  const names = pointer
    .slice(1)
    .split("/")
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = names.pop() ?? "";
  let at: Json | undefined = root;
  for (const name of names)
    at = typeof at === "object" && at !== null && Object.hasOwn(at, name) ? (at as { [name: string]: Json })[name] : undefined;
  if (typeof at !== "object" || at === null || Array.isArray(at))
    throw badParameter(pointer, "unknown_place", "is no place in the parameters");
  define(at, last, value);
}

/**
 * Makes tasks again that name each other, in whatever order they come.
 * @throws as {@link reviveTask}; TaskParameterError when one names a task that is not among them
 */
export function reviveAll(all: readonly TaskJson[]): Map<string, AnyTask> {
  const words = new Map(all.map((json) => [json.id, json]));
  const made = new Map<string, AnyTask>();
  // Bottom up and without recursion: chains are as long as they are. What leads back to itself is left out, and is then not found.
  const open = new Set<string>();
  const stack = [...all];
  for (let json = stack.at(-1); json; json = stack.at(-1)) {
    open.add(json.id);
    const missing = json.dependencies.filter((id) => !made.has(id) && !open.has(id)).flatMap((id) => words.get(id) ?? []);
    if (made.has(json.id)) stack.pop();
    else if (missing.length > 0) stack.push(...missing);
    else
      made.set(
        json.id,
        reviveTask(json, (id) => made.get(id) ?? null),
      );
  }
  return made;
}

/**
 * A task by its id, with all that it needs.
 * @param read gives the words of tasks, in any order; ones that are not there it leaves out
 * @throws TaskParameterError for an id that is not there, else as {@link reviveTask}
 *
 * @example const report = await taskById(id, async (ids) => ids.flatMap((one) => stored.get(one) ?? []));
 */
export async function taskById(id: string, read: (ids: readonly string[]) => Promise<readonly TaskJson[]>): Promise<AnyTask> {
  const words = new Map<string, TaskJson>();
  const asked = new Set([id]);
  for (let ids = [id]; ids.length > 0; ) {
    for (const json of await read(ids)) words.set(json.id, json);
    const next = ids.flatMap((one) => words.get(one)?.dependencies ?? []).filter((one) => !asked.has(one));
    ids = [...new Set(next)];
    for (const one of ids) asked.add(one);
  }
  const task = words.has(id) ? reviveAll([...words.values()]).get(id) : undefined;
  if (!task) throw badParameter("id", "unknown_task", `names task ${id.slice(0, 12)}, which was not found`);
  return task;
}

/** Tasks with all that they need, what is needed first. */
export function closureOf(tasks: readonly AnyTask[]): AnyTask[] {
  const found = new Map<string, AnyTask>();
  const stack = tasks.map((task) => ({ task, isLeft: false })).reverse();
  for (let at = stack.pop(); at; at = stack.pop()) {
    if (at.isLeft) found.set(at.task.id, at.task);
    else if (!found.has(at.task.id)) {
      stack.push({ task: at.task, isLeft: true }, ...at.task.dependencies.map((task) => ({ task, isLeft: false })).reverse());
    }
  }
  return [...found.values()];
}

/**
 * Stands for a task by its id alone, where its parameters are not at hand: it can be a parameter of others, whose ids are the same as with
 * the task itself, and its output can be loaded, but it cannot be computed.
 * @throws TaskError when its type is not declared here
 */
export function aliasTask({ id, namespace, name, version }: Names & { readonly id: string }): AnyTask {
  if (!/^[0-9a-f]{64}$/.test(id)) throw badParameter("id", "pattern", "must be 64 lower-case hexadecimal digits");
  const names = { namespace, name, version };
  const declared = typeOf(names);
  const type: RegisteredType = {
    ...declared,
    run() {
      throw new TaskError({
        code: "task_absent",
        detail: `${typeNameOf(declared)} (${id.slice(0, 8)}) is known by its id alone and cannot be computed here.`,
      });
    },
  };
  const json: TaskJson = { id, ...names, params: {}, schema_hash: declared.schemaHash, dependencies: [] };
  return { id, type, params: null, dependencies: [], toJSON: () => json, [TASK]: true } as AnyTask;
}

/**
 * Stands for a task while stored tasks are rewritten, where neither its type nor its words may be at hand.
 * @param names what is known of it; null for nothing, and then it is let pass wherever a task is asked for
 */
export function placeholder(id: string, names: Names | null): AnyTask {
  const type = names ? (findType(names) ?? { namespace: names.namespace, name: names.name, version: names.version }) : {};
  return { id, type, params: null, dependencies: [], [TASK]: true, ...(names ? {} : { [ANY_TYPE]: true }) } as unknown as AnyTask;
}

/** Whether a task is one that {@link aliasTask} made: known by its id alone. */
export const isAlias = (task: AnyTask): boolean => task.params === null;
