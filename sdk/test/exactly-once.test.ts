import type { ServerResponse } from "node:http";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Cairn } from "../src/index.ts";
import { problem, TestApi } from "./support/api.ts";
import { RunStore } from "./support/run-store.ts";

/** What happens to one request. `lost`: done, but the connection breaks before the answer. `restart`: the same, and the server is away. */
const FAULTS = ["none", "dropped", "lost", "unavailable", "limited", "garbage", "restart"] as const;
type Fault = (typeof FAULTS)[number];

/** Carries a request out and throws its answer away. */
function lose(store: RunStore, seen: Parameters<RunStore["handle"]>[0], then: () => void): void {
  store.handle(seen, { writeHead() {}, end: then } as unknown as ServerResponse);
}

async function logThroughFaults(faults: readonly Fault[], bursts: readonly number[]): Promise<RunStore> {
  const store = new RunStore();
  const left = [...faults];
  let restarting: Promise<unknown> = Promise.resolve();
  const api = new TestApi((seen, answer, request) => {
    const fault = left.shift() ?? "none";
    const cut = () => request.socket.destroy();
    if (fault === "dropped") cut();
    else if (fault === "lost") lose(store, seen, cut);
    else if (fault === "unavailable") problem(answer, 503, "unavailable");
    else if (fault === "limited") problem(answer, 429, "rate_limited");
    else if (fault === "garbage") lose(store, seen, () => answer.writeHead(200, { "content-type": "application/json" }).end("{"));
    else if (fault === "restart") {
      lose(store, seen, cut);
      restarting = api.stop().then(() => api.start());
    } else store.handle(seen, answer);
  });
  await api.start();
  const cairn = new Cairn({ url: api.url, organization: "acme", workspace: "vision" });
  const run = await cairn.run({ experiment: "penguins", environment: false, handleExit: false, flushIntervalMs: 1 });
  for (const burst of bursts) {
    for (let i = 0; i < burst; i++) run.log({ a: i, b: -i });
    await new Promise((resolve) => setImmediate(resolve));
    if (burst % 3 === 0) await run.flush();
  }
  await run.finish();
  await restarting;
  await api.stop();
  return store;
}

test("whatever breaks, every point is stored once and in order", { timeout: 120_000 }, async () => {
  const random = Math.random;
  // The waits between tries are real, only short: what they are is the backoff's own test.
  Math.random = () => 0.004;
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...FAULTS), { maxLength: 25 }),
        fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 12 }),
        async (faults, bursts) => {
          const { run } = await logThroughFaults(faults, bursts);
          const total = bursts.reduce((sum, burst) => sum + burst, 0);
          const steps = Array.from({ length: total }, (_, i) => i);
          for (const key of ["a", "b"]) expect(run.points.filter((point) => point.key === key).map((point) => point.step)).toEqual(steps);
          expect(run.points).toHaveLength(2 * total);
          expect(run.status).toBe("finished");
        },
      ),
      { numRuns: 60, endOnFailure: true },
    );
  } finally {
    Math.random = random;
  }
});
