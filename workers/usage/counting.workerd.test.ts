import { abortAllDurableObjects, evictAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import type { OrganizationUsage, WorkspaceUsage } from "@cairn/sdk/schema";
import { beforeAll, describe, type ExpectStatic, test, vi } from "vitest";
import { jobCtx } from "../jobs/context.ts";
import { purgeWorkspace } from "../jobs/workspace-purge/run.ts";
import { bearer, createService, createSpace, env, joinedPerson, migrateControl, outcome } from "../test/support/fixtures.ts";
import { createPlace, objectOf, type Place, startRun } from "../test/support/workspaces.ts";
import { recordDeliveries } from "./stub.ts";

beforeAll(migrateControl);

const usageOf = ({ owner, org }: Place, query = "") => owner.json<OrganizationUsage>(`/api/v1/orgs/${org.slug}/usage${query}`, {}, 200);
const usageOfSpace = ({ owner, base }: Place) => owner.json<WorkspaceUsage>(`${base}/usage`, {}, 200);

/** Points of one metric from a step on. */
const points = (from: number, count: number) => {
  const steps = Array.from({ length: count }, (_, i) => from + i);
  return [{ key: "loss", steps, times: steps.map((step) => 1_000 + step), values: steps.map((step) => step / 7) }];
};

const logTo =
  ({ owner, base }: Place, runId: string) =>
  (sequence: number, metrics: ReturnType<typeof points>) =>
    outcome(owner.fetch(`${base}/runs/${runId}/log`, { json: { writer: "writer_1", sequence, metrics } }));

/** What may happen to an object at any time. */
const restarts = [async () => {}, evictAllDurableObjects, abortAllDurableObjects];

/** Runs and points as the organization and as the workspace tell them, after each kind of restart. */
async function expectCounts(expect: ExpectStatic, place: Place, counts: { runs: number; points: number }): Promise<void> {
  for (const restart of restarts) {
    await restart();
    expect((await usageOfSpace(place)).totals).toMatchObject(counts);
    expect((await usageOf(place)).totals).toMatchObject(counts);
  }
}

describe("runs and points", () => {
  test("are counted once, whatever comes twice, over restarts at any time", async ({ expect }) => {
    const place = await createPlace();
    const run = await startRun(place);
    await startRun(place, { id: run.id });
    await startRun(place);
    const log = logTo(place, run.id);
    let logged = 0;
    for (const [i, restart] of restarts.entries()) {
      expect(await log(i + 1, points(logged, 500))).toBe("200");
      await restart();
      // A batch that comes again, and one that brings points which are there.
      expect(await log(i + 1, points(logged, 500))).toBe("200");
      logged += 500;
    }
    expect(await log(restarts.length + 1, points(0, 700))).toBe("200");
    await expectCounts(expect, place, { runs: 2, points: logged });
  });

  test("are counted through seals, when slots of the log are written again and runs are purged", async ({ expect }) => {
    const place = await createPlace();
    const run = await startRun(place);
    const log = logTo(place, run.id);
    for (let i = 0; i < 8; i++) {
      expect(await log(i + 1, points(i * 10_000, 10_000))).toBe("200");
      if (i === 3) await abortAllDurableObjects();
    }
    await abortAllDurableObjects();
    for (let i = 8; i < 10; i++) expect(await log(i + 1, points(i * 10_000, 10))).toBe("200");
    await expectCounts(expect, place, { runs: 1, points: 80_020 });
    await place.owner.json(`${place.base}/runs/${run.id}/finish`, { json: {} }, 200);
    expect(await outcome(place.owner.fetch(`${place.base}/runs/${run.id}?purge=true`, { method: "DELETE" }))).toBe("204");
    await runDurableObjectAlarm(objectOf(place.workspaceId));
    await abortAllDurableObjects();
    const next = await startRun(place);
    expect(await logTo(place, next.id)(1, points(0, 5))).toBe("200");
    // Before anybody asks: the batch must be known to be newer than those of the purged run.
    await abortAllDurableObjects();
    await expectCounts(expect, place, { runs: 2, points: 80_025 });
  }, 60_000);

  test("of a batch that fails halfway are not counted, and are when it comes again", async ({ expect }) => {
    const place = await createPlace();
    const run = await startRun(place);
    const log = logTo(place, run.id);
    for (let i = 0; i < 6; i++) await log(i + 1, points(i * 10_000, 10_000));
    await runInDurableObject(objectOf(place.workspaceId), (_, { storage: { sql } }) => {
      const exec = sql.exec.bind(sql);
      Object.defineProperty(sql, "exec", {
        configurable: true,
        value: (...args: Parameters<typeof exec>) => {
          if (!args[0].startsWith("INSERT INTO metric_blocks")) return exec(...args);
          Reflect.deleteProperty(sql, "exec");
          throw new Error("the disk is full");
        },
      });
    });
    // The batch at which the run is sealed: its points are counted in the transaction that is rolled back.
    expect(await log(7, points(60_000, 10_000))).toBe("500 internal");
    expect((await usageOfSpace(place)).totals.points).toBe(60_000);
    expect(await log(7, points(60_000, 10_000))).toBe("200");
    await expectCounts(expect, place, { runs: 1, points: 70_000 });
  }, 60_000);
});

describe("requests", () => {
  test("are counted by workspace, each once, and not when they were too many", async ({ expect }) => {
    const place = await createPlace();
    const before = await usageOf(place);
    let passed = 0;
    for (let i = 0; i < 8; i++) {
      const limited = i < 5 ? {} : { env: { CAIRN_RATE_ORGANIZATION: "1" } };
      if ((await place.owner.fetch(place.base, limited)).status === 200) passed++;
    }
    expect(passed).toBeLessThan(8);
    const after = await vi.waitFor(() => usageOf(place), 5_000);
    expect(after.workspaces[0]?.totals.requests).toBe(passed);
    // And the question itself.
    expect(after.totals.requests).toBe(before.totals.requests + passed + 1);
    await evictAllDurableObjects();
    expect((await usageOf(place)).totals.requests).toBe(after.totals.requests + 1);
  });

  test("are known a second later, whatever dies", async ({ expect }) => {
    const place = await createPlace();
    for (let i = 0; i < 4; i++) await place.owner.fetch(place.base);
    const object = env.USAGE.get(env.USAGE.idFromName(place.org.id));
    const written = () =>
      runInDurableObject(object, (_, { storage }) =>
        storage.sql
          .exec<{ value: number }>("SELECT value FROM usage_days WHERE meter = 'requests' AND workspace = ?", place.workspaceId)
          .toArray(),
      );
    await vi.waitFor(async () => expect(await written()).toEqual([{ value: 4 }]), 5_000);
    await abortAllDurableObjects();
    expect((await usageOf(place)).workspaces[0]?.totals.requests).toBe(4);
  });
});

test("deliveries are what endpoints say, however often they say it", async ({ expect }) => {
  const place = await createPlace();
  const day = Math.floor(Date.now() / 86_400_000) * 86_400_000;
  const say = (endpoint: string, attempts: number, workspaceId: string | null) =>
    recordDeliveries(env, place.org.id, { endpoint, workspaceId, days: [{ day, attempts }] });
  await say("we_1", 3, null);
  await say("we_2", 4, place.workspaceId);
  await say("we_2", 6, place.workspaceId);
  await say("we_2", 4, place.workspaceId);
  expect((await usageOf(place)).totals.deliveries).toBe(9);
  expect((await usageOfSpace(place)).totals.deliveries).toBe(6);
});

describe("bytes", () => {
  test("are told by class, and go with what they were", async ({ expect }) => {
    const place = await createPlace();
    const run = await startRun(place);
    const put = await place.owner.fetch(`${place.base}/blobs/${SHA_OF_HELLO}`, {
      method: "PUT",
      raw: "hello",
      headers: { "content-type": "application/octet-stream", "content-length": "5" },
    });
    expect(put.status).toBeLessThan(300);
    const { bytes } = await usageOfSpace(place);
    expect(bytes).toMatchObject({ files: 5, points: 0, logs: 0 });
    expect(bytes.database).toBeGreaterThan(50_000);
    expect((await usageOf(place)).bytes).toEqual(bytes);
    expect(run.id).toBeDefined();
  });

  test("of a workspace that was deleted are gone, and what it used stays counted", async ({ expect }) => {
    const place = await createPlace();
    const space = await createSpace(place.owner, place.org.slug, "Other");
    const other = { ...place, workspaceId: space.id, base: `/api/v1/orgs/${place.org.slug}/workspaces/${space.slug}` };
    const run = await startRun(other);
    expect(await logTo(other, run.id)(1, points(0, 50))).toBe("200");
    await place.owner.fetch(other.base, { method: "DELETE", json: { confirm: space.slug } });
    const ctx = jobCtx(env, { waitUntil: () => {} }, "purge");
    const input = { orgId: place.org.id, workspaceId: space.id };
    expect(await purgeWorkspace({ ctx, input })).toBe("done");
    await abortAllDurableObjects();
    const usage = await usageOf(place);
    expect(usage.totals).toMatchObject({ runs: 1, points: 50 });
    expect(usage.workspaces.find(({ id }) => id === space.id)).toMatchObject({
      is_deleted: true,
      totals: { points: 50 },
      bytes: { database: 0, files: 0 },
    });
  });
});

const SHA_OF_HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

describe("an answer", () => {
  test("has every day that was asked for, and as CSV a line for each on which there was something", async ({ expect }) => {
    const place = await createPlace();
    await startRun(place);
    const today = new Date().toISOString().slice(0, 10);
    const { days } = await usageOf(place, `?from=2026-01-31&to=2026-03-02`);
    expect(days.map(({ day }) => day)).toHaveLength(31);
    expect([days[0]?.day, days.at(-1)?.day]).toEqual(["2026-01-31", "2026-03-02"]);
    expect(days.every(({ runs }) => runs === 0)).toBe(true);
    await place.owner.json(place.base, { method: "PATCH", json: { name: '=1+1,"x"' } });
    const csv = await place.owner.fetch(`/api/v1/orgs/${place.org.slug}/usage.csv?from=${today}&to=${today}`);
    expect([csv.headers.get("content-type"), csv.headers.get("content-disposition")]).toEqual([
      "text/csv; charset=utf-8",
      `attachment; filename="${place.org.slug}-usage.csv"; filename*=UTF-8''${place.org.slug}-usage.csv`,
    ]);
    const lines = (await csv.text()).split("\r\n");
    expect(lines[0]).toBe("day,workspace_id,workspace,runs,points,requests,deliveries,bytes_database,bytes_points,bytes_logs,bytes_files");
    expect(lines[2]).toMatch(new RegExp(`^${today},${place.workspaceId},"'=1\\+1,""x""",1,0,\\d+,0,\\d+,0,0,0$`));
    expect(lines).toHaveLength(4);
  });

  test("is refused for days that are no range", async ({ expect }) => {
    const place = await createPlace();
    for (const query of ["?from=2026-03-02&to=2026-03-01", "?from=2024-01-01&to=2026-01-01", "?from=yesterday", "?from=2026-02-30"])
      expect(await outcome(place.owner.fetch(`/api/v1/orgs/${place.org.slug}/usage${query}`)), query).toBe("400 invalid_request");
  });

  test("is for members of the organization, and not for a key of one workspace", async ({ expect }) => {
    const place = await createPlace();
    const [viewer, stranger] = [await joinedPerson(place.owner, place.org.slug, "viewer"), (await createPlace()).owner];
    const path = `/api/v1/orgs/${place.org.slug}/usage`;
    expect(await outcome(viewer.fetch(path))).toBe("200");
    expect(await outcome(stranger.fetch(path))).toBe("404 not_found");
    const robot = await createService(place.owner, place.org.slug, { key: { workspace_ids: [place.workspaceId] } });
    const key = bearer(robot.key.secret);
    expect(await outcome(key.fetch(path))).toBe("403 insufficient_scope");
    expect(await outcome(key.fetch(`${place.base}/usage`))).toBe("200");
  });
});
