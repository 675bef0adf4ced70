import { expect, test } from "vitest";
import { newcomer } from "../../sdk/test/support/newcomer.ts";
import { killAtWrite, killDuring, openTables } from "../test/support/kill.ts";
import { type PrivateStack, startPrivateStack } from "../test/support/stack.ts";

const BATCH = 10_000;
const BATCHES = 8;
const LINES = 3_000;

/** Lines that no two are alike, so that they do not compress to nothing. */
const lineOf = (sequence: number, i: number) => `${sequence}/${i} ${Math.sin(sequence * LINES + i)}`;

const batch = (sequence: number) => ({
  writer: "writer_1",
  sequence,
  metrics: [
    {
      key: "loss",
      steps: Array.from({ length: BATCH }, (_, i) => (sequence - 1) * BATCH + i),
      times: Array.from({ length: BATCH }, (_, i) => 1_700_000_000_000 + (sequence - 1) * BATCH + i),
      values: Array.from({ length: BATCH }, (_, i) => Math.sin((sequence - 1) * BATCH + i)),
    },
  ],
  lines: Array.from({ length: LINES }, (_, i) => ({ at: 1_700_000_000_000, text: lineOf(sequence, i) })),
});

/** What the tables of the stack's one workspace say. */
function ask<T>(server: PrivateStack, sql: string): T {
  const tables = openTables(server);
  try {
    return tables.prepare(sql).get() as T;
  } finally {
    tables.close();
  }
}

/** Lets an hour pass for what waits for R2. The stack must be stopped. */
function passAnHour(server: PrivateStack): void {
  const tables = openTables(server);
  // Without an alarm the next wake sets one for what is due.
  tables.exec("DELETE FROM _cf_METADATA WHERE key = 1");
  tables.exec("UPDATE metric_seals SET offload_at = 0; UPDATE run_logs SET last_at = 0, tidy_at = 0");
  tables.close();
}

const waiting =
  "SELECT (SELECT count(*) FROM metric_seals WHERE offload_at IS NOT NULL) + (SELECT count(*) FROM run_logs WHERE tidy_at IS NOT NULL) AS n";
const inR2 =
  "SELECT (SELECT count(*) FROM metric_blocks WHERE r2_name IS NOT NULL) AS blocks, (SELECT count(*) FROM log_chunks WHERE r2_name IS NOT NULL) AS chunks";

test("a server that is killed while it seals points and moves points and lines to R2 loses and doubles nothing", async () => {
  const server = await startPrivateStack();
  try {
    const { cairn } = await newcomer(server.origin);
    const run = await cairn.runs.create({ experiment: "kill" });
    const send = (sequence: number) => cairn.runs.log(run.id, batch(sequence), { maxRetries: 0 });
    // The seal comes with the 65,536th point: with the seventh batch.
    for (let sequence = 1; sequence <= BATCHES; sequence++) {
      if (sequence === 7) for (const writes of [1, 4]) await killDuring(server, () => send(sequence), "tables", writes);
      await send(sequence);
    }
    expect(ask(server, "SELECT count(*) AS n FROM metric_blocks")).toEqual({ n: 1 });
    await cairn.runs.finish(run.id);

    await server.stop();
    passAnHour(server);
    await server.start();
    // A wake sees what is due; the alarm does it.
    const wake = () => cairn.runs.get(run.id);
    for (const writes of [1, 3, 6])
      await killAtWrite(server, "r2", writes, async () => {
        await wake();
        await expect.poll(() => ask(server, waiting), { timeout: 60_000 }).toEqual({ n: 0 });
      });
    await wake();
    await expect.poll(() => ask(server, waiting), { timeout: 60_000 }).toEqual({ n: 0 });
    const { blocks, chunks } = ask<{ blocks: number; chunks: number }>(server, inR2);
    expect(blocks).toBeGreaterThan(0);
    expect(chunks).toBeGreaterThan(0);

    const steps: number[] = [];
    const values: unknown[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof cairn.runs.points>> = await cairn.runs.points(run.id, {
        key: "loss",
        limit: 50_000,
        ...(cursor && { cursor }),
      });
      steps.push(...page.steps);
      values.push(...page.values);
      cursor = page.next_cursor;
    } while (cursor);
    const all = Array.from({ length: BATCH * BATCHES }, (_, i) => i);
    expect(steps).toEqual(all);
    expect(values).toEqual(all.map(Math.sin));
    const text = await (await cairn.runs.logText(run.id)).text();
    const lines = Array.from({ length: BATCHES }, (_, s) => Array.from({ length: LINES }, (_, i) => `${lineOf(s + 1, i)}\n`).join("")).join(
      "",
    );
    expect(text === lines).toBe(true);
  } finally {
    await server.remove();
  }
}, 240_000);
