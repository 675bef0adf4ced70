import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { stack } from "../../../workers/test/support/stack.ts";
import { newBuildId } from "../../src/ids.ts";
import { build, makeEnvironment } from "../../src/tasks/index.ts";
import { newcomer } from "../support/newcomer.ts";
import { part, whole } from "./killed-tasks.ts";

const base = mkdtempSync(join(tmpdir(), "cairn-killed-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** Children at once. */
const AT_ONCE = 3;
const program = join(import.meta.dirname, "killed-in-workspace.ts");

test("a build killed at any request goes on elsewhere to one success of each task, in the store and in the workspace", {
  timeout: 300_000,
}, async () => {
  const { cairn, key, organization, workspace } = await newcomer(stack().origin);
  const client = JSON.stringify({ url: stack().origin, token: key, organization, workspace });

  const kill = async (step: number) => {
    const folder = join(base, String(step));
    mkdirSync(folder);
    const id = newBuildId();
    const env = { ...process.env, KILLED_CLIENT: client };
    const child = spawn(process.execPath, [program, folder, id, String(step)], { stdio: ["ignore", "inherit", "inherit"], env });
    const [code, signal] = await once(child, "exit");
    if (code !== 0) expect(signal, `step ${step}`).toBe("SIGKILL");
    return { step, folder, id, wasKilled: code !== 0 };
  };

  const check = async ({ step, folder, id }: { step: number; folder: string; id: string }) => {
    const file = join(folder, "..", `count-${id}`);
    const first = part({ i: 1, file });
    const goal = whole({ first, file });
    // Another machine: nothing but the outputs and the workspace is common to both.
    const environment = makeEnvironment({ root: join(folder, "tasks"), state: join(folder, "elsewhere"), cairn });
    const at = `killed at step ${step}`;
    const summary = await build(goal, { environment, id, handleSignals: false });
    expect(summary, at).toMatchObject({ status: "success", failed: 0, pending: 0 });
    const outputs = [
      [first, 2],
      [part({ i: 2, file }), 1],
      [goal, 100_002],
    ] as const;
    for (const [task] of outputs) {
      const { result, attempts } = await cairn.tasks.get(task.id);
      expect(result, at).toBe("success");
      const ended = attempts.map(({ status }) => status);
      expect(ended.filter((status) => status === "success").length, `${at}: ${ended}`).toBeLessThanOrEqual(1);
      expect(
        ended.filter((status) => status !== "success").every((status) => status === "crashed"),
        `${at}: ${ended}`,
      ).toBe(true);
    }
    expect(await cairn.builds.get(id), at).toMatchObject({ status: "success", task_count: 3 });
  };

  const checks: Promise<unknown>[] = [];
  let steps = 0;
  for (let isEnd = false; !isEnd; ) {
    const builds = await Promise.all(Array.from({ length: AT_ONCE }, () => kill(++steps)));
    // The waits for leases of the dead go on side by side; what failed is said at the end.
    checks.push(...builds.map((one) => check(one).catch((error: unknown) => error)));
    isEnd = builds.some(({ wasKilled }) => !wasKilled);
  }
  expect(steps).toBeGreaterThan(20);
  expect(await Promise.all(checks)).toEqual(checks.map(() => undefined));
  expect((await cairn.tasks.stats()).leases).toBe(0);
});
