import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { env } from "../test/support/fixtures.ts";
import type { Quota } from "./bucket.ts";
import type { Limiter } from "./object.ts";

const minute: Quota = { limit: 10, windowMs: 60_000 };
const fresh = () => env.LIMITER.get(env.LIMITER.newUniqueId()) as DurableObjectStub<Limiter>;

async function takeMany(limiter: DurableObjectStub<Limiter>, n: number, quota = minute): Promise<number> {
  const taken = await Promise.all(Array.from({ length: n }, () => limiter.take(quota)));
  return taken.filter((each) => each.allowed).length;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a bucket", () => {
  test("lets exactly its limit through, however many come at once", async () => {
    expect(await takeMany(fresh(), 100)).toBe(10);
  });

  test("tells what is left and how long to wait", async () => {
    const limiter = fresh();
    expect(await limiter.take(minute)).toEqual({ allowed: true, remaining: 9, waitMs: 6_000 });
    await takeMany(limiter, 9);
    expect(await limiter.take(minute)).toEqual({ allowed: false, remaining: 0, waitMs: 6_000 });
  });

  test("refills evenly, to its limit and no further", async () => {
    const limiter = fresh();
    await takeMany(limiter, 10);
    vi.setSystemTime(Date.now() + 5_999);
    expect(await takeMany(limiter, 5)).toBe(0);
    vi.setSystemTime(Date.now() + 1);
    expect(await takeMany(limiter, 5)).toBe(1);
    vi.setSystemTime(Date.now() + 3_600_000);
    expect(await takeMany(limiter, 100)).toBe(10);
  });

  test("does not refill when a clock goes back", async () => {
    const limiter = fresh();
    await takeMany(limiter, 10);
    vi.setSystemTime(Date.now() - 3_600_000);
    expect(await takeMany(limiter, 5)).toBe(0);
  });

  test("takes back what was taken for nothing, never above its limit", async () => {
    const limiter = fresh();
    for (let i = 0; i < 3; i++) await limiter.giveBack(minute);
    expect(await takeMany(limiter, 20)).toBe(10);
    await limiter.giveBack(minute);
    expect(await takeMany(limiter, 5)).toBe(1);
  });
});

describe("eviction from memory", () => {
  test("forgets no guess of a durable quota", async () => {
    const limiter = fresh();
    const guesses: Quota = { ...minute, durable: true };
    expect(await takeMany(limiter, 8, guesses)).toBe(8);
    await evictDurableObject(limiter);
    expect(await takeMany(limiter, 8, guesses)).toBe(2);
  });

  test("finds what was written a second after the last take", async () => {
    const limiter = fresh();
    await takeMany(limiter, 8);
    await vi.waitFor(
      async () => expect(await runInDurableObject(limiter, (_, state) => state.storage.kv.get("bucket"))).toBeDefined(),
      5_000,
    );
    await evictDurableObject(limiter);
    expect(await takeMany(limiter, 8)).toBe(2);
  });

  test("leaves no row for what is whole again before it happens", async () => {
    const limiter = fresh();
    await limiter.take(minute);
    expect(await runInDurableObject(limiter, (_, state) => state.storage.getAlarm())).toBeNull();
  });

  test("leaves nothing behind once the bucket is whole again", async () => {
    const limiter = fresh();
    const guesses: Quota = { ...minute, durable: true };
    await takeMany(limiter, 5, guesses);
    const stored = () => runInDurableObject(limiter, (_, state) => state.storage.kv.get("bucket"));
    expect(await runDurableObjectAlarm(limiter)).toBe(true);
    expect(await stored()).toBeDefined();
    vi.setSystemTime(Date.now() + 60_000);
    expect(await runDurableObjectAlarm(limiter)).toBe(true);
    expect(await stored()).toBeUndefined();
    expect(await takeMany(limiter, 20, guesses)).toBe(10);
  });
});
