import { abortAllDurableObjects, evictAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { CURVES_MEDIA_TYPE, type Curve, type Curves, decodeCurves, type History, type Points } from "@cairn/sdk/schema";
import { beforeAll, describe, type ExpectStatic, test } from "vitest";
import { env, migrateControl, outcome } from "../../test/support/fixtures.ts";
import { createPlace, objectOf, type Place, readRun, startRun } from "../../test/support/workspaces.ts";

beforeAll(migrateControl);

interface Series {
  steps: number[];
  times: number[];
  values: number[];
}

/** Points of one metric from one step on; a spike now and then, so that a bucket that loses one is seen. */
function series(from: number, count: number, stride = 1): Series {
  const steps = Array.from({ length: count }, (_, i) => from + i * stride);
  const times = steps.map((step) => 1_700_000_000_000 + step * 7 + (step % 5));
  return { steps, times, values: steps.map((step) => (step % 977 === 0 ? 1_000 + step : Math.fround(Math.sin(step / 100)))) };
}

const logTo =
  ({ owner, base }: Place, runId: string) =>
  (sequence: number, metrics: ({ key: string } & Series)[], writer = "writer_1") =>
    owner.fetch(`${base}/runs/${runId}/log`, { json: { writer, sequence, metrics } });

/** A run with so many points of `loss`, in batches of 10,000: the first 70,000 and each 70,000 more are sealed. */
async function filledRun(expect: ExpectStatic, place: Place, count: number) {
  const run = await startRun(place);
  const log = logTo(place, run.id);
  let sequence = 0;
  for (let from = 0; from < count; from += 10_000)
    expect(await outcome(log(++sequence, [{ key: "loss", ...series(from, Math.min(10_000, count - from)) }]))).toBe("200");
  return { run, log, sequence };
}

const countOf = ({ workspaceId }: Place, table: string, where = "1") =>
  runInDurableObject(objectOf(workspaceId), (_, { storage }) =>
    Number(storage.sql.exec(`SELECT count(*) AS n FROM ${table} WHERE ${where}`).one().n),
  );

async function curvesOf({ owner, base }: Place, query: Record<string, unknown>): Promise<Curve[]> {
  const answer = await owner.fetch(`${base}/metrics/query`, { json: query, headers: { accept: CURVES_MEDIA_TYPE } });
  const { curves } = decodeCurves(await answer.arrayBuffer());
  const json = await owner.json<Curves>(`${base}/metrics/query`, { json: query }, 200);
  if (JSON.stringify(json.curves) !== JSON.stringify(curves)) throw new Error("the binary answer is another one than the JSON");
  return curves;
}

async function allPoints({ owner, base }: Place, runId: string, key: string, limit: number): Promise<Series> {
  const all: Series = { steps: [], times: [], values: [] };
  for (let cursor = ""; ; ) {
    const page = await owner.json<Points>(`${base}/runs/${runId}/points?key=${key}&limit=${limit}${cursor}`, {}, 200);
    for (const name of ["steps", "times"] as const) all[name].push(...page[name]);
    all.values.push(...page.values.map(Number));
    if (page.next_cursor === null) return all;
    cursor = `&cursor=${page.next_cursor}`;
  }
}

/** What a curve has to say of points, by the contract's words. */
function check(expect: ExpectStatic, curve: Curve | undefined, { steps, times, values }: Series): void {
  if (!curve) throw new Error("no curve");
  const of = Map.groupBy(
    steps.map((_, i) => i),
    (i) => Math.floor((steps[i] ?? 0) / curve.width),
  );
  const buckets = [...of.values()];
  const pick = (from: readonly number[], place: (bucket: number[]) => number | undefined) => buckets.map((b) => from[place(b) ?? -1]);
  expect(curve.steps).toEqual(pick(steps, (b) => b[0]));
  expect(curve.last_steps).toEqual(pick(steps, (b) => b.at(-1)));
  expect(curve.times).toEqual(pick(times, (b) => b[0]));
  expect(curve.counts).toEqual(buckets.map((b) => b.length));
  expect(curve.firsts).toEqual(pick(values, (b) => b[0]));
  expect(curve.lasts).toEqual(pick(values, (b) => b.at(-1)));
  expect(curve.mins).toEqual(buckets.map((b) => Math.min(...b.map((i) => values[i] ?? 0))));
  expect(curve.maxs).toEqual(buckets.map((b) => Math.max(...b.map((i) => values[i] ?? 0))));
  for (const [i, b] of buckets.entries())
    expect(curve.sums[i]).toBeCloseTo(
      b.reduce((sum, j) => sum + (values[j] ?? 0), 0),
      6,
    );
}

describe("the log of batches", () => {
  test("writes at most 2,000 rows for a million points in batches of 1,000, seals and merges included", async ({ expect }) => {
    const place = await createPlace();
    const run = await startRun(place);
    const log = logTo(place, run.id);
    const rows = await runInDurableObject(objectOf(place.workspaceId), (_, { storage: { sql } }) => {
      const exec = sql.exec.bind(sql);
      const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
      Object.defineProperty(sql, "exec", {
        configurable: true,
        value: (...args: Parameters<typeof exec>) => {
          const cursor = exec(...args);
          cursors.push(cursor);
          return cursor;
        },
      });
      return () => cursors.reduce((sum, cursor) => sum + cursor.rowsWritten, 0);
    });
    const batches = 140;
    for (let i = 0; i < batches; i++)
      await log(
        i + 1,
        ["a", "b", "c", "d", "e"].map((key) => ({ key, ...series(i * 200, 200) })),
      );
    expect(await countOf(place, "metric_blocks")).toBe(2);
    const written = await runInDurableObject(objectOf(place.workspaceId), () => rows());
    expect(written).toBeGreaterThanOrEqual(batches);
    expect(written).toBeLessThanOrEqual(batches * 2);
    // Slots of sealed batches are used again.
    expect(await countOf(place, "metric_wal")).toBeLessThan(batches);
  }, 60_000);

  test("is refused with the field and the rule named, and stores nothing", async ({ expect }) => {
    const place = await createPlace();
    const run = await startRun(place);
    const good = { key: "loss", steps: [1], times: [1], values: [1] };
    const bad: [object, string, string][] = [
      [{ ...good, steps: [1.5] }, "body.metrics.0.steps.0", "invalid_type"],
      [{ ...good, steps: [2 ** 54] }, "body.metrics.0.steps.0", "too_big"],
      [{ ...good, times: [-1] }, "body.metrics.0.times.0", "too_small"],
      [{ ...good, values: ["nan"] }, "body.metrics.0.values.0", "invalid_union"],
      [{ ...good, values: [null] }, "body.metrics.0.values.0", "invalid_union"],
      [{ ...good, values: [] }, "body.metrics.0", "custom"],
      [{ ...good, steps: [], times: [], values: [] }, "body.metrics.0.steps", "too_small"],
      [{ ...good, key: "x".repeat(251) }, "body.metrics.0.key", "too_big"],
      [{ ...good, key: 7 }, "body.metrics.0.key", "invalid_type"],
      [{ key: "loss" }, "body.metrics.0.steps", "invalid_type"],
    ];
    for (const [metric, path, rule] of bad) {
      const answer = await place.owner.fetch(`${place.base}/runs/${run.id}/log`, {
        json: { writer: "writer_1", sequence: 1, metrics: [metric] },
      });
      expect(answer.status, JSON.stringify(metric)).toBe(400);
      const problem = (await answer.json()) as { code: string; errors: { path: string; rule: string }[] };
      expect(problem.code).toBe("invalid_request");
      expect(problem.errors.map((error) => `${error.path} ${error.rule}`)).toContain(`${path} ${rule}`);
    }
    for (const raw of ["", "{", "[]", "null", '"x"'])
      expect(await outcome(place.owner.fetch(`${place.base}/runs/${run.id}/log`, { raw, method: "POST" })), raw).toMatch(/^4\d\d /);
    expect(await countOf(place, "metric_wal")).toBe(0);
  });
});

test("a batch may bring one metric in pieces; what is in it twice is one point", async ({ expect }) => {
  const place = await createPlace();
  const run = await startRun(place);
  const one = { key: "loss", steps: [3, 1], times: [1, 1], values: [5, 6] };
  expect(await outcome(logTo(place, run.id)(1, [one, { ...one, steps: [1, 2] }, { ...one, key: "other" }]))).toBe("200");
  expect(await allPoints(place, run.id, "loss", 10)).toEqual({ steps: [1, 1, 2, 3], times: [1, 1, 1, 1], values: [6, 5, 6, 5] });
  expect((await readRun(place, run.id)).metrics).toMatchObject({ loss: { count: 4 }, other: { count: 2 } });
});

describe("sealed points", () => {
  test("are told bucket by bucket at any zoom, over restarts, and page by page as they were logged", async ({ expect }) => {
    const place = await createPlace();
    const { run } = await filledRun(expect, place, 150_000);
    const all = series(0, 150_000);
    expect(await countOf(place, "metric_blocks")).toBe(2);
    for (const restart of [async () => {}, evictAllDurableObjects, abortAllDurableObjects]) {
      await restart();
      for (const buckets of [10, 300, 1_000, 4_000]) {
        const [curve] = await curvesOf(place, { runs: [run.id], keys: ["loss", "missing"], buckets });
        expect(curve?.total).toBe(150_000);
        expect(curve?.steps.length).toBeLessThanOrEqual(buckets);
        expect(curve?.steps.length).toBeGreaterThan(buckets / 4);
        check(expect, curve, all);
      }
      // Zoomed in: the ends of the range are whole buckets of the width.
      const [zoom] = await curvesOf(place, { runs: [run.id], keys: ["loss"], buckets: 500, from_step: 60_000, to_step: 99_999 });
      const width = zoom?.width ?? 1;
      const start = Math.floor(60_000 / width) * width;
      check(expect, zoom, series(start, (Math.floor(99_999 / width) + 1) * width - start));
      const [near] = await curvesOf(place, { runs: [run.id], keys: ["loss"], buckets: 500, from_step: 69_900, to_step: 70_100 });
      expect(near).toMatchObject({ width: 0, steps: series(69_900, 201).steps, firsts: series(69_900, 201).values });
    }
    expect(await allPoints(place, run.id, "loss", 40_000)).toEqual(all);
    const { series: history } = await place.owner.json<History>(`${place.base}/runs/${run.id}/metrics?max_points=400`);
    expect(history[0]).toMatchObject({ key: "loss", count: 150_000, sampled: true });
    expect(history[0]?.steps.length).toBeLessThanOrEqual(400);
    expect(history[0]?.values).toContain(all.values.reduce((a, b) => Math.max(a, b)));
  }, 60_000);

  test("that come again are dropped, wherever they lie; other values of a step are kept in order of arrival", async ({ expect }) => {
    const place = await createPlace();
    const { run, log, sequence } = await filledRun(expect, place, 80_000);
    expect(await countOf(place, "metric_blocks")).toBe(1);
    const again = series(1_000, 2_000);
    await log(sequence + 1, [{ key: "loss", ...again }]);
    await log(sequence + 2, [{ key: "loss", ...series(75_000, 10_000) }]);
    await log(1, [{ key: "loss", steps: [5, 5, 5, 5], times: [1, 1, 2, 1], values: [7, 7, 7, 8] }], "writer_2");
    const after = await readRun(place, run.id);
    expect(after.metrics.loss?.count).toBe(85_003);
    const page = await place.owner.json<Points>(`${place.base}/runs/${run.id}/points?key=loss&from_step=5&to_step=5`);
    expect(page.values).toEqual([series(5, 1).values[0], 7, 7, 8]);
    // One page a point: the cursor stands between points of one step.
    const one = await place.owner.json<Points>(`${place.base}/runs/${run.id}/points?key=loss&from_step=5&to_step=6&limit=2`);
    const two = await place.owner.json<Points>(`${place.base}/runs/${run.id}/points?key=loss&to_step=6&limit=9&cursor=${one.next_cursor}`);
    expect([...one.values, ...two.values]).toEqual([series(5, 1).values[0], 7, 7, 8, series(6, 1).values[0]]);
  }, 60_000);

  test("of runs of other lengths have buckets at the same places", async ({ expect }) => {
    const place = await createPlace();
    const runs = [];
    for (const count of [3_000, 20_000]) runs.push((await filledRun(expect, place, count)).run.id);
    await place.owner.json(`${place.base}/runs/${runs[0]}/finish`, { json: {} }, 200);
    const curves = await curvesOf(place, { runs, keys: ["loss"], buckets: 1_000 });
    expect(curves.map(({ run_id, width }) => [run_id, width])).toEqual(runs.map((run) => [run, 32]));
    for (const [i, count] of [3_000, 20_000].entries()) check(expect, curves[i], series(0, count));
    const tooMany = { runs, keys: Array.from({ length: 60 }, (_, i) => `k${i}`), buckets: 4_000 };
    expect(await outcome(place.owner.fetch(`${place.base}/metrics/query`, { json: tooMany }))).toBe("400 invalid_request");
  });
});

describe("points in R2", () => {
  const due = ({ workspaceId }: Place) =>
    runInDurableObject(objectOf(workspaceId), (_, { storage }) => {
      storage.sql.exec("UPDATE metric_seals SET offload_at = 1");
    });
  const keysOf = async ({ workspaceId }: Place) =>
    (await env.BLOBS.list({ prefix: `ws/${workspaceId}/points/` })).objects.map(({ key }) => key);

  test("answer as before, and resumed writers find their duplicates there; a purge hands them over", async ({ expect }) => {
    const place = await createPlace();
    const { run, log, sequence } = await filledRun(expect, place, 75_000);
    await place.owner.json(`${place.base}/runs/${run.id}/finish`, { json: { status: "cancelled" } }, 200);
    await due(place);
    await runDurableObjectAlarm(objectOf(place.workspaceId));
    expect(await countOf(place, "metric_blocks", "packed IS NULL AND r2_name IS NOT NULL")).toBe(1);
    expect(await keysOf(place)).toHaveLength(1);
    await evictAllDurableObjects();
    expect(await allPoints(place, run.id, "loss", 50_000)).toEqual(series(0, 75_000));
    await evictAllDurableObjects();
    await log(sequence + 1, [{ key: "loss", ...series(100, 50) }]);
    expect((await readRun(place, run.id)).metrics.loss?.count).toBe(75_000);
    const [near] = await curvesOf(place, { runs: [run.id], keys: ["loss"], buckets: 500, from_step: 1, to_step: 300 });
    expect(near).toMatchObject({ width: 0, firsts: series(1, 300).values });
    await place.owner.fetch(`${place.base}/runs/${run.id}?purge=true`, { method: "DELETE" });
    await runDurableObjectAlarm(objectOf(place.workspaceId));
    expect(await countOf(place, "metric_blocks")).toBe(0);
    const garbage = await countOf(place, "r2_garbage", "key LIKE '%/points/%'");
    expect(garbage).toBe(1);
  }, 60_000);

  test("are there whole whichever call to R2 fails and whenever the object dies", async ({ expect }) => {
    const place = await createPlace();
    const { run } = await filledRun(expect, place, 145_000);
    await place.owner.json(`${place.base}/runs/${run.id}/finish`, { json: {} }, 200);
    const real = env.BLOBS.put;
    for (const lands of [true, false]) {
      await due(place);
      await runInDurableObject(objectOf(place.workspaceId), (instance) => {
        const bucket = (instance as unknown as { env: Env }).env.BLOBS;
        Object.defineProperty(bucket, "put", {
          configurable: true,
          value: async (...args: Parameters<typeof real>) => {
            Reflect.deleteProperty(bucket, "put");
            if (lands) await bucket.put(...args);
            throw new Error("R2 failed");
          },
        });
      });
      await runDurableObjectAlarm(objectOf(place.workspaceId));
      await abortAllDurableObjects();
      expect(await allPoints(place, run.id, "loss", 50_000)).toEqual(series(0, 145_000));
    }
    await due(place);
    await runDurableObjectAlarm(objectOf(place.workspaceId));
    expect(await countOf(place, "metric_blocks", "r2_name IS NULL AND bytes >= 32768")).toBe(0);
    await abortAllDurableObjects();
    expect(await allPoints(place, run.id, "loss", 50_000)).toEqual(series(0, 145_000));
    // What was written twice is announced as garbage, what is in use is not.
    const used = await countOf(place, "metric_blocks", "r2_name IS NOT NULL");
    const announced = await countOf(place, "r2_garbage", "key LIKE '%/points/%'");
    expect((await keysOf(place)).length).toBeLessThanOrEqual(used + announced);
  }, 60_000);
});
