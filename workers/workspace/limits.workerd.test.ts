import { runInDurableObject } from "cloudflare:test";
import { beforeAll, describe, test } from "vitest";
import { migrateControl, outcome } from "../test/support/fixtures.ts";
import { column, createPlace, newRunId, objectOf, type Place, startRun } from "../test/support/workspaces.ts";
import { EXPERIMENTS_MAX, FIELDS_MAX_BYTES, WRITERS_PER_RUN_MAX } from "./limits.ts";

beforeAll(migrateControl);

const fill = ({ workspaceId }: Place, query: string, upTo: number) =>
  runInDurableObject(objectOf(workspaceId), (_, { storage }) => {
    storage.sql.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) ${query}`, upTo);
  });

describe("at its limit and one past it", () => {
  test("a workspace refuses experiments, also those that a run would make", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base } = place;
    await owner.fetch(`${base}/runs`);
    const insert = "INSERT INTO experiments (id, name, description, created_at) SELECT 'exp_' || i, 'e' || i, '', 0 FROM n";
    await fill(place, insert, EXPERIMENTS_MAX - 1);
    expect(await outcome(owner.fetch(`${base}/experiments`, { json: { name: "the last" } }))).toBe("201");
    expect(await outcome(owner.fetch(`${base}/experiments`, { json: { name: "one more" } }))).toBe("409 limit_reached");
    expect(await outcome(owner.fetch(`${base}/runs`, { json: { experiment: "one more" } }))).toBe("409 limit_reached");
    expect(await outcome(owner.fetch(`${base}/runs`, { json: { experiment: "the last" } }))).toBe("201");
  });

  test("a run refuses writers, not those it knows", async ({ expect }) => {
    const place = await createPlace();
    const run = await startRun(place);
    const log = (writer: string, sequence: number) =>
      outcome(place.owner.fetch(`${place.base}/runs/${run.id}/log`, { json: { writer, sequence, metrics: [column("loss", [1])] } }));
    const writers = "SELECT 1, json_group_array(json_array('filler_' || i, 1)), 0 FROM n";
    await fill(place, `INSERT INTO metric_seals (run_number, writers, sealed_ordinal) ${writers}`, WRITERS_PER_RUN_MAX - 1);
    expect(await log("writer_a", 1)).toBe("200");
    expect(await log("writer_b", 1)).toBe("409 limit_reached");
    expect(await log("writer_a", 2)).toBe("200");
  });

  test("a run refuses params by their size together", async ({ expect }) => {
    const { owner, base } = await createPlace();
    const create = (spare: number) => {
      const params: Record<string, string> = {};
      for (let i = 0; JSON.stringify(params).length < FIELDS_MAX_BYTES - 5_000; i++) params[`p${i}`] = "x".repeat(4_000);
      for (const key of ["fill", "more"]) params[key] = "";
      const rest = FIELDS_MAX_BYTES - JSON.stringify(params).length + spare;
      params.fill = "x".repeat(Math.min(rest, 4_000));
      params.more = "x".repeat(rest - params.fill.length);
      expect(JSON.stringify(params)).toHaveLength(FIELDS_MAX_BYTES + spare);
      return outcome(owner.fetch(`${base}/runs`, { json: { id: newRunId(), experiment: "e", params } }));
    };
    expect(await create(0)).toBe("201");
    expect(await create(1)).toBe("413 payload_too_large");
  });

  test("a batch takes 10,000 points", async ({ expect }) => {
    const place = await createPlace();
    const run = await startRun(place);
    const values = Array.from({ length: 5_000 }, (_, i) => i / 3);
    const log = (sequence: number, extra: object[]) =>
      outcome(
        place.owner.fetch(`${place.base}/runs/${run.id}/log`, {
          json: { writer: "writer_1", sequence, metrics: [column("a", values), column("b", values), ...extra] },
        }),
      );
    expect(await log(1, [])).toBe("200");
    expect(await log(2, [column("c", [1])])).toBe("400 invalid_request");
    const { series } = await place.owner.json<{ series: { count: number; sampled: boolean; steps: number[] }[] }>(
      `${place.base}/runs/${run.id}/metrics?max_points=100&since_step=1000`,
    );
    expect(series).toMatchObject([
      { count: 4_000, sampled: true },
      { count: 4_000, sampled: true },
    ]);
    // The ends of a straight line are the extremes of their buckets too.
    expect(series[0]?.steps).toHaveLength(98);
    expect([series[0]?.steps[0], series[0]?.steps.at(-1)]).toEqual([1_000, 4_999]);
  });
});
