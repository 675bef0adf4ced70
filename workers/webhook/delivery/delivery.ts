import { errorFields, log } from "../../shared/log.ts";
import type { WebhookCtx } from "../context.ts";
import { CONCURRENCY, FLUSH_AFTER_MS, FLUSH_SIZE, RUN_MS, TAKE_SIZE } from "../limits.ts";
import { type MessageRow, takeDue } from "../messages/store.ts";
import type { Target } from "../target.ts";
import { attempt, type Outcome } from "./attempt.ts";
import { RateBucket } from "./bucket.ts";
import { GONE, recordOutcomes } from "./record.ts";
import { readHealth } from "./store.ts";

/**
 * Sends what is due, a few at a time, and writes down how it went, many at once. What was sent and is not written when the object dies
 * is sent again with the same id.
 */
export class Delivery {
  readonly #ctx: WebhookCtx;
  readonly #bucket = new RateBucket();
  /** Messages that are on their way, and those whose outcome is not written yet. */
  readonly #unsettled = new Set<number>();
  #inFlight = 0;
  #taken: MessageRow[] = [];
  #outcomes: Outcome[] = [];
  #running: { target: Target; endsAt: number; finish: () => void } | null = null;
  #flushIsDue = false;
  /** Whether there was nothing more due when it last looked; what becomes due by time alone is for the next run or poke. */
  #isDry = false;
  /** What kept outcomes from being written, in this run. */
  #failure: unknown = null;

  constructor(ctx: WebhookCtx) {
    this.#ctx = ctx;
  }

  /** Sends until nothing is due any more, or its time is over. Only one runs at a time. */
  async run(target: Target): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#taken = [];
    this.#failure = null;
    this.#running = { target, endsAt: this.#ctx.clock.now() + RUN_MS, finish: resolve };
    this.poke();
    await promise;
    await this.#flush();
    if (this.#failure !== null) throw this.#failure;
  }

  /** Something may have become due: sends it now if a run is on. */
  poke(): void {
    this.#isDry = false;
    this.#fill();
  }

  #fill(): void {
    const run = this.#running;
    if (!run) return;
    while (this.#inFlight < CONCURRENCY) {
      const message = this.#next(run.target, run.endsAt);
      if (!message) break;
      this.#unsettled.add(message.number);
      this.#inFlight++;
      void this.#sendOne(run.target, message);
    }
    if (this.#inFlight > 0) return;
    this.#running = null;
    run.finish();
  }

  /** Stops a run after what is on its way: the endpoint was changed. */
  stop(): void {
    if (this.#running) this.#running.endsAt = 0;
  }

  /** From when on the rate cap lets another one out. */
  allowedAt({ rateLimit }: Target): number {
    const now = this.#ctx.clock.now();
    return rateLimit === null ? now : this.#bucket.nextAt(rateLimit, now);
  }

  #next({ rateLimit }: Target, endsAt: number): MessageRow | null {
    const now = this.#ctx.clock.now();
    if (now >= endsAt) return null;
    if (this.#taken.length === 0 && !this.#isDry) {
      if (readHealth(this.#ctx.sql).pausedUntil > now) return null;
      this.#taken = takeDue(this.#ctx.sql, now, TAKE_SIZE, this.#unsettled);
      this.#isDry = this.#taken.length < TAKE_SIZE;
    }
    if (this.#taken.length === 0 || (rateLimit !== null && !this.#bucket.take(rateLimit, now))) return null;
    return this.#taken.shift() ?? null;
  }

  async #sendOne(target: Target, message: MessageRow): Promise<void> {
    const outcome = await attempt(this.#ctx, target, message);
    this.#outcomes.push(outcome);
    this.#inFlight--;
    // What asks for a pause, or for no more at all, is heeded before the next one goes out.
    if (outcome.retryAt !== null || outcome.status === GONE || this.#outcomes.length >= FLUSH_SIZE) await this.#flush();
    else this.#flushSoon();
    this.#fill();
  }

  #flushSoon(): void {
    if (this.#flushIsDue) return;
    this.#flushIsDue = true;
    setTimeout(() => {
      this.#flushIsDue = false;
      void this.#flush();
    }, FLUSH_AFTER_MS);
  }

  /** Writes what is not written. An endpoint that is to be disabled gets nothing more in this run. */
  async #flush(): Promise<void> {
    const reason = this.#write();
    if (reason === null) return;
    this.stop();
    try {
      await this.#ctx.disable(reason);
    } catch (error) {
      // Its next failure asks for it again.
      log({ level: "error", msg: "webhook not disabled", webhook: this.#ctx.id, reason, ...errorFields(error) });
    }
  }

  #write(): "gone" | "failing" | null {
    if (this.#outcomes.length === 0) return null;
    const outcomes = this.#outcomes;
    this.#outcomes = [];
    try {
      return recordOutcomes(this.#ctx, outcomes);
    } catch (error) {
      // Nothing of them is known, so all of them are due still.
      this.#failure = error;
      this.stop();
      return null;
    } finally {
      for (const { message } of outcomes) this.#unsettled.delete(message.number);
    }
  }
}
