import { nameOf, TaskError, typeNameOf } from "../errors.ts";
import { badParameter, TASK } from "../identity/canonical.ts";
import { decodeValue } from "../identity/decode.ts";
import type { AnyTask, Json, TaskJson } from "../types.ts";
import { findType, type RegisteredType } from "./type-registry.ts";

interface Names {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
}

function typeOf(names: Names): RegisteredType {
  const type = findType(names);
  if (type) return type;
  throw new TaskError({
    code: "task_absent",
    detail: `The task type ${typeNameOf(names)} is not declared in this program.`,
    hint: "Import the module that declares it, or declare the type at the top of a module, not inside a function.",
  });
}

/**
 * Makes a task again from its words.
 * @param dependencyOf finds the tasks that it names; null when it knows none
 * @throws TaskError when its type is not declared here, or makes another task of these parameters now; ValidationError for parameters that it refuses
 */
export function reviveTask(json: TaskJson, dependencyOf: (id: string) => AnyTask | null): AnyTask {
  const type = typeOf(json);
  const { $deps: _, ...params } = json.params as { [name: string]: Json };
  const input = decodeValue(params, "params", dependencyOf) as { [name: string]: unknown };
  for (const [pointer, form] of Object.entries(json.unhashed ?? {})) put(input, pointer, decodeValue(form, pointer, dependencyOf));
  const task = type.make(input);
  if (task.id === json.id) return task;
  throw new TaskError({
    code: "task_absent",
    task,
    detail: `${typeNameOf(type)} makes ${nameOf(task)} of the parameters that were ${json.id.slice(0, 8)} when they were stored.`,
    hint: "Its parameters have changed: give it a new version, mark added ones with compatible(), or migrate what is stored.",
  });
}

/** Sets a value at a JSON pointer (RFC 6901). */
function put(root: { [name: string]: unknown }, pointer: string, value: unknown): void {
  const names = pointer
    .slice(1)
    .split("/")
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = names.pop() ?? "";
  let at: unknown = root;
  for (const name of names) at = (at as { [name: string]: unknown } | undefined)?.[name];
  if (typeof at !== "object" || at === null) throw badParameter(pointer, "unknown_place", "is no place in the parameters");
  Object.defineProperty(at, last, { value, enumerable: true, configurable: true, writable: true });
}

/**
 * Makes tasks again that name each other, in whatever order they come.
 * @throws as {@link reviveTask}; ValidationError when one names a task that is not among them
 */
export function reviveAll(all: readonly TaskJson[]): Map<string, AnyTask> {
  const words = new Map(all.map((json) => [json.id, json]));
  const made = new Map<string, AnyTask>();
  const stack = [...all];
  for (let json = stack.at(-1); json; json = stack.at(-1)) {
    const missing = json.dependencies.filter((id) => !made.has(id)).map((id) => words.get(id));
    if (made.has(json.id)) stack.pop();
    else if (missing.length > 0 && missing.every((need) => need !== undefined)) stack.push(...missing);
    else
      made.set(
        json.id,
        reviveTask(json, (id) => made.get(id) ?? null),
      );
  }
  return made;
}

/** Tasks with all that they need, what is needed first. */
export function closureOf(tasks: readonly AnyTask[]): AnyTask[] {
  const found = new Map<string, AnyTask>();
  const stack = tasks.map((task) => ({ task, isLeft: false }));
  for (let at = stack.pop(); at; at = stack.pop()) {
    if (at.isLeft) found.set(at.task.id, at.task);
    else if (!found.has(at.task.id)) {
      stack.push({ task: at.task, isLeft: true }, ...at.task.dependencies.map((task) => ({ task, isLeft: false })));
    }
  }
  return [...found.values()];
}

/**
 * Stands for a task by its id alone, where its parameters are not at hand: it can be a parameter of others, whose ids are the same as with
 * the task itself, and its output can be loaded, but it cannot be computed.
 * @throws TaskError when its type is not declared here
 */
export function aliasTask({ id, ...names }: Names & { readonly id: string }): AnyTask {
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
