import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { startPrivateStack } from "../../workers/test/support/stack.ts";
import { newcomer } from "./support/newcomer.ts";

const folder = mkdtempSync(join(tmpdir(), "cairn-away-"));
process.env.CAIRN_JOURNAL_DIR = folder;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Calls with five metrics each; their JSON alone has five times as many bytes as the memory may grow by. */
const CALLS = 1_000_000;
const GROWTH_MAX_BYTES = 50 * 2 ** 20;

test("five million scalars while the server is away leave the memory as it was, and are there when it is back", {
  timeout: 240_000,
}, async () => {
  const server = await startPrivateStack();
  try {
    const { cairn } = await newcomer(server.origin);
    const run = await cairn.run({ experiment: "away", environment: false, handleExit: false, console: false, system: false });
    run.log({ a: 0 }, { step: 0 });
    await run.flush();
    await server.stop();

    // What is left after the collector went over it: the least of some moments.
    const moments: number[] = [];
    const held = () => Math.min(...moments.slice(-50));
    let before = Number.POSITIVE_INFINITY;
    for (let i = 1; i <= CALLS; i++) {
      run.log({ a: i, b: Math.random(), c: Math.random(), d: i / 3, e: -i }, { step: i });
      if (i % 2_000 !== 0) continue;
      // A program that trains waits for something now and then.
      await setImmediate();
      const { heapUsed, external } = process.memoryUsage();
      moments.push(heapUsed + external);
      if (moments.length === 50) before = held();
    }
    expect(held() - before).toBeLessThan(GROWTH_MAX_BYTES);

    await server.start();
    await run.finish();
    const { metrics } = await cairn.runs.get(run.id);
    expect(metrics.a).toMatchObject({ count: CALLS + 1, min: 0, max: CALLS, mean: CALLS / 2, last_step: CALLS });
    for (const key of ["b", "c", "d", "e"]) expect(metrics[key]?.count, key).toBe(CALLS);
  } finally {
    await server.remove();
  }
});
