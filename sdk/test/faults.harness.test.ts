import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { stack } from "../../workers/test/support/stack.ts";
import { Cairn } from "../src/index.ts";
import { TestApi } from "./support/api.ts";
import { newcomer } from "./support/newcomer.ts";

const folder = mkdtempSync(join(tmpdir(), "cairn-faults-"));
process.env.CAIRN_JOURNAL_DIR = folder;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What happens to one request between the program and the server. */
const FAULTS = ["none", "dropped", "lost", "twice", "late", "none"] as const;

/**
 * Stands between the SDK and the real server and does to each request what its turn says: passes it on, drops it, loses its answer, sends it
 * twice, or sends it again after later ones.
 */
function faultyProxy(origin: string) {
  let turn = 0;
  const late: (() => Promise<unknown>)[] = [];
  const counts = new Map<string, number>();
  const api = new TestApi(async (seen, answer, request) => {
    const fault = seen.path.endsWith("/runs") ? "none" : (FAULTS[turn++ % FAULTS.length] ?? "none");
    counts.set(fault, (counts.get(fault) ?? 0) + 1);
    const headers = { authorization: String(seen.headers.authorization), "content-type": "application/json" };
    const pass = () => fetch(origin + seen.path, { method: seen.method, headers, ...(seen.body ? { body: seen.body } : {}) });
    if (fault === "dropped") return request.socket.destroy();
    const response = await pass();
    if (fault === "lost") return request.socket.destroy();
    if (fault === "twice") await pass();
    if (fault === "late") late.push(pass);
    else for (const again of late.splice(0)) await again();
    answer.writeHead(response.status, { "content-type": response.headers.get("content-type") ?? "" });
    answer.end(await response.text());
  });
  return { api, counts };
}

test("requests dropped, answered in vain, doubled and out of order leave every point and line exactly once", {
  timeout: 120_000,
}, async () => {
  const { origin } = stack();
  const { key, organization, workspace, cairn } = await newcomer(origin);
  const { api, counts } = faultyProxy(origin);
  await using _ = await api.start();
  const through = new Cairn({ url: api.url, token: key, organization, workspace });
  const options = { experiment: "faults", environment: false, system: false, handleExit: false, flushIntervalMs: 1 } as const;
  const run = await through.run({ ...options, console: true });
  const bursts = 40;
  for (let burst = 0; burst < bursts; burst++) {
    for (let i = 0; i < 25; i++) run.log({ loss: burst * 25 + i });
    process.stdout.write(`burst ${burst}\n`);
    run.summary({ burst });
    await run.flush();
  }
  await run.finish();
  for (const fault of FAULTS) expect(counts.get(fault)).toBeGreaterThan(3);
  const last = bursts * 25 - 1;
  expect(await cairn.runs.get(run.id)).toMatchObject({
    status: "finished",
    summary: { burst: bursts - 1 },
    metrics: { loss: { count: last + 1, min: 0, max: last, last_step: last, last, mean: last / 2 } },
  });
  const lines = (await cairn.runs.lines(run.id)).items.map((line) => line.text);
  expect(lines).toEqual(Array.from({ length: bursts }, (_unused, burst) => `burst ${burst}`));
});
