import type { z } from "zod";
import { ValidationError } from "../../errors.ts";
import type { BuildOptions } from "../build/build.ts";
import { TASK } from "../identity/canonical.ts";
import { taskId } from "../identity/hash.ts";
import * as operations from "../operations/index.ts";
import type { AnyTask, Json, TaskJson, TaskOf } from "../types.ts";
import { codeOf } from "./code.ts";
import type { RegisteredType } from "./type-registry.ts";

interface Form {
  readonly params: Json;
  readonly unhashed: { readonly [pointer: string]: Json } | null;
  readonly dependencies: readonly AnyTask[];
}

/**
 * A task: a type with parameters. Making one computes nothing; two with equal parameters are the same task, by their `id`.
 *
 * @example
 * const report = summarize({ data: loadPenguins({ year: 2009 }) });
 * console.log(report.id, await report.loadOrCreate());
 */
export class Task<T, P = unknown> implements TaskOf<T> {
  declare readonly __output?: T;
  readonly [TASK] = true;
  readonly type: RegisteredType;
  readonly params: P;
  /** Tasks that this one needs: among its parameters, and those that its type's `deps` adds. */
  readonly dependencies: readonly AnyTask[];
  readonly #params: Json;
  readonly #unhashed: Form["unhashed"];
  #id: string | null = null;

  /** @internal */
  constructor(type: RegisteredType, params: P, { params: form, unhashed, dependencies }: Form) {
    this.type = type;
    this.params = params;
    this.dependencies = dependencies;
    this.#params = form;
    this.#unhashed = unhashed;
  }

  /** SHA-256 of namespace, name, version and parameters: 64 hexadecimal digits, the same on every machine. */
  get id(): string {
    const { namespace, name, version } = this.type;
    this.#id ??= taskId({ namespace, name, version, params: this.#params });
    return this.#id;
  }

  /** The task in words: what is hashed, and what it takes to make it again. */
  toJSON(): TaskJson {
    const { namespace, name, version, schemaHash } = this.type;
    const dependencies = this.dependencies.map(({ id }) => id);
    const unhashed = this.#unhashed ? { unhashed: this.#unhashed } : {};
    return { id: this.id, namespace, name, version, params: this.#params, schema_hash: schemaHash, dependencies, ...unhashed };
  }

  /** A program that makes the same task. */
  toCode(): string {
    return codeOf(this);
  }

  /** Its output. @throws TaskError `task_absent` when it is not complete; OutputDamagedError; StorageError */
  load(): Promise<T> {
    return operations.load(this);
  }

  /** Its output, computed first with all that it needs when it is missing. @throws TaskError `build_failed` and what `build` throws */
  loadOrCreate(options?: BuildOptions): Promise<T> {
    return operations.loadOrCreate(this, options);
  }

  /** Whether its output is there. Computes nothing, makes nothing. */
  exists(): Promise<boolean> {
    return operations.exists(this);
  }

  /** Its result and its attempts. */
  status(): Promise<operations.TaskStatus> {
    return operations.status(this);
  }

  /** Why it would be computed: what differs from the nearest task of its type that is there. */
  explain(): Promise<operations.Explanation> {
    return operations.explain(this);
  }

  /** Takes its output back, so that it is computed anew; with `cascade` also those of all that need it. */
  invalidate(options?: operations.InvalidateOptions): Promise<operations.Invalidated> {
    return operations.invalidate(this, options);
  }

  /** Removes its output and what is known of its attempts. @throws TaskError `task_held` while it is computed */
  delete(options?: operations.DeleteOptions): Promise<void> {
    return operations.remove(this, options);
  }

  /** Where its output came from: host, process, attempt, inputs, and dependencies found while it ran. */
  provenance(): Promise<operations.Provenance> {
    return operations.provenance(this);
  }
}

/** Parses parameters and writes them down. */
export function makeTask<T, P>(type: RegisteredType, input: unknown, write: (params: unknown) => Form): Task<T, P> {
  const parsed = (type.schema as z.ZodObject).safeParse(input ?? {});
  if (!parsed.success) throw parameterError(type.name, parsed.error);
  return new Task<T, P>(type, parsed.data as P, write(parsed.data));
}

function parameterError(name: string, error: z.ZodError): ValidationError {
  const errors = error.issues.map(({ path, code, message }) => ({ path: ["params", ...path].join("."), rule: code, message }));
  const detail = errors.map(({ path, message }) => `${path}: ${message}`).join("; ");
  return new ValidationError({ code: "invalid_request", detail: `Parameters of ${name} are not right. ${detail}`, errors });
}
