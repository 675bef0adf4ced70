import { type ChildProcess, fork } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { build, configureTasks, makeEnvironment, task, taskEnvironment } from "../../src/tasks/index.ts";
import { FileLedger } from "../../src/tasks/node/index.ts";
import { counted } from "./pipeline.ts";

const base = mkdtempSync(join(tmpdir(), "cairn-once-"));
const children = new Set<ChildProcess>();
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(base, { recursive: true, force: true });
});

/** Another process that builds the counted task of a folder; answers how it ended. */
function builder(folder: string, ms: number): { child: ChildProcess; ended: Promise<{ status: string; succeeded: number } | string> } {
  const child = fork(fileURLToPath(new URL("./build-one.ts", import.meta.url)), [folder, String(ms)], { stdio: "ignore" });
  children.add(child);
  const ended = new Promise<{ status: string; succeeded: number } | string>((resolve) => {
    child.once("message", (message) => resolve(message as { status: string; succeeded: number }));
    child.once("exit", (code, signal) => resolve(signal ?? String(code)));
  });
  return { child, ended };
}

const computations = (folder: string): number =>
  existsSync(join(folder, "count")) ? readFileSync(join(folder, "count"), "utf8").trim().split("\n").length : 0;

async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 10));
}

test("50 processes that race for one task compute it once", { timeout: 180_000 }, async () => {
  const folder = join(base, "race");
  mkdirSync(folder);
  const all = Array.from({ length: 50 }, () => builder(folder, 300));
  const outcomes = await Promise.all(all.map(({ ended }) => ended));
  expect(outcomes.every((outcome) => typeof outcome === "object" && outcome.status === "success")).toBe(true);
  expect(outcomes.reduce((sum, outcome) => sum + (typeof outcome === "object" ? outcome.succeeded : 0), 0)).toBe(1);
  expect(computations(folder)).toBe(1);
});

test("a killed owner is taken over at once on its host; nothing half-made is visible", { timeout: 60_000 }, async () => {
  const folder = join(base, "kill");
  mkdirSync(folder);
  const owner = builder(folder, 60_000);
  await until(() => computations(folder) === 1);
  const follower = builder(folder, 50);
  owner.child.kill("SIGKILL");
  expect(await owner.ended).toBe("SIGKILL");
  // Not the same task: how long it takes is one of its parameters. The same one is asked for by this process.
  await follower.ended;
  configureTasks({ root: join(folder, "tasks") });
  const same = counted({ file: join(folder, "count"), ms: 60_000 });
  expect(await same.exists()).toBe(false);
  const claim = await taskEnvironment().ledger.claim(same, {});
  expect(claim).toMatchObject({ outcome: "acquired", lease: { attempt: 2 } });
  expect((await same.status()).attempts[0]).toMatchObject({ number: 1, status: "crashed" });
});

test("an owner elsewhere that falls silent is taken over after a lease's time, by our clock alone; what it writes late is refused", async () => {
  const folder = join(base, "fence");
  const leaseMs = 200;
  const slow = task("slow-owner", { output: z.number(), run: () => 1 });
  const environment = makeEnvironment({ root: join(folder, "tasks"), ledger: new FileLedger({ folder: join(folder, "state"), leaseMs }) });
  const first = await environment.ledger.claim(slow(), {});
  if (first.outcome !== "acquired") throw new Error("not acquired");
  // As if it were another machine's, whose processes we cannot see.
  const lock = join(folder, "state", slow().id.slice(0, 2), slow().id, "lock.1");
  const words = JSON.parse(readFileSync(lock, "utf8"));
  writeFileSync(lock, JSON.stringify({ ...words, owner: { ...words.owner, host: "elsewhere" } }));
  expect((await environment.ledger.claim(slow(), {})).outcome).toBe("held");
  const summary = await build(slow(), { environment, leaseMs, handleSignals: false });
  expect(summary).toMatchObject({ status: "success", succeeded: 1 });
  expect(await first.lease.isHeld()).toBe(false);
  expect(await first.lease.renew()).toBe(false);
});

test("a lease that is lost while it computes keeps its output from being seen", async () => {
  const folder = join(base, "lost");
  const environment = makeEnvironment({ root: join(folder, "tasks") });
  const robbed = task("robbed", {
    output: z.number(),
    run: async (_, ctx) => {
      // Somebody else takes over: the next number is theirs.
      const state = join(folder, "state", ctx.task.id.slice(0, 2), ctx.task.id);
      const lock = JSON.parse(readFileSync(join(state, "lock.1"), "utf8"));
      writeFileSync(join(state, "lock.2"), JSON.stringify({ ...lock, owner: { ...lock.owner, host: "elsewhere" } }));
      return 1;
    },
  });
  const summary = await build(robbed(), { environment, onHeld: "exit", handleSignals: false });
  expect(summary).toMatchObject({ status: "held", held: 1, succeeded: 0 });
  const visible: string[] = [];
  for await (const { path } of (await environment.storage()).list("")) visible.push(path);
  expect(visible).toEqual([]);
});

test("a waiter is told the failure of the one that it waited for", async () => {
  const folder = join(base, "told");
  const environment = makeEnvironment({ root: join(folder, "tasks") });
  const failing = task("failing", { output: z.number(), run: () => 1 });
  const claim = await environment.ledger.claim(failing(), {});
  if (claim.outcome !== "acquired") throw new Error("not acquired");
  const waiting = build(failing(), {
    environment,
    handleSignals: false,
    onEvent: async ({ type }) => {
      if (type !== "waiting") return;
      const error = { type: "Error", message: "out of luck" };
      const facts = {
        task: failing().id,
        at: new Date().toISOString(),
        key: "1.failed",
        attempt: claim.lease.attempt,
        error,
        host: "elsewhere",
        pid: 7,
      };
      await environment.ledger.record([{ type: "failed", ...facts }]);
      await claim.lease.release();
    },
  });
  const summary = await waiting;
  expect(summary.failures[0]?.failure.message).toContain("failed on elsewhere (pid 7) while this build waited for it: out of luck");
});

test("a wait that is too long ends with an error that says so", async () => {
  const environment = makeEnvironment({ root: join(base, "patience", "tasks") });
  const held = task("held-elsewhere", { output: z.number(), run: () => 1 });
  await environment.ledger.claim(held(), {});
  const summary = await build(held(), { environment, waitMs: 100, handleSignals: false });
  expect(summary.failures[0]?.failure.message).toContain("is computed elsewhere, and was not complete after");
  expect((await build(held(), { environment, onHeld: "exit", handleSignals: false })).status).toBe("held");
});
