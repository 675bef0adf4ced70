import type { AnyTask, Json } from "../types.ts";
import { sortedTasks } from "./fields.ts";
import type { Write } from "./writer.ts";

/** What a task is made of beside its type, written down. */
export interface Form {
  /** The hashed form of its parameters. */
  readonly params: Json;
  /** What does not count for the id, by its place in the hashed form (RFC 6901); null for nothing. */
  readonly unhashed: { readonly [pointer: string]: Json } | null;
  /** Tasks in the parameters, and those that were added, each once. */
  readonly dependencies: readonly AnyTask[];
}

/** One task, several, or several by name. */
export type TaskGroup = AnyTask | Iterable<AnyTask> | { readonly [name: string]: AnyTask };

/** The tasks of a group, sorted by id: in which order they were named makes no other task. */
export function tasksOf(group: TaskGroup): readonly AnyTask[] {
  if (Symbol.iterator in group) return sortedTasks(group);
  return "toJSON" in group && typeof group.toJSON === "function" ? [group as AnyTask] : sortedTasks(Object.values(group as object));
}

/**
 * Writes parameters down.
 * @param more tasks that it needs beside them, which count for its id
 * @throws TaskParameterError for what can be no part of a task
 */
export function formOf(write: Write, params: unknown, more: readonly AnyTask[]): Form {
  const found = new Set<AnyTask>();
  let unhashed: { [pointer: string]: Json } | null = null;
  const written = write(params, "params", "", {
    onTask: (one) => void found.add(one),
    onUnhashed(pointer, value) {
      unhashed ??= {};
      unhashed[pointer] = value;
    },
  }) as { [name: string]: Json };
  if (more.length > 0) {
    for (const one of more) found.add(one);
    // No parameter is written so: their names get a second $.
    written.$deps = more.map(({ id }) => ({ $task: id }));
  }
  const dependencies = found.size < 2 ? [...found] : [...new Map([...found].map((one) => [one.id, one])).values()];
  return { params: written, unhashed, dependencies };
}
