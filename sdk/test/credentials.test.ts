import { expect, test, vi } from "vitest";
import { Cairn, type TokenSource } from "../src/index.ts";
import { json, problem, TestApi } from "./support/api.ts";

const jwt = (name: string, iat: number, exp: number) =>
  `eyJhbGciOiJFUzI1NiJ9.${Buffer.from(JSON.stringify({ sub: name, iat, exp })).toString("base64url")}.c2ln`;
const nowS = () => Math.floor(Date.now() / 1000);

/** A server that takes one token and calls every other one expired. */
const taking = (good: () => string) =>
  new TestApi((seen, answer) => {
    if (seen.headers.authorization === `Bearer ${good()}`) json(answer, 200, { ok: true });
    else problem(answer, 401, "token_expired", { expired_at: "2026-11-21T09:30:00.000Z" });
  });

test("many requests refused at once make one refresh, and all succeed", async () => {
  let current = "old";
  const refresh = vi.fn(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    current = "new";
    return current;
  });
  await using api = await taking(() => "new").start();
  const cairn = new Cairn({ url: api.url, token: { get: async () => current, refresh } });
  await Promise.all(Array.from({ length: 30 }, () => cairn.me.get()));
  await cairn.me.get();
  expect(refresh.mock.calls).toEqual([["old"]]);
});

test("a source that keeps returning the old token is refreshed once all the same", async () => {
  const refresh = vi.fn(async () => "new");
  await using api = await taking(() => "new").start();
  const cairn = new Cairn({ url: api.url, token: { get: async () => "old", refresh } });
  await cairn.me.get();
  await Promise.all([cairn.me.get(), cairn.me.get()]);
  expect(refresh).toHaveBeenCalledTimes(1);
});

test("an expired token that cannot be renewed is told as such, after one try", async () => {
  await using api = await taking(() => "none").start();
  const refresh = vi.fn(async (): Promise<string | null> => null);
  const cairn = new Cairn({ url: api.url, token: { get: async () => "old", refresh } });
  await expect(cairn.me.get()).rejects.toMatchObject({ name: "TokenExpiredError", problem: { expired_at: "2026-11-21T09:30:00.000Z" } });
  expect(refresh).toHaveBeenCalledTimes(1);
  await expect(new Cairn({ url: api.url, token: "cairn_svc_key" }).me.get()).rejects.toMatchObject({ code: "token_expired" });
});

test("a renewed token that is refused too does not make a loop", async () => {
  await using api = await taking(() => "none").start();
  let count = 0;
  const cairn = new Cairn({ url: api.url, token: { get: async () => `t${count}`, refresh: async () => `t${++count}` } });
  await expect(cairn.me.get()).rejects.toMatchObject({ code: "token_expired" });
  expect(count).toBe(1);
});

test("a token is renewed 30 s before its end, and not before that", async () => {
  let current = jwt("late", nowS() - 3600, nowS() + 60);
  const fresh = jwt("fresh", nowS(), nowS() + 3600);
  const refresh = vi.fn(async () => fresh);
  const source: TokenSource = { get: async () => current, refresh };
  await using api = await new TestApi((_, answer) => json(answer, 200, {})).start();
  const cairn = new Cairn({ url: api.url, token: source });
  await cairn.me.get();
  expect(refresh).not.toHaveBeenCalled();
  current = jwt("late", nowS() - 3600, nowS() + 29);
  await Promise.all([cairn.me.get(), cairn.me.get(), cairn.me.get()]);
  expect(refresh).toHaveBeenCalledTimes(1);
  expect(api.seen.at(-1)?.headers.authorization).toBe(`Bearer ${fresh}`);
});

test("a clock that is an hour fast renews once, not on every request", async () => {
  let current = jwt("old", nowS() - 7200, nowS() - 3600);
  const refresh = vi.fn(async () => {
    current = jwt("new", nowS() - 4500, nowS() - 3600);
    return current;
  });
  await using api = await new TestApi((_, answer) => json(answer, 200, {})).start();
  const cairn = new Cairn({ url: api.url, token: { get: async () => current, refresh } });
  for (let i = 0; i < 5; i++) await cairn.me.get();
  expect(refresh).toHaveBeenCalledTimes(1);
});

test("when renewing ahead of time fails, the token that still works is used", async () => {
  const current = jwt("late", nowS() - 3600, nowS() + 10);
  await using api = await taking(() => current).start();
  const refresh = vi.fn(() => Promise.reject(new Error("the token server is away")));
  await new Cairn({ url: api.url, token: { get: async () => current, refresh } }).me.get();
  expect(refresh).toHaveBeenCalledTimes(1);
});
