import type { z } from "zod";
import type { TaskContext } from "../types.ts";
import { type TaskConstructor, type TaskDeclaration, task } from "./declare.ts";

/** A class whose instances compute: it gets the parameters when it is made, and `run` does the work. */
interface TaskClass<S extends z.ZodObject, T> {
  new (params: z.output<S>): { run(ctx: TaskContext): T | Promise<T> };
}

/**
 * Declares a type whose work is written as a class. Ids and outputs are those of the same declaration with a function.
 *
 * @example
 * class Square {
 *   constructor(readonly params: { x: number }) {}
 *   run() { return this.params.x ** 2; }
 * }
 * const square = taskFrom("square", Square, { params: z.object({ x: z.number() }), output: z.number() });
 */
export function taskFrom<S extends z.ZodObject, T>(
  name: string,
  Class: TaskClass<S, T>,
  declaration: Omit<TaskDeclaration<S, T>, "run">,
): TaskConstructor<S, T> {
  return task(name, { ...declaration, run: (params, ctx) => new Class(params).run(ctx) });
}
