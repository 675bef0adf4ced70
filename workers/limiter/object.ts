import { DurableObject } from "cloudflare:workers";
import { SECOND_MS } from "../shared/clock.ts";
import { type Bucket, giveOneBack, type Quota, type Taken, takeOne } from "./bucket.ts";

/** An idle object may leave memory after this long (Durable Objects, life cycle); a bucket that is full by then needs no row. */
const EVICTED_AFTER_MS = 10 * SECOND_MS;
/** How far the stored bucket may lag behind the one in memory. */
const WRITE_BEHIND_MS = SECOND_MS;
const KEY = "bucket";

/** One exact token bucket: of a key, an address, a person's guesses. */
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
    const { bucket, taken } = takeOne(this.#bucket, quota, Date.now());
    await this.#set(bucket, quota);
    return taken;
  }

  /** Gives one back that was taken for nothing. */
  async giveBack(quota: Quota): Promise<void> {
    await this.#set(giveOneBack(this.#bucket, quota, Date.now()), quota);
  }

  /** A bucket that is whole again needs no row: an address that comes once leaves nothing behind. */
  override async alarm(): Promise<void> {
    this.#alarmIsSet = false;
    if (this.#bucket && this.#bucket.fullAt > Date.now()) await this.#arm(this.#bucket.fullAt);
    else await this.ctx.storage.deleteAll();
  }

  async #set(bucket: Bucket, { durable }: Quota): Promise<void> {
    this.#bucket = bucket;
    if (durable) await this.#write();
    else if (!this.#writeIsDue && bucket.fullAt - bucket.at > EVICTED_AFTER_MS) {
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
