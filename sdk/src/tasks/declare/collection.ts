import { badParameter } from "../identity/canonical.ts";
import type { AnyTask } from "../types.ts";

/** Tasks under one name, each once, in the order in which they came; some of them with a name of their own. */
export class TaskCollection<K extends AnyTask = AnyTask> implements Iterable<K> {
  readonly name: string;
  readonly #tasks = new Map<string, K>();
  readonly #names = new Map<string, string>();

  constructor(name: string, tasks: Iterable<K> | { readonly [name: string]: K } = []) {
    this.name = name;
    if (Symbol.iterator in tasks) for (const task of tasks) this.add(task);
    else for (const [own, task] of Object.entries(tasks)) this.add(task, own);
  }

  get size(): number {
    return this.#tasks.size;
  }

  /** Adds a task; the same one again changes nothing. @throws ValidationError when the name is that of another */
  add(task: K, name?: string): this {
    if (name !== undefined) {
      const taken = this.#names.get(name);
      if (taken !== undefined && taken !== task.id)
        throw badParameter("name", "taken", `"${name}" is the name of another task in ${this.name}`);
      this.#names.set(name, task.id);
    }
    if (!this.#tasks.has(task.id)) this.#tasks.set(task.id, task);
    return this;
  }

  has(task: AnyTask): boolean {
    return this.#tasks.has(task.id);
  }

  /** The task of a name. @throws ValidationError when there is none, with the names that are */
  get(name: string): K {
    const found = this.find(name);
    if (found) return found;
    throw badParameter(
      "name",
      "unknown",
      `"${name}" is no task in ${this.name}; it has ${[...this.#names.keys()].join(", ") || "no names"}`,
    );
  }

  /** The task of a name, or null. */
  find(name: string): K | null {
    return this.#tasks.get(this.#names.get(name) ?? "") ?? null;
  }

  [Symbol.iterator](): Iterator<K> {
    return this.#tasks.values();
  }
}
