import { Webhook as Verifier } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { newSecret, secretBytes } from "../../control/webhooks/secret.ts";
import { DAY_MS, HOUR_MS } from "../../shared/clock.ts";
import { DEAD_AFTER_MS, RETRY_AFTER_MAX_MS, SCHEDULE_MS } from "../limits.ts";
import { RateBucket } from "./bucket.ts";
import { afterFailure, HEALTHY, isDead } from "./health.ts";
import { nextDue, retryAfter } from "./schedule.ts";
import { signedHeaders } from "./sign.ts";

test("waits are those of the schedule, a tenth longer or shorter at most", () => {
  for (const [step, wait] of SCHEDULE_MS.entries()) {
    expect(nextDue(step, 1_000, () => 0)).toBe(1_000 + Math.round(wait * 0.9));
    expect(nextDue(step, 1_000, () => 0.5)).toBe(1_000 + wait);
    expect(nextDue(step, 1_000, () => 1)).toBe(1_000 + Math.round(wait * 1.1));
  }
  expect(nextDue(SCHEDULE_MS.length, 1_000, () => 0.5)).toBeNull();
});

test("Retry-After is read as seconds or a date, a day at most", () => {
  const now = Date.parse("2026-11-21T09:30:00Z");
  expect(retryAfter("120", now)).toBe(now + 120_000);
  expect(retryAfter("Sat, 21 Nov 2026 09:40:00 GMT", now)).toBe(now + 600_000);
  expect(retryAfter("99999999", now)).toBe(now + RETRY_AFTER_MAX_MS);
  for (const none of [null, "0", "soon", "-5", "Sat, 21 Nov 2020 09:40:00 GMT"]) expect(retryAfter(none, now)).toBeNull();
});

test("an endpoint is given up after five days of only failures, counted from several within a day", () => {
  let health = HEALTHY;
  const fail = (at: number) => {
    health = afterFailure(health, at, null);
    return isDead(health, at);
  };
  // One failure every two days never begins to count.
  for (let day = 0; day < 20; day += 2) expect(fail(day * DAY_MS)).toBe(false);
  const from = 30 * DAY_MS;
  for (let hour = 0; hour < 5; hour++) expect(fail(from + hour * HOUR_MS)).toBe(false);
  expect(fail(from + DEAD_AFTER_MS - 1)).toBe(false);
  expect(fail(from + DEAD_AFTER_MS)).toBe(true);
  expect(isDead(HEALTHY, from + DEAD_AFTER_MS)).toBe(false);
});

test("a rate cap lets out as many as it says", () => {
  const bucket = new RateBucket();
  let sent = 0;
  for (let now = 1_000_000; now < 1_010_000; now += 10) if (bucket.take(25, now)) sent++;
  expect(sent).toBeGreaterThanOrEqual(250);
  expect(sent).toBeLessThanOrEqual(253);
});

describe("a signature", () => {
  const keyOf = async (secret: string, until: number | null = null) => ({
    key: await crypto.subtle.importKey("raw", secretBytes(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]),
    until,
  });
  const body = JSON.stringify({ type: "run.finished", data: { name: "Ä ✓" } });

  test("is taken by the official library, and one of either secret while one is replaced", async () => {
    const now = Date.now();
    const [fresh, former] = [newSecret(), newSecret()];
    const both = await signedHeaders([await keyOf(fresh), await keyOf(former, now + 1)], { id: "evt_1", body, now });
    for (const secret of [fresh, former]) expect(new Verifier(secret).verify(body, both)).toEqual(JSON.parse(body));
    expect(() => new Verifier(newSecret()).verify(body, both)).toThrow("No matching signature found");
    const after = await signedHeaders([await keyOf(fresh), await keyOf(former, now)], { id: "evt_1", body, now });
    expect(() => new Verifier(former).verify(body, after)).toThrow();
    expect(new Verifier(fresh).verify(body, after)).toEqual(JSON.parse(body));
  });

  test("is made with secrets of 32 random bytes, none of them twice", () => {
    const secrets = Array.from({ length: 100 }, newSecret);
    expect(new Set(secrets).size).toBe(100);
    for (const secret of secrets) {
      expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
      expect(secretBytes(secret)).toHaveLength(32);
    }
  });
});
