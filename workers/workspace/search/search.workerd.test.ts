import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import type { RunGroups, RunPage, RunSearch, RunStats } from "@cairn/sdk/schema";
import { beforeAll, describe, test } from "vitest";
import { migrateControl, outcome } from "../../test/support/fixtures.ts";
import { column, createPlace, objectOf, startRun } from "../../test/support/workspaces.ts";

beforeAll(migrateControl);

type Place = Awaited<ReturnType<typeof createPlace>>;
const search = ({ owner, base }: Place, json: Partial<RunSearch> | Record<string, unknown>) =>
  owner.json<RunPage>(`${base}/runs/search`, { json });
const namesOf = async (place: Place, filter: string) => (await search(place, { filter })).items.map((run) => run.name).sort();

describe("a filter", () => {
  test("finds runs by attributes, params, tags, metrics and text", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base } = place;
    const a = await startRun(place, { name: "a", params: { lr: 0.1, opt: "adam", deep: true }, tags: { team: "Vision" }, group: "g" });
    const b = await startRun(place, { name: "b", params: { lr: "0.01", opt: "sgd" }, experiment: "other" });
    await startRun(place, { name: "c", params: { lr: null } });
    const log = (id: string, values: (number | string)[]) =>
      owner.json(`${base}/runs/${id}/log`, { json: { writer: "writer_1", sequence: 1, metrics: [column("loss", values)] } }, 200);
    await log(a.id, [3, 1, 2]);
    await log(b.id, [5, "NaN", 4]);
    await owner.json(`${base}/runs/${b.id}/finish`, { json: { status: "failed", error: "out of memory" } }, 200);
    for (const [filter, names] of [
      ["", "abc"],
      ["params.lr >= 0.1", "a"],
      ["params.lr < 0.1", "b"],
      ["params.lr is null", "c"],
      ["params.lr != 7", "ab"],
      ["not params.lr = 0.1", "bc"],
      ["params.deep = true or params.opt = sgd", "ab"],
      ['tags.team ilike "vis%"', "a"],
      ['tags.team like "vis%"', ""],
      ["vision", "a"],
      ["other", "b"],
      ["metrics.loss < 3", "a"],
      ["metrics.loss.max = 5", "b"],
      ["metrics.loss.count = 3", "ab"],
      ["metrics.loss.mean between 1.5 and 2.5", "a"],
      ["ever_nan(metrics.loss)", "b"],
      ["ever_nan(metrics.loss) = false", "a"],
      ["mean_last(metrics.loss, 2) = 1.5", "a"],
      ["at_step(metrics.loss, 0) = 5", "b"],
      ["max_last(metrics.loss, 2) >= 2 and not min_last(metrics.loss, 3) > 1", "a"],
      ["status = FAILED", "b"],
      ["error contains memory", "b"],
      ["experiment = penguins", "ac"],
      ["group is not null", "a"],
      ["number in (1, 3)", "ac"],
      ["created_at > now() - 1h and duration < 1h", "abc"],
      ['name ~ "^[ab]$"', "ab"],
      ["name !~ a", "bc"],
    ] as const)
      expect([filter, (await namesOf(place, filter)).join("")]).toEqual([filter, names]);
  });

  test("that cannot be read is refused with its place", async ({ expect }) => {
    const place = await createPlace();
    const answer = await place.owner.fetch(`${place.base}/runs/search`, { json: { filter: "name = x and statsu = 1" } });
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      {
        code: "invalid_request",
        errors: [{ path: "body.filter", rule: "filter", position: 13, message: expect.stringContaining("did you mean status?") }],
      },
    ]);
    const refused = (json: object) => outcome(place.owner.fetch(`${place.base}/runs/search`, { json }));
    for (const filter of [
      "metrics.loss = abc",
      "created_at > 2h",
      "has_diff > true",
      "status = runing",
      'name ~ "("',
      "metrics.a like b",
      "params.x > now()",
    ])
      expect([filter, await refused({ filter })]).toEqual([filter, "400 invalid_request"]);
    expect(await refused({ sort: [{ field: "nmae" }] })).toBe("400 invalid_request");
    expect(await refused({ cursor: "x" })).toBe("400 invalid_request");
  });
});

test("groups answer with a filter that finds their runs", async ({ expect }) => {
  const place = await createPlace();
  for (const [lr, opt] of [
    [0.1, "adam"],
    ["0.1", "adam"],
    [0.1, "sgd"],
    [null, "sgd"],
  ])
    await startRun(place, { params: { lr, opt } });
  const { groups, total } = await place.owner.json<RunGroups>(`${place.base}/runs/groups`, {
    json: { by: ["params.lr", "params.opt"], aggregates: [{ field: "number", fn: "max" }] },
  });
  expect(total).toBe(3);
  expect(groups[0]).toMatchObject({ key: [0.1, "adam"], count: 2, values: [2] });
  for (const group of groups) expect((await search(place, { filter: group.filter })).total).toBe(group.count);
  const stats = await place.owner.json<RunStats>(`${place.base}/runs/stats`);
  expect(stats).toMatchObject({ total: 4, by_status: { running: 4, failed: 0 }, archived: 0, deleted: 0 });
  const again = await startRun(place);
  for (const verb of ["finish", "start"]) await place.owner.json(`${place.base}/runs/${again.id}/${verb}`, { json: {} }, 200);
  await place.owner.json(`${place.base}/runs/${again.id}/finish`, { json: { status: "failed" } }, 200);
  expect((await place.owner.json<RunStats>(`${place.base}/runs/stats`)).by_attempt).toMatchObject([
    { attempt: 1, total: 4, by_status: { running: 4, failed: 0 } },
    { attempt: 2, total: 1, by_status: { running: 0, failed: 1 } },
  ]);
  expect(await place.owner.json(`${place.base}/runs/values?field=params.lr`)).toEqual({
    items: [{ value: 0.1, runs: 3 }],
    is_complete: true,
  });
  const fields = await place.owner.json<{ items: unknown[] }>(`${place.base}/runs/fields?search=params`);
  expect(fields.items).toEqual([
    { field: "params.lr", kind: "param", types: ["number", "string", "null"], runs: 4 },
    { field: "params.opt", kind: "param", types: ["string"], runs: 4 },
  ]);
});

test("runs and their fields are counted by what became of them, before and after they are folded", async ({ expect }) => {
  const place = await createPlace();
  const { owner, base } = place;
  const start = (name: string, lr: number | null, experiment = "one") =>
    startRun(place, { name, experiment, params: { lr }, tags: { of: name } });
  const [a, b, c] = [await start("a", 0.1), await start("b", null), await start("c", 0.1, "two")];
  await start("d", 0.2);
  await owner.json(`${base}/runs/${a.id}/finish`, { json: {} }, 200);
  await owner.json(`${base}/runs/${b.id}`, { method: "PATCH", json: { archived: true } }, 200);
  await owner.json(`${base}/runs/${c.id}/finish`, { json: {} }, 200);
  await owner.fetch(`${base}/runs/${c.id}`, { method: "DELETE" });
  const stats = (query: string) => owner.json<RunStats>(`${base}/runs/stats${query}`);
  const fields = async (query: string) =>
    (await owner.json<{ items: { field: string; runs: number; types: string[] }[] }>(`${base}/runs/fields${query}`)).items;
  for (const isFolded of [false, true]) {
    if (isFolded) {
      await evictDurableObject(objectOf(place.workspaceId));
      await runDurableObjectAlarm(objectOf(place.workspaceId));
    }
    expect(await stats("")).toMatchObject({ total: 2, by_status: { finished: 1, running: 1 }, archived: 1, deleted: 1 });
    expect(await stats("?experiment=one")).toMatchObject({ total: 2, archived: 1, deleted: 0 });
    expect(await stats("?filter=params.lr%20%3D%200.1")).toMatchObject({ total: 1, archived: 0, deleted: 1 });
    const known = new Map((await fields("")).map(({ field, runs, types }) => [field, { runs, types }]));
    for (const name of ["number", "experiment", "duration", "created_at"]) expect(known.get(name)?.runs, name).toBe(3);
    for (const name of ["finished_at", "archived_at"]) expect(known.get(name)?.runs, name).toBe(1);
    expect(known.get("params.lr")).toEqual({ runs: 3, types: ["number", "null"] });
    // Only deleted runs have it.
    expect((await fields("?experiment=two")).filter(({ runs }) => runs > 0)).toEqual([]);
  }
});

test("runs that ended are folded into columns by the alarm, and are found there after the object was evicted", async ({ expect }) => {
  const place = await createPlace();
  const { owner, base, workspaceId } = place;
  const object = objectOf(workspaceId);
  const ended = await startRun(place, { params: { lr: 0.1, opt: "adam", deep: true, note: null }, tags: { team: "vision" } });
  const running = await startRun(place, { params: { lr: 0.2 } });
  await owner.json(
    `${base}/runs/${ended.id}/log`,
    { json: { writer: "writer_1", sequence: 1, metrics: [column("loss", [3, 1, 2])] } },
    200,
  );
  await owner.json(`${base}/runs/${ended.id}/finish`, { json: {} }, 200);
  const rows = (query: string) => runInDurableObject(object, (_, { storage }) => storage.sql.exec(query).toArray());
  expect(await rows("SELECT number FROM search_dirty")).toEqual([{ number: 1 }, { number: 2 }]);
  await evictDurableObject(object);
  await runDurableObjectAlarm(object);
  expect(await rows("SELECT number FROM search_dirty")).toEqual([]);
  const names = await rows(
    "SELECT name FROM search_fields JOIN search_columns ON search_columns.id >> 20 = search_fields.id ORDER BY name",
  );
  expect(names.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["a:name", "m:loss", "p:deep", "p:lr", "p:note", "p:opt", "t:team"]),
  );
  // Only the columns can tell it now: the rows say something else, and nobody noted that.
  await rows(`UPDATE runs SET params = '{}' WHERE id = '${ended.id}'`);
  await evictDurableObject(object);
  const found = async (filter: string) => (await search(place, { filter })).items.map((run) => run.id);
  expect(await found("params.lr = 0.1 and params.opt = adam and params.deep = true and metrics.loss.min = 1")).toEqual([ended.id]);
  await owner.json(`${base}/runs/${running.id}`, { method: "PATCH", json: { params: { lr: 0.1 }, name: "changed" } });
  expect(await found("params.lr = 0.1")).toEqual([running.id, ended.id]);
  await owner.json(`${base}/runs/${ended.id}`, { method: "PATCH", json: { name: "seen again" } });
  expect(await found("params.lr = 0.1")).toEqual([running.id]);
});
