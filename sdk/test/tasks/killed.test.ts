import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { newBuildId } from "../../src/ids.ts";
import { build, configureTasks, makeEnvironment } from "../../src/tasks/index.ts";
import { localBuilds } from "../../src/tasks/store/index.ts";
import { part, whole } from "./killed-tasks.ts";

const base = mkdtempSync(join(tmpdir(), "cairn-killed-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** Children at once. */
const AT_ONCE = 4;
const program = join(import.meta.dirname, "killed-build.ts");

/** A build in a process that dies at a step; false when it came to its end before. */
async function killed(folder: string, id: string, step: number): Promise<boolean> {
  const child = spawn(process.execPath, [program, folder, id, String(step)], { stdio: ["ignore", "inherit", "inherit"] });
  const [code, signal] = await once(child, "exit");
  if (code !== 0) expect(signal, `step ${step}`).toBe("SIGKILL");
  return signal === "SIGKILL";
}

interface Killed {
  readonly step: number;
  readonly folder: string;
  readonly id: string;
  readonly wasKilled: boolean;
}

async function kill(step: number): Promise<Killed> {
  const folder = join(base, String(step));
  mkdirSync(folder);
  const id = newBuildId();
  return { step, folder, id, wasKilled: await killed(folder, id, step) };
}

/** Looks at what a killed build left, and goes on with it. */
async function check({ step, folder, id, wasKilled }: Killed): Promise<void> {
  const file = join(folder, "..", `count-${id}`);
  const environment = makeEnvironment({ root: join(folder, "tasks") });
  const first = part({ i: 1, file });
  const second = part({ i: 2, file });
  const goal = whole({ first, file });
  const outputs = new Map<typeof first | typeof goal, unknown>([
    [first, 1],
    [second, 2],
    [goal, "3".repeat(100_000)],
  ]);
  const bring = configureTasks(environment);
  try {
    for (const [task, output] of outputs) {
      const { result } = await task.status();
      if (await task.exists()) {
        expect(result).toBe("success");
        expect(await task.load()).toBe(output);
      } else {
        expect(["absent", "incomplete"]).toContain(result);
        await expect(task.load()).rejects.toMatchObject({ code: "task_absent" });
      }
    }
    // It may die after it has ended, while it still notes from which code it was made.
    const isDone = await goal.exists();
    for (const { status } of localBuilds(environment)) expect(isDone ? ["interrupted", "success"] : ["interrupted"]).toContain(status);
    if (!wasKilled) expect(localBuilds(environment)).toMatchObject([{ status: "success" }]);

    const summary = await build(goal, { id, handleSignals: false });
    expect(summary).toMatchObject({ status: "success", failed: 0, skipped: 0, pending: 0 });
    for (const [task, output] of outputs) {
      expect(await task.load()).toBe(output);
      const { result, attempts } = await task.status();
      expect(result).toBe("success");
      const ended = attempts.map(({ status }) => status);
      expect(ended.at(-1)).toBe("success");
      expect(ended.slice(0, -1).every((status) => status === "crashed")).toBe(true);
    }
    expect(localBuilds(environment)).toMatchObject([{ id, status: "success", roots: [goal.id] }]);
    expect(await build(goal, { handleSignals: false })).toMatchObject({ status: "success", reused: 1, succeeded: 0 });
    // Nothing is left of what was half-written, and nobody holds a lease.
    expect(readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".part"))).toEqual([]);
    for (const task of outputs.keys()) expect(await environment.ledger.claim(task, { force: true })).toMatchObject({ outcome: "acquired" });
    const computed = readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line === "whole").length;
    expect(computed).toBeLessThanOrEqual(2);
  } catch (error) {
    throw new Error(`Killed at step ${step}`, { cause: error });
  } finally {
    bring();
  }
}

test("a build killed at any step leaves nothing half to be seen, and goes on to one success of each task", {
  timeout: 300_000,
}, async () => {
  let steps = 0;
  for (let isEnd = false; !isEnd; ) {
    const builds = await Promise.all(Array.from({ length: AT_ONCE }, () => kill(++steps)));
    // What is configured counts for the whole process.
    for (const one of builds) await check(one);
    isEnd = builds.some(({ wasKilled }) => !wasKilled);
  }
  expect(steps).toBeGreaterThan(50);
});
