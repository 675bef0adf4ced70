import { DurableObject } from "cloudflare:workers";
import { SECOND_MS } from "../shared/clock.ts";

/** A policy of a limiter: `limit` takes in any `windowMs`, refilled evenly. */
export interface Quota {
  limit: number;
  windowMs: number;
  /** Written before the answer, so that no crash forgets a take: for guesses, where each one counts. */
  durable?: boolean;
}

export interface Taken {
  allowed: boolean;
  remaining: number;
  /** Until one more is allowed (when refused) or until the quota is whole again. */
  waitMs: number;
}

interface Bucket {
  tokens: number;
  at: number;
  /** When it will be whole again, if nothing more is taken. */
  fullAt: number;
}

/** An idle object may leave memory after this long (Durable Objects, life cycle); a bucket that is full by then needs no row. */
const EVICTED_AFTER_MS = 10 * SECOND_MS;
/** How far the stored bucket may lag behind the one in memory. */
const WRITE_BEHIND_MS = SECOND_MS;
const KEY = "bucket";

/** One exact token bucket: of an organization, an address, a person's guesses. */
export class Limiter extends DurableObject<Env> {
  #bucket: Bucket | null;
  #writeIsDue = false;
  #alarmIsSet = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#bucket = ctx.storage.kv.get<Bucket>(KEY) ?? null;
  }

  /** Takes one if one is left. */
  async take(quota: Quota): Promise<Taken> {
    const tokens = this.#refilled(quota);
    const allowed = tokens >= 1;
    const left = allowed ? tokens - 1 : tokens;
    await this.#set(left, quota);
    const perMs = quota.limit / quota.windowMs;
    return { allowed, remaining: Math.floor(left), waitMs: Math.ceil((allowed ? quota.limit - left : 1 - left) / perMs) };
  }

  /** Gives one back that was taken for nothing. */
  async giveBack(quota: Quota): Promise<void> {
    await this.#set(Math.min(quota.limit, this.#refilled(quota) + 1), quota);
  }

  /** A bucket that is whole again needs no row: an address that comes once leaves nothing behind. */
  override async alarm(): Promise<void> {
    this.#alarmIsSet = false;
    if (this.#bucket && this.#bucket.fullAt > Date.now()) await this.#arm(this.#bucket.fullAt);
    else await this.ctx.storage.deleteAll();
  }

  #refilled({ limit, windowMs }: Quota): number {
    const { tokens, at } = this.#bucket ?? { tokens: limit, at: 0 };
    return Math.min(limit, tokens + Math.max(0, Date.now() - at) * (limit / windowMs));
  }

  async #set(tokens: number, { limit, windowMs, durable }: Quota): Promise<void> {
    const at = Date.now();
    this.#bucket = { tokens, at, fullAt: at + ((limit - tokens) * windowMs) / limit };
    if (durable) await this.#write();
    else if (!this.#writeIsDue && this.#bucket.fullAt - at > EVICTED_AFTER_MS) {
      this.#writeIsDue = true;
      setTimeout(() => {
        this.#writeIsDue = false;
        this.ctx.waitUntil(this.#write());
      }, WRITE_BEHIND_MS);
    }
  }

  async #write(): Promise<void> {
    if (!this.#bucket) return;
    this.ctx.storage.kv.put(KEY, this.#bucket);
    await this.#arm(this.#bucket.fullAt);
  }

  async #arm(at: number): Promise<void> {
    if (this.#alarmIsSet) return;
    this.#alarmIsSet = true;
    await this.ctx.storage.setAlarm(at);
  }
}
