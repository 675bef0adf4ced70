import { CairnError } from "../../errors.ts";
import type { TaskEvent } from "./ledger.ts";

/** Events in one request. */
const BATCH = 500;

interface Waiting {
  readonly build: string | null;
  readonly events: readonly TaskEvent[];
  done(): void;
  failed(error: unknown): void;
}

/**
 * Sends events in order, as many together as came while the request before was under way: no time is lost when there are few, and few
 * requests are made when there are many.
 */
export class EventQueue {
  readonly #send: (build: string | null, events: readonly TaskEvent[]) => Promise<void>;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;

  constructor(send: (build: string | null, events: readonly TaskEvent[]) => Promise<void>) {
    this.#send = send;
  }

  /** Resolves when the events are taken; rejects with what the server says against them. */
  add(events: readonly TaskEvent[]): Promise<void> {
    const build = events[0]?.build ?? null;
    return new Promise((done, failed) => {
      this.#waiting.push({ build, events, done, failed });
      this.#running ??= this.#run();
    });
  }

  async drained(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    // What is added in the same turn goes with the first request.
    await null;
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      const batch: Waiting[] = [];
      let count = 0;
      for (const one of this.#waiting) {
        if (one.build !== first.build || (count > 0 && count + one.events.length > BATCH)) break;
        batch.push(one);
        count += one.events.length;
      }
      this.#waiting = this.#waiting.slice(batch.length);
      await this.#deliver(first.build, batch);
    }
    this.#running = null;
  }

  /** The server takes all or none, so after a refusal each goes alone and only the faulty one fails. */
  async #deliver(build: string | null, batch: readonly Waiting[]): Promise<void> {
    try {
      await this.#send(
        build,
        batch.flatMap(({ events }) => events),
      );
      for (const { done } of batch) done();
    } catch (error) {
      const isRefusal = error instanceof CairnError && !error.isRetryable;
      if (batch.length === 1 || !isRefusal) for (const { failed } of batch) failed(error);
      else for (const one of batch) await this.#deliver(build, [one]);
    }
  }
}
