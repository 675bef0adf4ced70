import { BURST_MS } from "../limits.ts";

/** A rate cap: so many requests a second, in small bursts. Kept in memory: an object that was away has sent nothing. */
export class RateBucket {
  #tokens = 0;
  #at = 0;

  /** Takes one if there is one. */
  take(perSecond: number, now: number): boolean {
    this.#refill(perSecond, now);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** When one more may be taken. */
  nextAt(perSecond: number, now: number): number {
    this.#refill(perSecond, now);
    return this.#tokens >= 1 ? now : Math.ceil(now + Math.max(BURST_MS, ((1 - this.#tokens) * 1_000) / perSecond));
  }

  #refill(perSecond: number, now: number): void {
    const size = Math.max(1, (perSecond * BURST_MS) / 1_000);
    this.#tokens = Math.min(size, this.#tokens + (Math.max(0, now - this.#at) * perSecond) / 1_000);
    this.#at = now;
  }
}
