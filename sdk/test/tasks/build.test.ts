import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  build,
  configureTasks,
  folder,
  inProcess,
  memoryEnvironment,
  plan,
  type Runner,
  sequential,
  type Task,
  TaskError,
  type TaskEvent,
  task,
  taskEnvironment,
  taskOf,
} from "../../src/tasks/index.ts";
import { processes, threads } from "../../src/tasks/node/index.ts";
import { broken, deadly, needsBroken, number, sum } from "./pipeline.ts";

const base = mkdtempSync(join(tmpdir(), "cairn-tasks-"));
let folders = 0;
const newFolder = () => join(base, String(folders++));
afterAll(() => rmSync(base, { recursive: true, force: true }));

beforeEach(() => void configureTasks(memoryEnvironment()));

const quiet = { handleSignals: false } as const;
const sums = (summary: { [name: string]: unknown }) =>
  (["reused", "succeeded", "failed", "skipped", "cancelled", "held", "pending"] as const).reduce(
    (all, name) => all + Number(summary[name]),
    0,
  );

const double = task("double", {
  params: z.object({ of: taskOf<number>() }),
  output: z.number(),
  run: async ({ of }, ctx) => 2 * (await ctx.load(of)),
});
const constant = task("constant", { params: z.object({ x: z.number() }), output: z.number(), run: ({ x }) => x });

describe.each<[string, () => Runner]>([
  ["sequential", sequential],
  ["in process", inProcess],
  ["threads", () => threads({ workers: 2 })],
  ["processes", () => processes({ workers: 2 })],
])("every runner: %s", (_, runner) => {
  test("computes a graph with dependencies found on the way, once, and goes on after a failure", { timeout: 60_000 }, async () => {
    configureTasks({ root: join(newFolder(), "tasks") });
    const total = sum({ parts: [1, 2, 3].map((i) => number({ i })), extra: 1_000 });
    const asked = [total, needsBroken({ what: broken({ name: "a" }) })];
    const told: string[] = [];
    const onEvent = ({ task, type }: TaskEvent) => void told.push(`${task} ${type}`);
    const summary = await build(asked, { runner: runner(), failMode: "continue", onEvent, ...quiet });
    for (const { id } of [total, number({ i: 1 }), number({ i: 1_000 })]) {
      expect(told).toContain(`${id} started`);
      expect(told.filter((line) => line === `${id} succeeded`)).toHaveLength(1);
    }
    expect(told).toContain(`${broken({ name: "a" }).id} failed`);
    expect(summary).toMatchObject({ status: "failed", discovered: 7, succeeded: 5, failed: 1, skipped: 1, reused: 0, pending: 0 });
    expect(summary.failures[0]?.failure).toMatchObject({ type: "RangeError", message: "no such file" });
    expect(await total.load()).toEqual({ total: 1_006 });
    expect((await total.status()).result).toBe("success");
    expect((await broken({ name: "a" }).status()).result).toBe("failed");
    expect((await needsBroken({ what: broken({ name: "a" }) }).status()).result).toBe("absent");
    expect((await total.provenance()).observed).toContain(number({ i: 1_000 }).id);
    expect((await total.provenance()).reports).toEqual([{ name: "summary", format: "markdown", text: "# 3 parts" }]);
    const { ledger } = taskEnvironment();
    expect(await ledger.readLog(number({ i: 2 }).id, 1)).toMatch(/INFO +number 2/);
    const again = await build(total, { runner: runner(), ...quiet });
    expect(again).toMatchObject({ status: "success", discovered: 1, reused: 1, succeeded: 0 });
  });
});

test("a worker that dies takes only its task along, and another try computes it", { timeout: 60_000 }, async () => {
  const folder = newFolder();
  configureTasks({ root: join(folder, "tasks") });
  const victim = deadly({ mark: join(base, "mark") });
  const summary = await build([victim, number({ i: 5 })], { runner: processes({ workers: 2 }), failMode: "continue", ...quiet });
  expect(summary).toMatchObject({ succeeded: 1, failed: 1 });
  expect(summary.failures[0]?.failure.message).toContain("its process ended with SIGKILL");
  expect((await victim.status()).attempts.map(({ status }) => status)).toEqual(["crashed"]);
  expect((await build(victim, { runner: processes({ workers: 1 }), ...quiet })).status).toBe("success");
  expect((await victim.status()).attempts.map(({ status }) => status)).toEqual(["crashed", "success"]);
});

test("what is complete is not looked behind", async () => {
  const of = double({ of: constant({ x: 4 }) });
  await build(of, quiet);
  await constant({ x: 4 }).invalidate();
  expect(await build(of, quiet)).toMatchObject({ discovered: 1, reused: 1 });
  expect(await constant({ x: 4 }).exists()).toBe(false);
});

test("fail mode fast starts nothing more; the summary adds up", async () => {
  const bad = task("bad-first", { run: () => Promise.reject(new Error("no")) });
  const summary = await build([bad(), ...Array.from({ length: 20 }, (_, x) => constant({ x }))], {
    concurrency: 1,
    priority: (t) => (t.type.name === "bad-first" ? 1 : 0),
    ...quiet,
  });
  expect(summary).toMatchObject({ status: "failed", failed: 1, pending: 20, succeeded: 0 });
  expect(sums({ ...summary })).toBe(summary.discovered);
});

test("tasks that wait for each other inside run() end with an error that names the circle", async () => {
  const loop: { [name: string]: () => Task<number> } = {};
  const a = task("loop-a", { output: z.number(), run: (_, ctx) => ctx.load(loop.b?.() as Task<number>) });
  const b = task("loop-b", { output: z.number(), run: (_, ctx) => ctx.load(loop.a?.() as Task<number>) });
  loop.a = () => a() as Task<number>;
  loop.b = () => b() as Task<number>;
  const summary = await build(a(), quiet);
  expect(summary.status).toBe("failed");
  expect(summary.failures.map(({ failure }) => failure.message).join()).toContain("need each other in a circle: loop-b@1");
});

test("throttles and resources are never exceeded, and a task that asks for too much says so", async () => {
  let running = 0;
  let most = 0;
  const heavy = task("heavy", {
    params: z.object({ i: z.number() }),
    output: z.number(),
    kind: "gpu",
    estimate: () => ({ cpus: 2 }),
    run: async ({ i }) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return i;
    },
  });
  const all = Array.from({ length: 12 }, (_, i) => heavy({ i }));
  expect((await build(all.slice(0, 6), { concurrency: 8, throttle: { gpu: 2 }, ...quiet })).succeeded).toBe(6);
  expect(most).toBe(2);
  most = 0;
  expect((await build(all.slice(6), { concurrency: 8, resources: { cpus: 6 }, ...quiet })).succeeded).toBe(6);
  expect(most).toBe(3);
  const summary = await build(heavy({ i: 99 }), { resources: { cpus: 1 }, ...quiet });
  expect(summary.failures[0]?.failure.message).toContain("asks for cpus: 2, but the build has 1");
});

test("maxAttempts tries again; each try is an attempt", async () => {
  let tries = 0;
  const flaky = task("flaky", {
    maxAttempts: 3,
    output: z.number(),
    run: () => (++tries < 3 ? Promise.reject(new Error(`try ${tries}`)) : tries),
  });
  expect((await build(flaky(), quiet)).status).toBe("success");
  expect((await flaky().status()).attempts.map(({ number: n, status }) => [n, status])).toEqual([
    [1, "failed"],
    [2, "failed"],
    [3, "success"],
  ]);
});

test("force computes anew and records an attempt; by name it reaches tasks behind", async () => {
  const top = double({ of: constant({ x: 7 }) });
  await build(top, quiet);
  expect(await build(top, { force: true, ...quiet })).toMatchObject({ succeeded: 1, reused: 1 });
  expect(await build(top, { force: ["constant", "double"], ...quiet })).toMatchObject({ succeeded: 2 });
  expect((await top.status()).attempts).toHaveLength(3);
});

test("a dry run computes and keeps nothing, in an order in which it could be computed", async () => {
  const top = double({ of: constant({ x: 8 }) });
  const made = await plan(top);
  expect(made.steps.map(({ task: { type }, state }) => [type.name, state])).toEqual([
    ["constant", "todo"],
    ["double", "todo"],
  ]);
  expect(await build(top, { dryRun: true, ...quiet })).toMatchObject({ pending: 2, succeeded: 0 });
  expect(await top.exists()).toBe(false);
  expect((await top.status()).attempts).toEqual([]);
});

test("debug mode reads what is complete and keeps nothing", async () => {
  await build(constant({ x: 9 }), quiet);
  const top = double({ of: constant({ x: 9 }) });
  expect(await build(top, { debug: true, ...quiet })).toMatchObject({ status: "success", succeeded: 1, reused: 1 });
  expect(await top.exists()).toBe(false);
});

test("a build that is cancelled ends what runs and keeps what is complete", async () => {
  const stop = new AbortController();
  const slow = task("slow", {
    params: z.object({ i: z.number() }),
    run: (_, ctx) => new Promise((_resolve, reject) => ctx.signal.addEventListener("abort", () => reject(ctx.signal.reason))),
  });
  const summary = await build([constant({ x: 1 }), slow({ i: 1 }), slow({ i: 2 })], {
    signal: stop.signal,
    onEvent: ({ type, task: id }) => type === "succeeded" && id === constant({ x: 1 }).id && stop.abort(),
    ...quiet,
  });
  expect(summary).toMatchObject({ status: "cancelled", succeeded: 1, cancelled: 2 });
  expect((await slow({ i: 1 }).status()).attempts.at(-1)?.status).toBe("cancelled");
});

test("validate() that says no makes the output be computed anew", async () => {
  let isGood = false;
  const checked = task("checked", { output: z.number(), run: () => 3, validate: () => isGood || Promise.resolve(false) });
  const summary = await build(checked(), quiet);
  expect(summary.failures[0]?.failure.message).toContain("did not pass its validate()");
  isGood = true;
  await build(checked(), quiet);
  isGood = false;
  expect((await build(checked(), quiet)).status).toBe("failed");
  expect(await checked().exists()).toBe(false);
});

test("a checkpoint outlives a failed attempt and is gone after success", async () => {
  const seen: unknown[] = [];
  const long = task("long", {
    output: z.number(),
    maxAttempts: 2,
    run: async (_, { checkpoint, attempt }) => {
      const done = (await checkpoint.load<{ epoch: number }>()) ?? { epoch: 0 };
      seen.push(done.epoch);
      await checkpoint.save({ epoch: done.epoch + 5 });
      if (attempt === 1) throw new Error("cut off");
      return done.epoch;
    },
  });
  expect(await long().loadOrCreate(quiet)).toBe(5);
  expect(seen).toEqual([0, 5]);
  await long().invalidate();
  await build(long(), quiet).catch(() => {});
  expect(seen[2]).toBe(0);
});

test("load() of what is absent says so and what to do; loadOrCreate() tells why it could not", async () => {
  await expect(constant({ x: 404 }).load()).rejects.toThrow(/constant@1 \([0-9a-f]{8}\) has no output.*loadOrCreate/);
  const error = await needsBroken({ what: broken({ name: "b" }) })
    .loadOrCreate(quiet)
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TaskError);
  expect(String(error)).toContain("broken@1");
  expect(String(error)).toContain("no such file");
});

test("invalidate with cascade takes back all that need it, and explain() says why", async () => {
  const low = constant({ x: 50 });
  const middle = double({ of: low });
  const top = double({ of: middle });
  await build(top, quiet);
  const { tasks } = await low.invalidate({ cascade: true, reason: "wrong data" });
  expect(new Set(tasks)).toEqual(new Set([low.id, middle.id, top.id]));
  expect((await top.status()).result).toBe("absent");
  expect((await top.explain()).text).toBe("Its output was taken back.");
  await build(low, quiet);
  const explained = await constant({ x: 51 }).explain();
  expect(explained.differences).toEqual([{ path: "params.x", left: 50, right: 51 }]);
  expect(explained.text).toContain("params.x is 51 and was 50");
});

test("10,000 tasks in a chain need no deep stack", { timeout: 60_000 }, async () => {
  let top: Task<number> = constant({ x: 1 });
  const step = task("step", {
    params: z.object({ of: taskOf<number>() }),
    output: z.number(),
    run: async ({ of }, ctx) => 1 + (await ctx.load(of)),
  });
  for (let i = 0; i < 10_000; i++) top = step({ of: top });
  expect(await build(top, { concurrency: 4, ...quiet })).toMatchObject({ status: "success", succeeded: 10_001 });
  expect(await top.load()).toBe(10_001);
});

test("invalidate with cascade reaches outputs in other roots", async () => {
  const folder = newFolder();
  configureTasks({ root: join(folder, "tasks"), roots: { archive: join(folder, "archive") } });
  const low = constant({ x: 60 });
  const kept = task("kept-elsewhere", {
    params: z.object({ of: taskOf<number>() }),
    output: { schema: z.number(), root: "archive" },
    run: ({ of }, ctx) => ctx.load(of),
  });
  await build(kept({ of: low }), quiet);
  expect(await kept({ of: low }).exists()).toBe(true);
  await low.invalidate({ cascade: true });
  expect(await kept({ of: low }).exists()).toBe(false);
});

test("a temporary folder can be the output, and is gone afterwards, also when the attempt fails", async () => {
  configureTasks({ root: join(newFolder(), "tasks") });
  const made: string[] = [];
  const pages = task("pages", {
    params: z.object({ isIll: z.boolean() }),
    output: folder(),
    run: async ({ isIll }, ctx) => {
      const at = await ctx.temporaryFolder();
      made.push(at);
      writeFileSync(join(at, "one.txt"), "first");
      if (isIll) throw new Error("torn");
      return at;
    },
  });
  const at = await pages({ isIll: false }).loadOrCreate();
  expect(readFileSync(join(at, "one.txt"), "utf8")).toBe("first");
  expect(await build(pages({ isIll: true }), quiet)).toMatchObject({ failed: 1 });
  expect(made.map((path) => existsSync(path))).toEqual([false, false]);
});
