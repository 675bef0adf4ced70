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

/** An exact token bucket, as it is kept. */
export interface Bucket {
  tokens: number;
  at: number;
  /** When it will be whole again, if nothing more is taken. */
  fullAt: number;
}

/** Takes one if one is left; null: a bucket that is whole. */
export function takeOne(bucket: Bucket | null, quota: Quota, now: number): { bucket: Bucket; taken: Taken } {
  const tokens = refilled(bucket, quota, now);
  const allowed = tokens >= 1;
  const left = allowed ? tokens - 1 : tokens;
  const perMs = quota.limit / quota.windowMs;
  const waitMs = Math.ceil((allowed ? quota.limit - left : 1 - left) / perMs);
  return { bucket: bucketOf(left, quota, now), taken: { allowed, remaining: Math.floor(left), waitMs } };
}

/** Gives one back that was taken for nothing. */
export const giveOneBack = (bucket: Bucket | null, quota: Quota, now: number): Bucket =>
  bucketOf(Math.min(quota.limit, refilled(bucket, quota, now) + 1), quota, now);

function refilled(bucket: Bucket | null, { limit, windowMs }: Quota, now: number): number {
  const { tokens, at } = bucket ?? { tokens: limit, at: 0 };
  return Math.min(limit, tokens + Math.max(0, now - at) * (limit / windowMs));
}

const bucketOf = (tokens: number, { limit, windowMs }: Quota, at: number): Bucket => ({
  tokens,
  at,
  fullAt: at + ((limit - tokens) * windowMs) / limit,
});
