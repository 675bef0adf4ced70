import { cleanTags } from "../../run/fields.ts";
import type { BuildOptions } from "../build/build.ts";
import { badParameter, TASK } from "../identity/canonical.ts";
import { taskId } from "../identity/hash.ts";
import * as operations from "../operations/index.ts";
import type { AnyTask, TaskJson, TaskOf } from "../types.ts";
import { codeOf } from "./code.ts";
import type { Form } from "./form.ts";
import type { RegisteredType } from "./type-registry.ts";

/** What people say of a task. */
interface Words {
  readonly label?: string | undefined;
  readonly tags?: { readonly [key: string]: string } | undefined;
}

/** As the server has it. */
const LABEL_MAX = 200;

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
  #id: string | null = null;
  /** What people call it; it does not count for the id. */
  readonly label?: string;
  /** What people sort it by; they do not count for the id. */
  readonly tags?: { readonly [key: string]: string };
  readonly #form: Form;

  /** @internal */
  constructor(type: RegisteredType, params: P, form: Form, { label, tags }: Words = {}) {
    this.type = type;
    this.params = params;
    this.dependencies = form.dependencies;
    this.#form = form;
    if (label !== undefined) this.label = label;
    if (tags !== undefined) this.tags = tags;
  }

  /** SHA-256 of namespace, name, version and parameters: 64 hexadecimal digits, the same on every machine. */
  get id(): string {
    const { namespace, name, version } = this.type;
    this.#id ??= taskId({ namespace, name, version, params: this.#form.params });
    return this.#id;
  }

  /** The task in words: what is hashed, and what it takes to make it again. */
  toJSON(): TaskJson {
    const { namespace, name, version, schemaHash } = this.type;
    const dependencies = this.dependencies.map(({ id }) => id);
    const { params } = this.#form;
    const unhashed = this.#form.unhashed ? { unhashed: this.#form.unhashed } : {};
    return { id: this.id, namespace, name, version, params, schema_hash: schemaHash, dependencies, ...unhashed };
  }

  /** The same task under a name for people, 1 to 200 characters. @throws TaskParameterError for a longer one, or none */
  labelled(label: string): Task<T, P> {
    const own = label.trim();
    if (own === "" || own.length > LABEL_MAX) throw badParameter("label", "length", `must have 1 to ${LABEL_MAX} characters`);
    return new Task<T, P>(this.type, this.params, this.#form, { label: own, tags: this.tags });
  }

  /**
   * The same task with tags beside those that it has. Where it is stored they are added to its own.
   * @throws ValidationError for a key or value that cannot be a tag
   */
  tagged(tags: { readonly [key: string]: string }): Task<T, P> {
    return new Task<T, P>(this.type, this.params, this.#form, { label: this.label, tags: { ...this.tags, ...cleanTags(tags) } });
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
