import { DurableObject } from "cloudflare:workers";

/** A policy of a limiter: `limit` requests in any `windowMs`, refilled evenly. */
export interface Quota {
  limit: number;
  windowMs: number;
}

export interface Taken {
  allowed: boolean;
  remaining: number;
  /** Until one more request is allowed (when refused) or until the quota is whole again. */
  waitMs: number;
}

/**
 * One exact token bucket (an organization, an address). State is in memory on purpose: an object leaves memory only after it was
 * idle for longer than a window, when the bucket is full again.
 */
export class Limiter extends DurableObject<Env> {
  #tokens: number | null = null;
  #at = 0;

  /** Takes `cost` requests if one is left; a cost of 0 only looks. */
  take(quota: Quota, cost = 1): Taken {
    const now = Date.now();
    const perMs = quota.limit / quota.windowMs;
    const tokens = Math.min(quota.limit, (this.#tokens ?? quota.limit) + (now - this.#at) * perMs);
    const allowed = tokens >= 1;
    this.#tokens = allowed ? tokens - cost : tokens;
    this.#at = now;
    const waitMs = allowed ? (quota.limit - this.#tokens) / perMs : (1 - tokens) / perMs;
    return { allowed, remaining: Math.floor(this.#tokens), waitMs: Math.ceil(waitMs) };
  }
}
