import type { BuildFacts, TaskEvent } from "./ledger.ts";
import type { Registration, Registry } from "./registry.ts";

/** Something that a server is to be told when it is back. */
export type JournalEntry =
  | { readonly kind: "build"; readonly facts: BuildFacts }
  | { readonly kind: "tasks"; readonly build: string; readonly tasks: readonly Registration[] }
  | { readonly kind: "events"; readonly build: string | null; readonly events: readonly TaskEvent[] }
  | { readonly kind: "finish"; readonly build: string; readonly status: "success" | "failed" | "cancelled" | "interrupted" };

/** Keeps what could not be sent, in order. */
export interface Journal {
  add(entry: JournalEntry): Promise<void>;
  /** Whether anything is left to be sent, as far as is known without a look. */
  hasLeftovers(): boolean;
  /** Sends everything in order and forgets what was taken. Sent twice, it is taken once. */
  drain(registry: Registry): Promise<void>;
}

/** Tells a server of one entry. */
export async function send(registry: Registry, entry: JournalEntry): Promise<void> {
  if (entry.kind === "build") await registry.openBuild(entry.facts);
  else if (entry.kind === "tasks") await registry.register(entry.tasks, entry.build);
  else if (entry.kind === "events") await registry.append(entry.build, entry.events);
  else await registry.finishBuild(entry.build, entry.status);
}

/** Keeps it in this process. */
export class MemoryJournal implements Journal {
  readonly #entries: JournalEntry[] = [];

  async add(entry: JournalEntry): Promise<void> {
    this.#entries.push(entry);
  }

  hasLeftovers(): boolean {
    return this.#entries.length > 0;
  }

  async drain(registry: Registry): Promise<void> {
    for (let entry = this.#entries[0]; entry; entry = this.#entries[0]) {
      await send(registry, entry);
      this.#entries.shift();
    }
  }
}
