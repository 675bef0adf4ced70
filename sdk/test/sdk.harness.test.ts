import { randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import { stack, startPrivateStack } from "../../workers/test/support/stack.ts";
import { newcomer } from "./support/newcomer.ts";

test("the SDK against the real server: from a session to a key to a run and its curves", async () => {
  const { browser, cairn, keyId } = await newcomer(stack().origin);
  const me = await cairn.me.get();
  expect(me.credential).toMatchObject({ kind: "key", id: keyId });

  const run = await cairn.run({ experiment: "penguins", params: { rate: 0.05, odd: Number.NaN }, tags: { team: "vision" } });
  for (let step = 0; step < 300; step++) run.log({ "train/loss": 1 / (step + 1), odd: step === 7 ? Number.NaN : step }, { step });
  run.params({ layers: 2 });
  await run.flush();
  const detail = await cairn.runs.get(run.id);
  expect(detail).toMatchObject({ status: "running", params: { rate: 0.05, odd: "NaN", layers: 2 }, tags: { team: "vision" } });
  expect(detail.environment).toMatchObject({ pid: process.pid, git: { commit: expect.any(String) } });
  await run.finish();

  const { series } = await cairn.runs.metrics(run.id, { keys: ["odd"], max_points: 20_000 });
  expect(series).toHaveLength(1);
  expect(series[0]?.steps).toEqual(Array.from({ length: 300 }, (_, step) => step));
  expect(series[0]?.values[7]).toBe("NaN");

  const names = await Promise.all([1, 2, 3, 4, 5].map((i) => cairn.runs.create({ experiment: `e${i}` })));
  const listed = await cairn.runs.list({ limit: 2 }).toArray();
  expect(new Set(listed.map((one) => one.id))).toEqual(new Set([run.id, ...names.map((one) => one.id)]));
  const types = (await cairn.events.list({ limit: 3 }).toArray()).map((event) => event.type);
  expect(types.filter((type) => type === "run.created")).toHaveLength(6);
  expect(await cairn.experiments.list({ limit: 1 }).toArray()).toHaveLength(6);

  await expect(cairn.runs.get("run_none")).rejects.toMatchObject({ name: "NotFoundError", requestId: expect.any(String) });
  await expect(cairn.runs.finish(run.id, { status: "failed" })).rejects.toMatchObject({
    code: "illegal_transition",
    name: "ConflictError",
  });
  await browser.keys.revoke(keyId);
  await vi.waitFor(() => expect(cairn.me.get()).rejects.toMatchObject({ code: "key_revoked", name: "KeyRevokedError" }), {
    timeout: 6_000,
  });
});

test("a run cancelled in the app is told to the program", async () => {
  const { browser, cairn } = await newcomer(stack().origin);
  const run = await cairn.run({ experiment: "penguins", handleExit: false, environment: false });
  await browser.runs.finish(run.id, { status: "cancelled" });
  run.log({ loss: 1 });
  await vi.waitFor(() => expect(run.signal.aborted).toBe(true), { timeout: 5_000 });
  await expect(run.finish()).resolves.toMatchObject({ status: "cancelled" });
});

test("a write repeated under its key is done once", async () => {
  const { browser } = await newcomer(stack().origin);
  const idempotencyKey = randomUUID();
  const first = await browser.workspaces.create({ name: "Twice" }, { idempotencyKey });
  const second = await browser.workspaces.create({ name: "Twice" }, { idempotencyKey });
  expect(second.id).toBe(first.id);
});

test("killed servers lose and double nothing", { timeout: 180_000 }, async () => {
  const server = await startPrivateStack();
  try {
    let step = 0;
    // Each exchange that ends, well or badly, leads to more points, so that every kill meets batches under way.
    let logMore = () => {};
    const { cairn } = await newcomer(server.origin, { onExchange: () => logMore() });
    const run = await cairn.run({ experiment: "restarts", environment: false, handleExit: false, flushIntervalMs: 5 });
    logMore = () => {
      for (let i = 0; i < 20; i++, step++) run.log({ loss: step }, { step });
    };
    logMore();
    for (let kill = 0; kill < 2; kill++) {
      const before = step;
      await vi.waitFor(() => expect(step).toBeGreaterThan(before + 200), { timeout: 30_000 });
      await server.kill();
      await server.start();
    }
    logMore = () => {};
    await run.finish();
    const { series } = await cairn.runs.metrics(run.id, { max_points: 20_000 });
    expect(series[0]?.steps).toEqual(Array.from({ length: step }, (_, i) => i));
    expect(series[0]?.values).toEqual(Array.from({ length: step }, (_, i) => i));
    expect(await cairn.runs.get(run.id)).toMatchObject({ status: "finished", metrics: { loss: { count: step, last: step - 1 } } });
  } finally {
    await server.remove();
  }
});
