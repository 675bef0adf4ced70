import { afterEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { build, inProcess, task, taskOf } from "../../src/tasks/index.ts";
import { temporaryTasks } from "../../src/tasks/testing.ts";

afterEach(() => void vi.unstubAllEnvs());

/** Two tasks, one of which needs the other, and how often each was computed. */
function pair() {
  const counts = { load: 0, sum: 0 };
  const load = task("load", { output: z.number(), run: () => ++counts.load });
  const sum = task("sum", {
    params: z.object({ data: taskOf(load) }),
    output: z.number(),
    run: async ({ data }, ctx) => {
      counts.sum++;
      return ctx.load(data);
    },
  });
  return { counts, load: load(), sum: sum({ data: load() }) };
}

test("CAIRN_DRY_RUN says what would be computed, in order, and computes and keeps nothing", async () => {
  using tasks = temporaryTasks();
  const { counts, load, sum } = pair();
  const said = vi.spyOn(console, "error").mockImplementation(() => {});
  vi.stubEnv("CAIRN_DRY_RUN", "1");
  expect(await build(sum)).toMatchObject({ discovered: 2, pending: 2, succeeded: 0 });
  expect(said.mock.calls.join()).toMatch(/^todo +load@1 .*\ntodo +sum@1 .*\n2 to compute, 0 complete\.$/);
  said.mockRestore();
  expect(counts).toEqual({ load: 0, sum: 0 });
  expect(await load.exists()).toBe(false);
  expect(await tasks.environment.ledger.history(sum.id)).toEqual([]);
  vi.stubEnv("CAIRN_DRY_RUN", "0");
  expect(await build(sum)).toMatchObject({ succeeded: 2 });
});

test("CAIRN_FORCE_RECOMPUTE computes anew what it names, as a new attempt", async () => {
  using _ = temporaryTasks();
  const { counts, load, sum } = pair();
  await build(sum);
  vi.stubEnv("CAIRN_FORCE_RECOMPUTE", "1");
  await sum.loadOrCreate();
  expect(counts).toEqual({ load: 1, sum: 2 });
  vi.stubEnv("CAIRN_FORCE_RECOMPUTE", "all");
  await build(sum);
  expect(counts).toEqual({ load: 2, sum: 3 });
  vi.stubEnv("CAIRN_FORCE_RECOMPUTE", "load,sum@1");
  await build([load, sum]);
  expect(counts).toEqual({ load: 3, sum: 4 });
  expect((await sum.status()).attempts.map(({ number, status }) => [number, status])).toEqual([1, 2, 3, 4].map((n) => [n, "success"]));
});

test("a failure that is known comes with what to do about it", async () => {
  using _ = temporaryTasks();
  const full = task("full", {
    run: () => {
      throw Object.assign(new Error("write failed"), { code: "ENOSPC" });
    },
  });
  const { failures } = await build(full());
  expect(failures[0]?.failure).toMatchObject({ message: "write failed", hint: expect.stringContaining("free space") });
  const [attempt] = (await full().status()).attempts;
  expect(attempt?.error?.hint).toContain("cairn task gc");
});

test("a type's executor says which runner computes it; one that is not there is a failure that names it", async () => {
  using _ = temporaryTasks();
  const seen: string[] = [];
  const inner = inProcess();
  const large = {
    ...inner,
    name: "large",
    open: async (...session: Parameters<typeof inner.open>) => {
      const room = await inner.open(...session);
      return {
        ...room,
        run: (job: Parameters<typeof room.run>[0]) => {
          seen.push(job.task.type.name);
          return room.run(job);
        },
        close: () => room.close(),
      };
    },
  };
  const light = task("light", { output: z.number(), run: () => 1 });
  const heavy = task("heavy", { output: z.number(), executor: "large", run: () => 2 });
  expect(await build([light(), heavy()], { executors: { large } })).toMatchObject({ succeeded: 2 });
  expect(seen).toEqual(["heavy"]);
  await heavy().invalidate();
  const { failures } = await build(heavy());
  expect(failures[0]?.failure.message).toContain("large");
});

test("what failed is tried again, unless a build is told not to; what was taken back or is forced is", async () => {
  using _ = temporaryTasks();
  let tries = 0;
  const ill = task("ill", {
    maxAttempts: 2,
    output: z.number(),
    run: () => {
      tries++;
      throw new RangeError(`no luck ${tries}`);
    },
  });
  const behind = task("behind", { params: z.object({ of: taskOf(ill) }), run: async ({ of }, ctx) => ctx.load(of) });
  const goal = behind({ of: ill() });
  // Never tried before, it has all its attempts.
  expect(await build(goal, { retryFailed: false })).toMatchObject({ failed: 1, skipped: 1 });
  expect(tries).toBe(2);
  const again = await build(goal, { retryFailed: false });
  expect(again).toMatchObject({ status: "failed", failed: 1, skipped: 1 });
  expect(again.failures[0]).toMatchObject({ failure: { type: "RangeError", message: "no luck 2" }, error: { code: "task_failed" } });
  await expect(goal.loadOrCreate({ retryFailed: false })).rejects.toThrow(/no luck 2/);
  expect(tries).toBe(2);
  expect((await ill().status()).attempts).toHaveLength(2);
  await build(goal, { retryFailed: false, force: ["ill"] });
  expect(tries).toBe(4);
  await ill().invalidate();
  await build(goal, { retryFailed: false });
  expect(tries).toBe(6);
  await build(goal);
  expect(tries).toBe(8);
});
