import { expect, test } from "vitest";
import { type Clock, pollDevice } from "../../src/cli/login/device.ts";
import type { Fetch } from "../../src/config/credentials/oauth.ts";

/** A clock that jumps: a sleep takes no time and is written down in seconds. */
function fakeClock(): Clock & { slept: number[] } {
  let now = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: async (ms) => {
      slept.push(ms / 1000);
      now += ms;
    },
  };
}

const authorization = (expiresIn = 600) => ({
  device_code: "device",
  user_code: "BCDF-GHJK",
  verification_uri: "http://localhost/device",
  verification_uri_complete: "http://localhost/device?code=BCDF-GHJK",
  expires_in: expiresIn,
  interval: 5,
});
const token = { access_token: "a", token_type: "Bearer", expires_in: 60, refresh_token: "r" };

type Step = string | "down" | typeof token | { error: string; retryAfter: string };

/** A token endpoint that gives one answer after the other, the last one again and again. */
function answers(...steps: Step[]): Fetch {
  let at = 0;
  return async () => {
    const step = steps[Math.min(at++, steps.length - 1)];
    if (step === "down") throw new TypeError("fetch failed");
    if (typeof step === "object" && "access_token" in step) return Response.json(step);
    const { error, retryAfter } = typeof step === "object" ? step : { error: step, retryAfter: undefined };
    return Response.json({ error }, { status: 400, headers: retryAfter ? { "retry-after": retryAfter } : {} });
  };
}

const poll = (fetch: Fetch, clock: Clock, expiresIn?: number) =>
  pollDevice({ host: "http://localhost", fetch }, authorization(expiresIn), clock);

test("asks at the server's interval until the person approved", async () => {
  const clock = fakeClock();
  await expect(poll(answers("authorization_pending", "authorization_pending", token), clock)).resolves.toEqual(token);
  expect(clock.slept).toEqual([5, 5, 5]);
});

test("slow_down adds five seconds to this and every later wait", async () => {
  const clock = fakeClock();
  await poll(answers("authorization_pending", "slow_down", "authorization_pending", "slow_down", "authorization_pending", token), clock);
  expect(clock.slept).toEqual([5, 5, 10, 10, 15, 15]);
});

test("a server that does not answer is asked ever more rarely, then at the old pace again", async () => {
  const clock = fakeClock();
  await poll(answers("down", "down", "down", "down", "down", "authorization_pending", token), clock);
  expect(clock.slept).toEqual([5, 10, 20, 40, 60, 60, 5]);
});

test("Retry-After is waited for", async () => {
  const clock = fakeClock();
  await poll(answers({ error: "slow_down", retryAfter: "30" }, token), clock);
  expect(clock.slept).toEqual([5, 30]);
});

test("asks until the code's own end, not a fixed number of times", async () => {
  const clock = fakeClock();
  await expect(poll(answers("authorization_pending"), clock, 1800)).rejects.toMatchObject({ exit: 8 });
  expect(clock.slept.length).toBeGreaterThan(350);
  expect(clock.now()).toBe(1_800_000);
});

test.each([
  ["expired_token", 8],
  ["access_denied", 4],
])("%s ends the wait with exit code %i", async (error, exit) => {
  const clock = fakeClock();
  await expect(poll(answers("authorization_pending", error), clock)).rejects.toMatchObject({ exit });
  expect(clock.slept).toEqual([5, 5]);
});

test("any other refusal ends the wait", async () => {
  await expect(poll(answers("invalid_client"), fakeClock())).rejects.toMatchObject({ name: "OAuthRefusal", error: "invalid_client" });
});
