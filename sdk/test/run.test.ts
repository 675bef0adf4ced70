import { expect, test, vi } from "vitest";
import { type ActiveRun, Cairn, newRunId, type RunOptions } from "../src/index.ts";
import { problem, TestApi } from "./support/api.ts";
import { RunStore } from "./support/run-store.ts";

async function setUp(options: Partial<RunOptions> = {}) {
  const store = new RunStore();
  const api = await new TestApi(store.handle).start();
  const cairn = new Cairn({ url: api.url, organization: "acme", workspace: "vision" });
  const run = await cairn.run({ experiment: "penguins", environment: false, handleExit: false, console: false, system: false, ...options });
  return { store, api, cairn, run, [Symbol.asyncDispose]: () => api.stop() };
}

const points = (store: RunStore) => store.run.points.map(({ key, step, value }) => [key, step, value]);

test("params, tags, points and the end arrive", async () => {
  await using t = await setUp({
    params: { rate: 0.05, limit: Number.POSITIVE_INFINITY, none: undefined },
    tags: { team: "vision" },
    name: "first",
  });
  const { run, store } = t;
  run.log({ loss: 1, accuracy: 0.5 });
  run.log({ loss: 0.5 }, { step: 7, time: new Date(1_795_252_200_000) });
  run.log({ loss: Number.NaN });
  run.log({ loss: Number.NEGATIVE_INFINITY });
  run.params({ rate: 0.1, layers: 2 });
  run.tag({ stage: "test" });
  await run.finish();
  expect(points(store)).toEqual([
    ["loss", 0, 1],
    ["loss", 7, 0.5],
    ["loss", 8, "NaN"],
    ["loss", 9, "-Infinity"],
    ["accuracy", 0, 0.5],
  ]);
  expect(store.run.points[1]?.time).toBe(1_795_252_200_000);
  expect(store.run).toMatchObject({
    status: "finished",
    error: null,
    params: { rate: 0.1, limit: "Infinity", layers: 2 },
    tags: { team: "vision", stage: "test" },
  });
  expect(run.url).toBe(`${t.api.url}/acme/vision/runs/${run.id}`);
  expect(() => run.log({ loss: 1 })).toThrow(expect.objectContaining({ code: "run_ended" }));
});

test("points go out by themselves within the flush interval", async () => {
  await using t = await setUp();
  const arrived = Promise.withResolvers<void>();
  t.api.handler = (seen, answer) => {
    t.store.handle(seen, answer);
    if (seen.path.endsWith("/log")) arrived.resolve();
  };
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  try {
    t.run.log({ loss: 1 });
    // 500 ms is what the option's documentation says; after them the clock stands still.
    await vi.advanceTimersByTimeAsync(500);
    await arrived.promise;
    expect(t.store.run.points).toHaveLength(1);
  } finally {
    vi.useRealTimers();
  }
  await t.run.finish();
});

test("batches hold at most 10,000 points and 1,000 metrics, and one is under way at a time", async () => {
  await using t = await setUp({ flushIntervalMs: 60_000 });
  let underWay = 0;
  let most = 0;
  const { handle } = t.store;
  t.api.handler = (seen, answer) => {
    most = Math.max(most, ++underWay);
    answer.on("finish", () => underWay--);
    setImmediate(() => handle(seen, answer));
  };
  for (let step = 0; step < 25_000; step++) t.run.log({ loss: step });
  t.run.log(Object.fromEntries(Array.from({ length: 2_500 }, (_, i) => [`metric ${i}`, i])));
  await t.run.finish();
  const logs = t.api.seen.filter((seen) => seen.path.endsWith("/log")).map((seen) => JSON.parse(seen.body));
  expect(logs.map((batch) => batch.sequence)).toEqual(logs.map((_, i) => i + 1));
  expect(most).toBe(1);
  expect(points(t.store).filter(([key]) => key === "loss")).toEqual(Array.from({ length: 25_000 }, (_, i) => ["loss", i, i]));
  expect(t.store.run.points).toHaveLength(27_500);
});

test("a full buffer is an error that loses nothing it took", async () => {
  await using t = await setUp({ maxBufferedPoints: 100, journal: false, console: false });
  await t.api.stop();
  for (let i = 0; i < 100; i++) t.run.log({ loss: i });
  expect(() => t.run.log({ loss: 100 })).toThrow(expect.objectContaining({ name: "BufferFullError", code: "buffer_full" }));
  await t.api.start();
  await t.run.flush();
  t.run.log({ loss: 100 }, { step: 100 });
  await t.run.finish();
  expect(points(t.store)).toEqual(Array.from({ length: 101 }, (_, i) => ["loss", i, i]));
});

test("a refusal for good reaches flush, finish and onError, and logging goes on without harm", async () => {
  const onError = vi.fn();
  await using t = await setUp({ onError });
  t.run.log({ loss: 1 });
  t.api.handler = (_, answer) => problem(answer, 403, "forbidden");
  await expect(t.run.flush()).rejects.toMatchObject({ name: "PermissionError" });
  t.run.log({ loss: 2 });
  await expect(t.run.flush()).rejects.toMatchObject({ code: "forbidden" });
  await expect(t.run.finish()).rejects.toMatchObject({ code: "forbidden" });
  expect(onError).toHaveBeenCalledTimes(1);
  expect(t.run.signal.aborted).toBe(false);
});

test("a run cancelled from elsewhere aborts the signal, and finishing it is no error", async () => {
  const onError = vi.fn();
  await using t = await setUp({ onError });
  t.store.run.status = "cancelled";
  t.run.log({ loss: 1 });
  await vi.waitFor(() => expect(t.run.signal.aborted).toBe(true));
  expect(t.run.signal.reason).toMatchObject({ code: expect.stringMatching("run_ended|illegal_transition") });
  await expect(t.run.finish()).resolves.toMatchObject({ status: "cancelled" });
  expect(onError).not.toHaveBeenCalled();
});

test("an idle run gives signs of life, by which it hears of its end", async () => {
  await using t = await setUp({ heartbeatTimeoutS: 10 }).then(async (made) => {
    await made.run.finish();
    return made;
  });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  let run: ActiveRun;
  try {
    run = await t.cairn.run({ experiment: "penguins", environment: false, handleExit: false, heartbeatTimeoutS: 30 });
    await vi.advanceTimersByTimeAsync(9_999);
    expect(t.store.heartbeats).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
  } finally {
    vi.useRealTimers();
  }
  await vi.waitFor(() => expect(t.store.heartbeats).toBe(1));
  await run.finish();
});

test("starting is repeated with one id, and an error names what broke", async () => {
  const id = newRunId();
  const store = new RunStore();
  await using api = await new TestApi((seen, answer, request) => {
    if (api.seen.length === 1) {
      // Done, but the answer is lost.
      store.handle(seen, { writeHead() {}, end: () => request.socket.destroy() } as never);
    } else store.handle(seen, answer);
  }).start();
  const cairn = new Cairn({ url: api.url, organization: "acme", workspace: "vision" });
  const run = await cairn.run({ experiment: "penguins", id, handleExit: false });
  expect(run.id).toBe(id);
  expect(store.run.creates).toBe(2);
  expect(store.run.create.environment).toMatchObject({
    pid: process.pid,
    runtime: `node ${process.versions.node}`,
    git: { commit: expect.stringMatching(/^[0-9a-f]{40}$/), dirty: expect.any(Boolean) },
  });
  await run.finish({ error: new Error("no convergence") });
  expect(store.run).toMatchObject({ status: "failed", error: expect.stringContaining("Error: no convergence\n    at") });
});

test.each([
  [{ "": 1 }, {}],
  [{ ["x".repeat(251)]: 1 }, {}],
  [{ "a\u0000b": 1 }, {}],
  [{ loss: "1" as never }, {}],
  [{ loss: 1 }, { step: 0.5 }],
  [{ loss: 1 }, { time: -1 }],
  [{ loss: 1 }, { time: Number.NaN }],
])("log(%j, %j) is refused before it can spoil a batch", async (metrics, options) => {
  await using t = await setUp();
  expect(() => t.run.log({ good: 1, ...metrics }, options)).toThrow(expect.objectContaining({ name: "ValidationError" }));
  expect(() => t.run.params({ "bad\n": 1 })).toThrow(expect.objectContaining({ name: "ValidationError" }));
  expect(() => t.run.tag({ team: "x".repeat(8_001) })).toThrow(expect.objectContaining({ name: "ValidationError" }));
  expect(() => t.run.tag("team" as never)).toThrow("tags must be an object of names and values");
  expect(() => t.run.params(["lr"] as never)).toThrow("params must be an object of names and values");
  expect(() => t.run.summary(null as never)).toThrow("summary must be an object of names and values");
  t.run.log({ loss: 1 });
  await t.run.finish();
  expect(points(t.store)).toEqual([["loss", 0, 1]]);
});

test("await using ends the run", async () => {
  await using t = await setUp();
  {
    await using run = t.run;
    run.log({ loss: 1 });
  }
  expect(t.store.run).toMatchObject({ status: "finished", points: [{ key: "loss" }] });
});
