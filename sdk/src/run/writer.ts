import { CairnError } from "../errors.ts";
import { unref } from "../runtime.ts";
import type { LogAccepted, RunStatus } from "../schema/index.ts";
import { backoffMs } from "../transport/backoff.ts";
import type { Batches, SealedBatch } from "./batches.ts";

/** Open batches are sent after this time, in ms. */
export const FLUSH_INTERVAL_MS = 500;
/** How often a batch on which the server fails (500) is tried; a server that is away or overloaded is waited for without end. */
const SERVER_FAULT_TRIES = 60;

export interface WriterDeps {
  batches: Batches;
  send(batch: SealedBatch): Promise<LogAccepted>;
  heartbeat(): Promise<{ status: RunStatus }>;
  flushIntervalMs: number;
  heartbeatMs: number;
  onStatus(status: RunStatus): void;
  /** Called when a batch has failed twice: the server may be away for long. */
  onAway(): void;
  /** Called when nothing waits any more. */
  onEmpty(): void;
  /** Called once, when the server refuses for good. */
  onFailure(error: unknown): void;
}

interface Waiter {
  sequence: number;
  resolve(): void;
  reject(error: unknown): void;
}

/** Where batches go: to the server, or to a journal. */
export interface Delivery {
  readonly failure: { error: unknown } | null;
  /** Call after adding to the batches: sends full ones now and the open one soon. */
  notice(): void;
  /** Resolves when all that was added so far is stored; rejects when it was refused for good. */
  flush(): Promise<void>;
  /** Ends the present wait between two tries: the process is about to end. */
  hurry(): void;
  /** Keeps the process alive until a promise settles. */
  hold<T>(promise: Promise<T>): Promise<T>;
  /** Ends the timers; nothing more is sent. */
  close(): void;
}

/**
 * Brings batches to the server: one at a time, in order, the same one again until it is taken. Timers do not keep the process alive,
 * waiting callers do.
 */
export class Writer implements Delivery {
  readonly #deps: WriterDeps;
  #isSending = false;
  #isClosed = false;
  #failure: { error: unknown } | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #heart: ReturnType<typeof setTimeout> | null = null;
  #holder: ReturnType<typeof setInterval> | null = null;
  #waiters: Waiter[] = [];
  #holds = 0;
  #wake: (() => void) | null = null;
  /** When the open batch is to be sent, in ms of Unix time. */
  #dueAt: number | null = null;

  constructor(deps: WriterDeps) {
    this.#deps = deps;
    this.#beat();
  }

  get failure(): { error: unknown } | null {
    return this.#failure;
  }

  notice(): void {
    if (this.#failure) return;
    this.#dueAt ??= Date.now() + this.#deps.flushIntervalMs;
    if (this.#isSending) return;
    if (this.#deps.batches.hasFull) void this.#drain();
    else this.#schedule();
  }

  flush(): Promise<void> {
    const { batches } = this.#deps;
    if (this.#failure) return Promise.reject(this.#failure.error);
    batches.seal();
    if (!batches.hasFull) return Promise.resolve();
    const done = new Promise<void>((resolve, reject) => this.#waiters.push({ sequence: batches.sequence, resolve, reject }));
    if (!this.#isSending) void this.#drain();
    return this.hold(done);
  }

  hurry(): void {
    this.#wake?.();
  }

  async hold<T>(promise: Promise<T>): Promise<T> {
    if (this.#holds++ === 0) this.#holder = setInterval(() => {}, 2 ** 30);
    try {
      return await promise;
    } finally {
      if (--this.#holds === 0 && this.#holder) clearInterval(this.#holder);
    }
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#heart) clearTimeout(this.#heart);
    this.#wake?.();
  }

  #schedule(): void {
    if (this.#timer || this.#isClosed || this.#dueAt === null) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        if (!this.#isSending) void this.#drain();
      },
      Math.max(0, (this.#dueAt ?? 0) - Date.now()),
    );
    unref(this.#timer);
  }

  async #drain(): Promise<void> {
    const { batches } = this.#deps;
    this.#isSending = true;
    try {
      for (let batch = this.#next(); batch; batch = this.#next()) {
        if (!(await this.#deliver(batch))) return;
        batches.shift();
        const { sequence } = batch;
        const done = this.#waiters.filter((waiter) => waiter.sequence <= sequence);
        this.#waiters = this.#waiters.filter((waiter) => waiter.sequence > sequence);
        for (const waiter of done) waiter.resolve();
      }
      this.#deps.onEmpty();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isSending = false;
      this.#schedule();
    }
  }

  /** The oldest full batch, else the open one when its time has come. */
  #next(): SealedBatch | undefined {
    const { batches } = this.#deps;
    if (!batches.hasFull && this.#dueAt !== null && Date.now() >= this.#dueAt) {
      this.#dueAt = null;
      batches.seal();
    }
    return batches.first();
  }

  /** Sends a batch until it is taken; false when the writer was closed first. */
  async #deliver(batch: SealedBatch): Promise<boolean> {
    for (let tries = 0; !this.#isClosed; tries++) {
      try {
        const { status } = await this.#deps.send(batch);
        this.#beat();
        this.#deps.onStatus(status);
        return true;
      } catch (error) {
        const isFault = CairnError.isCairnError(error) && error.status === 500;
        if (!CairnError.isCairnError(error) || !error.isRetryable || (isFault && tries >= SERVER_FAULT_TRIES)) throw error;
        if (tries > 0) this.#deps.onAway();
        await this.#pause(Math.max(error.retryAfterMs ?? 0, backoffMs(tries)));
      }
    }
    return false;
  }

  /** Waits; `hurry` and `close` cut it short. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(end, ms);
      unref(timer);
      this.#wake = end;
    });
  }

  #fail(error: unknown): void {
    if (this.#failure) return;
    this.#failure = { error };
    this.close();
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
    this.#deps.onFailure(error);
  }

  /** Starts the time to the next heartbeat anew. */
  #beat(): void {
    if (this.#heart) clearTimeout(this.#heart);
    if (this.#isClosed) return;
    this.#heart = setTimeout(async () => {
      try {
        // A batch under way, or its repetition, is a sign of life already.
        if (!this.#isSending) this.#deps.onStatus((await this.#deps.heartbeat()).status);
      } catch (error) {
        if (CairnError.isCairnError(error) && !error.isRetryable) this.#fail(error);
      }
      this.#beat();
    }, this.#deps.heartbeatMs);
    unref(this.#heart);
  }
}
