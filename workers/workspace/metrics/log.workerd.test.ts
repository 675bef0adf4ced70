import { abortAllDurableObjects, evictAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import type { History, LogAccepted } from "@cairn/sdk/schema";
import fc from "fast-check";
import { beforeAll, describe, test } from "vitest";
import { migrateControl, outcome } from "../../test/support/fixtures.ts";
import { column, createPlace, objectOf, type Place, readRun, startRun } from "../../test/support/workspaces.ts";
import { METRICS_PER_RUN_MAX } from "../limits.ts";

beforeAll(migrateControl);

const logTo =
  ({ owner, base }: Place, runId: string) =>
  (json: Record<string, unknown>) =>
    owner.fetch(`${base}/runs/${runId}/log`, { json: { writer: "writer_1", ...json } });

const historyOf = ({ owner, base }: Place, runId: string, query = "") =>
  owner.json<History>(`${base}/runs/${runId}/metrics${query}`, {}, 200);

describe("a batch", () => {
  test("is taken once in the order of its writer", async ({ expect }) => {
    const place = await createPlace();
    const run = await startRun(place);
    const log = logTo(place, run.id);
    const first = { sequence: 1, metrics: [column("loss", [3, 2])] };
    expect(await (await log(first)).json()).toEqual({ sequence: 1, duplicate: false, status: "running" } satisfies LogAccepted);
    expect(await (await log(first)).json()).toEqual({ sequence: 1, duplicate: true, status: "running" } satisfies LogAccepted);
    const early = await log({ sequence: 3, metrics: [column("loss", [9])] });
    expect(early.status).toBe(409);
    expect(await early.json()).toMatchObject({
      code: "sequence_gap",
      errors: [{ path: "body.sequence" }],
      limit: { name: "expected_sequence", value: 2 },
    });
    await log({ sequence: 2, metrics: [column("loss", [1], 2)], params: { lr: 1 }, tags: { best: "yes" } });
    await log({ writer: "writer_2", sequence: 1, metrics: [column("loss", [7], 10)] });
    expect((await historyOf(place, run.id)).series).toEqual([
      { key: "loss", steps: [0, 1, 2, 10], times: [1_000, 1_001, 1_002, 1_010], values: [3, 2, 1, 7], count: 4, sampled: false },
    ]);
    expect(await readRun(place, run.id)).toMatchObject({
      params: { lr: 1 },
      tags: { best: "yes" },
      metrics: { loss: { count: 4, last: 7, last_step: 10, min: 1, max: 7 } },
    });
  });

  test("may hold NaN and infinities, steps out of order, and a metric called constructor", async ({ expect }) => {
    const place = await createPlace();
    const run = await startRun(place);
    const log = logTo(place, run.id);
    await log({ sequence: 1, metrics: [column("loss", ["NaN", "-Infinity"], 5), column("constructor", [1])] });
    await log({ sequence: 2, metrics: [column("loss", [0.5, "Infinity"], 0)] });
    const { series } = await historyOf(place, run.id, "?keys=loss,missing");
    expect(series).toMatchObject([{ key: "loss", steps: [0, 1, 5, 6], values: [0.5, "Infinity", "NaN", "-Infinity"] }]);
    const { metrics } = await readRun(place, run.id);
    expect(metrics.loss).toEqual({
      count: 4,
      last: "-Infinity",
      last_step: 6,
      min: "-Infinity",
      max: "Infinity",
      mean: "NaN",
      nan_count: 1,
    });
    expect(Object.keys(metrics).sort()).toEqual(["constructor", "loss"]);
  });

  test("is refused whole when any of it breaks a rule", async ({ expect }) => {
    const place = await createPlace();
    const run = await startRun(place);
    const log = logTo(place, run.id);
    const keys = (from: number, count: number) => Array.from({ length: count }, (_, i) => column(`k${from + i}`, [1]));
    expect(await outcome(log({ sequence: 1, metrics: [{ ...column("loss", [1]), times: [] }] }))).toBe("400 invalid_request");
    expect(await outcome(log({ sequence: 0, metrics: [] }))).toBe("400 invalid_request");
    expect(await outcome(log({ sequence: 1, metrics: [column("a,b", [1])] }))).toBe("400 invalid_request");
    expect(await outcome(log({ sequence: 1, metrics: keys(0, 1_000) }))).toBe("200");
    expect(await outcome(log({ sequence: 2, metrics: keys(1_000, METRICS_PER_RUN_MAX - 1_000) }))).toBe("200");
    expect(await outcome(log({ sequence: 3, metrics: [column("one more", [1])] }))).toBe("409 limit_reached");
    expect(await outcome(log({ sequence: 3, metrics: [column("k0", [1], 1)] }))).toBe("200");
    expect(Object.keys((await readRun(place, run.id)).metrics)).toHaveLength(METRICS_PER_RUN_MAX);
  });

  test("is refused by a run that ended itself, taken by one that was cancelled; what came before is known either way", async ({
    expect,
  }) => {
    const place = await createPlace();
    for (const [status, expected] of [
      ["finished", "409 illegal_transition"],
      ["failed", "409 illegal_transition"],
      ["cancelled", "200"],
    ] as const) {
      const run = await startRun(place);
      const log = logTo(place, run.id);
      await log({ sequence: 1, metrics: [column("loss", [1])] });
      await place.owner.json(`${place.base}/runs/${run.id}/finish`, { json: { status } }, 200);
      expect(await (await log({ sequence: 1, metrics: [] })).json(), status).toMatchObject({ duplicate: true, status });
      expect(await outcome(log({ sequence: 2, metrics: [column("loss", [2], 1)] })), status).toBe(expected);
      expect(await readRun(place, run.id)).toMatchObject({ status });
    }
  });
});

describe("a run that falls silent", () => {
  const silence = (place: Place, runId: string, forMs: number) =>
    runInDurableObject(objectOf(place.workspaceId), (_, { storage }) => {
      storage.sql.exec(
        "UPDATE run_progress SET heartbeat_at = heartbeat_at - ? WHERE run_number = (SELECT number FROM runs WHERE id = ?)",
        forMs,
        runId,
      );
    });

  test("is marked crashed by the alarm, which is then set for the next one; a batch lets it go on", async ({ expect }) => {
    const place = await createPlace();
    const object = objectOf(place.workspaceId);
    const run = await startRun(place, { heartbeat_timeout_s: 10 });
    const other = await startRun(place, { heartbeat_timeout_s: 600 });
    const alarm = () => runInDurableObject(object, (_, { storage }) => storage.getAlarm());
    // Sooner where something else is due before, as handing events on is.
    expect(await alarm()).toBeLessThanOrEqual(Date.parse(run.heartbeat_at) + 10_000);

    await runDurableObjectAlarm(object);
    expect(await readRun(place, run.id)).toMatchObject({ status: "running" });
    await silence(place, run.id, 10_000);
    await Promise.all([runDurableObjectAlarm(object), runDurableObjectAlarm(object)]);
    const crashed = await readRun(place, run.id);
    expect(crashed).toMatchObject({ status: "crashed" });
    expect(crashed.finished_at).toBe(crashed.heartbeat_at);
    expect(await alarm()).toBeLessThanOrEqual(Date.parse(other.heartbeat_at) + 600_000);
    await runDurableObjectAlarm(object);
    expect(await readRun(place, other.id)).toMatchObject({ status: "running" });

    const log = await logTo(place, run.id)({ sequence: 1, metrics: [column("loss", [1])] });
    expect(await log.json()).toMatchObject({ status: "running" });
    expect(await readRun(place, run.id)).toMatchObject({ status: "running", finished_at: null });
    const events = await place.owner.json<{ items: { type: string; actor: { type: string } }[] }>(`${place.base}/events?after=3`);
    expect(events.items).toMatchObject([
      { type: "run.crashed", actor: { type: "system" } },
      { type: "run.resumed", actor: { type: "user" } },
    ]);
    expect(await alarm()).toBeLessThan(Date.parse(other.heartbeat_at) + 600_000);
  });

  test("goes on with a heartbeat and may still finish", async ({ expect }) => {
    const place = await createPlace();
    const object = objectOf(place.workspaceId);
    for (const back of [true, false]) {
      const run = await startRun(place, { heartbeat_timeout_s: 10 });
      await silence(place, run.id, 60_000);
      await runDurableObjectAlarm(object);
      expect(await readRun(place, run.id)).toMatchObject({ status: "crashed" });
      if (back) expect(await place.owner.json(`${place.base}/runs/${run.id}/heartbeat`, { method: "POST" })).toEqual({ status: "running" });
      const end = await place.owner.json(`${place.base}/runs/${run.id}/finish`, { json: {} }, 200);
      expect(end).toMatchObject({ status: "finished" });
    }
  });
});

test("batches that are lost, doubled, early or cut off by a restart end with exactly the points that were logged", async ({ expect }) => {
  const place = await createPlace();
  // Two writers log the same steps of one metric at the same times: with equal values the points would be the same.
  const sharedValue = (writer: string, sequence: number) => sequence + (writer === "writer_b" ? 0.25 : 0);
  const step = fc.record({
    writer: fc.constantFrom("writer_a", "writer_b"),
    act: fc.constantFrom("send", "send", "send", "again", "early", "evict", "crash", "cut"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const run = await startRun(place);
      const log = logTo(place, run.id);
      const next = new Map<string, number>();
      const batch = (writer: string, sequence: number) => ({
        writer,
        sequence,
        metrics: [column(writer, [sequence, sequence + 0.5], sequence * 2), column("shared", [sharedValue(writer, sequence)], sequence)],
      });
      for (const { writer, act } of steps) {
        const sequence = next.get(writer) ?? 1;
        if (act === "evict") await evictAllDurableObjects();
        else if (act === "crash") await abortAllDurableObjects();
        else if (act === "early") expect(await outcome(log(batch(writer, sequence + 1)))).toBe("409 sequence_gap");
        else if (act === "again" && sequence > 1) {
          expect(await (await log(batch(writer, sequence - 1))).json()).toMatchObject({ duplicate: true });
        } else if (act === "cut") {
          // The object dies while the batch is under way: it is stored or not, and sent again either way.
          const sent = log(batch(writer, sequence)).then(
            (answer) => answer.status,
            () => 0,
          );
          await abortAllDurableObjects();
          await sent;
          expect(await outcome(log(batch(writer, sequence)))).toBe("200");
          next.set(writer, sequence + 1);
        } else {
          expect(await outcome(log(batch(writer, sequence)))).toBe("200");
          next.set(writer, sequence + 1);
        }
      }
      const { series } = await historyOf(place, run.id, "?max_points=20000");
      const { metrics } = await readRun(place, run.id);
      const shared: number[] = [];
      for (const [writer, upTo] of next) {
        const sequences = Array.from({ length: upTo - 1 }, (_, i) => i + 1);
        shared.push(...sequences.map((sequence) => sharedValue(writer, sequence)));
        expect(series.find((s) => s.key === writer)).toMatchObject({
          steps: sequences.flatMap((s) => [s * 2, s * 2 + 1]),
          values: sequences.flatMap((s) => [s, s + 0.5]),
        });
        expect(metrics[writer]).toMatchObject({ count: sequences.length * 2, last: upTo - 0.5, min: 1 });
      }
      shared.sort((a, b) => a - b);
      // Points of one step are in order of arrival, which is anybody's guess here.
      const told = (series.find((s) => s.key === "shared")?.values ?? []) as number[];
      expect(told.toSorted((a, b) => a - b)).toEqual(shared);
    }),
    { numRuns: 15 },
  );
}, 60_000);
