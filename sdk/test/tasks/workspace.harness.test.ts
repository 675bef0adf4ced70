import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { stack } from "../../../workers/test/support/stack.ts";
import { build, fetchTask, makeEnvironment, task, taskOf } from "../../src/tasks/index.ts";
import { processes, threads } from "../../src/tasks/node/index.ts";
import { newcomer } from "../support/newcomer.ts";
import { number } from "./pipeline.ts";

const base = mkdtempSync(join(tmpdir(), "cairn-workspace-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const quiet = { handleSignals: false } as const;
const part = task("part", {
  namespace: "ws",
  params: z.object({ i: z.number(), salt: z.string() }),
  output: z.number(),
  run: ({ i }, ctx) => {
    ctx.log(`part ${i}`);
    return i;
  },
});
const total = task("total", {
  namespace: "ws",
  params: z.object({ parts: z.array(taskOf(part)), salt: z.string() }),
  output: z.number(),
  run: async ({ parts, salt }, ctx) => {
    ctx.report("summary", "# done");
    const found = await ctx.load(part({ i: 100, salt }));
    return (await ctx.loadAll(parts)).reduce((a, b) => a + b, found);
  },
});
const broken = task("broken", {
  namespace: "ws",
  params: z.object({ salt: z.string() }),
  run: () => Promise.reject(new RangeError("no luck")),
});

test("a build tells its workspace of tasks, attempts, logs, reports and how it ended", async () => {
  const { cairn } = await newcomer(stack().origin);
  const environment = makeEnvironment({ root: join(base, "told", "tasks"), cairn });
  const root = total({ parts: [1, 2, 3].map((i) => part({ i, salt: "a" })), salt: "a" });
  const summary = await build([root, broken({ salt: "a" })], { environment, name: "nightly", failMode: "continue", ...quiet });
  expect(summary).toMatchObject({ status: "failed", succeeded: 5, failed: 1 });

  const told = await cairn.builds.get(summary.build);
  expect(told).toMatchObject({ name: "nightly", status: "failed", task_count: 6, counts: { success: 5, failed: 1 } });
  const detail = await cairn.tasks.get(root.id);
  expect(detail).toMatchObject({ result: "success", attempt: 1, dependency_count: 4, output: { serializer: "json", size_bytes: 3 } });
  expect(detail.dependencies.map(({ id }) => id)).toContain(part({ i: 100, salt: "a" }).id);
  expect((await cairn.tasks.asset(root.id, "summary")).content).toBe("# done");
  const lines = [];
  for await (const { text } of cairn.tasks.lines(part({ i: 2, salt: "a" }).id)) lines.push(text);
  expect(lines).toEqual(["part 2"]);
  expect((await cairn.tasks.get(broken({ salt: "a" }).id)).error).toMatchObject({ type: "RangeError", message: "no luck" });

  const again = await build(root, { environment, ...quiet });
  expect(again).toMatchObject({ reused: 1, succeeded: 0 });
  expect((await cairn.builds.get(again.build)).counts).toMatchObject({ reused: 1 });
  expect((await cairn.tasks.stats()).leases).toBe(0);

  await part({ i: 2, salt: "a" }).invalidate({ environment, cascade: true, reason: "wrong labels" });
  const resultOf = async (one: { id: string }) => (await cairn.tasks.get(one.id)).result;
  expect(await resultOf(part({ i: 2, salt: "a" }))).toBe("absent");
  expect(await resultOf(root)).toBe("absent");
  expect(await resultOf(part({ i: 3, salt: "a" }))).toBe("success");
});

test("the workspace learns from which code a build was made, and what people call its tasks; a task is taken from there by its id", async () => {
  const { cairn } = await newcomer(stack().origin);
  const environment = makeEnvironment({ root: join(base, "code", "tasks"), cairn });
  const root = total({ parts: [part({ i: 1, salt: "d" })], salt: "d" })
    .labelled("Reference")
    .tagged({ team: "vision" });
  const summary = await build(root, { environment, ...quiet });
  const told = await cairn.builds.get(summary.build);
  expect(told.environment).toMatchObject({ pid: process.pid, runtime: expect.stringContaining("node") });
  expect(told).toMatchObject({ host: told.environment.host, commit: told.environment.git?.commit ?? null });
  expect((await cairn.tasks.list({ q: "tag.team:=:vision" }).toArray()).map(({ label }) => label)).toEqual(["Reference"]);

  const found = await fetchTask(cairn, root.id.slice(0, 12));
  expect(found.id).toBe(root.id);
  expect(found.dependencies.map(({ id }) => id)).toEqual([part({ i: 1, salt: "d" }).id]);
  expect(await build(found, { environment, ...quiet })).toMatchObject({ reused: 1 });
  await expect(fetchTask(cairn, "f".repeat(64))).rejects.toMatchObject({ code: "invalid_request" });
  await expect(fetchTask(cairn, "ffffffff")).rejects.toMatchObject({ code: "not_found" });
});

test("a build that failed goes on under its id", async () => {
  const { cairn } = await newcomer(stack().origin);
  const environment = makeEnvironment({ root: join(base, "resumed", "tasks"), cairn });
  let isWell = false;
  const ill = task("ill", {
    namespace: "ws",
    output: z.number(),
    run: () => (isWell ? 1 : Promise.reject(new Error("not yet"))),
  });
  const first = await build([ill(), part({ i: 1, salt: "e" })], { environment, failMode: "continue", ...quiet });
  expect(first.status).toBe("failed");
  isWell = true;
  const second = await build([ill(), part({ i: 1, salt: "e" })], { environment, id: first.build, ...quiet });
  expect(second).toMatchObject({ build: first.build, status: "success", succeeded: 1, reused: 1 });
  expect(await cairn.builds.get(first.build)).toMatchObject({ status: "success", resumed: 1, task_count: 2 });
});

test("two machines that share a store and a workspace compute each task once", async () => {
  const { cairn } = await newcomer(stack().origin);
  const root = join(base, "shared", "tasks");
  // Folders of their own for locks: only the workspace keeps them apart.
  const machines = ["one", "two"].map((name) => makeEnvironment({ root, cairn, state: join(base, "shared", name) }));
  const goal = total({ parts: Array.from({ length: 12 }, (_, i) => part({ i, salt: "b" })), salt: "b" });
  const both = await Promise.all(machines.map((environment) => build(goal, { environment, ...quiet })));
  expect(both.map(({ status }) => status)).toEqual(["success", "success"]);
  expect(both.reduce((sum, { succeeded }) => sum + succeeded, 0)).toBe(14);
  expect((await cairn.tasks.get(goal.id)).attempts).toHaveLength(1);
});

test.each([
  ["threads", () => threads({ workers: 2 })],
  ["processes", () => processes({ workers: 2 })],
] as const)("workers on %s tell the workspace of the client that was given, and need no settings of the machine", async (name, runner) => {
  const { cairn } = await newcomer(stack().origin);
  const root = join(base, `workers-${name}`, "tasks");
  const tasks = [1, 2].map((i) => number({ i, workers: 1 }));
  const summary = await build(tasks, { environment: makeEnvironment({ root, cairn }), runner: runner(), ...quiet });
  expect(summary).toMatchObject({ status: "success", succeeded: 2 });
  for (const { id } of tasks) expect(await cairn.tasks.get(id)).toMatchObject({ result: "success", attempts: [{ status: "success" }] });

  const odd = cairn.with({ fetch: (input, init) => fetch(input, init) });
  const environment = makeEnvironment({ root: join(base, `odd-${name}`, "tasks"), cairn: odd });
  const refused = await build(number({ i: 3 }), { environment, runner: runner(), ...quiet });
  expect(refused.failures[0]?.failure.message).toMatch(/^This client has a fetch of its own, which another process cannot be given\./);
});

test("a build that is cancelled in the workspace stops", async () => {
  const { cairn } = await newcomer(stack().origin);
  const environment = makeEnvironment({ root: join(base, "cancelled", "tasks"), cairn });
  const slow = task("slow", {
    namespace: "ws",
    params: z.object({ i: z.number() }),
    output: z.number(),
    run: ({ i }, ctx) =>
      new Promise<number>((resolve, reject) => {
        ctx.signal.addEventListener("abort", () => reject(ctx.signal.reason));
        if (i < 0) resolve(i);
      }),
  });
  const quick = task("quick", { namespace: "ws", params: z.object({ i: z.number() }), output: z.number(), run: ({ i }) => i });
  let cancelling: Promise<unknown> | null = null;
  const summary = await build([slow({ i: 1 }), ...Array.from({ length: 400 }, (_, i) => quick({ i }))], {
    environment,
    concurrency: 2,
    onEvent: ({ type, build: id }) => {
      if (type === "succeeded" && id !== undefined) cancelling ??= Promise.resolve(cairn.builds.cancel(id, { reason: "enough" }));
    },
    ...quiet,
  });
  await cancelling;
  expect(summary.status).toBe("cancelled");
  expect((await cairn.builds.get(summary.build)).status).toBe("cancelled");
  expect((await cairn.tasks.get(slow({ i: 1 }).id)).attempt_status).toBe("cancelled");
});

test("a server that is away stops no build, and is told when it is back", async () => {
  const { cairn } = await newcomer(stack().origin);
  let isAway = false;
  const wavering = cairn.with({ fetch: (input, init) => (isAway ? Promise.reject(new TypeError("fetch failed")) : fetch(input, init)) });
  const environment = makeEnvironment({ root: join(base, "away", "tasks"), cairn: wavering });
  isAway = true;
  const goal = total({ parts: [part({ i: 7, salt: "c" })], salt: "c" });
  const summary = await build(goal, { environment, ...quiet });
  expect(summary).toMatchObject({ status: "success", succeeded: 3 });
  await expect(cairn.builds.get(summary.build)).rejects.toMatchObject({ code: "not_found" });
  isAway = false;
  // Another process, later: what the first could not say is said with the first thing that this one says.
  const later = makeEnvironment({ root: join(base, "away", "tasks"), cairn });
  await build(part({ i: 8, salt: "c" }), { environment: later, ...quiet });
  expect(await cairn.builds.get(summary.build)).toMatchObject({ status: "success", counts: { success: 3 } });
  expect(await cairn.tasks.get(goal.id)).toMatchObject({ result: "success", output: { serializer: "json" } });
});
