import type { LeaseAnswers, TaskFields, TaskPage, TaskResults, TaskStats, TasksImported, TaskUsage } from "@cairn/sdk/schema";
import { TASK_ASSET_MAX_BYTES, TASK_JSON_DEPTH_MAX, TASK_PARAMS_MAX } from "@cairn/sdk/schema";
import { beforeAll, describe, test } from "vitest";
import { joinedPerson, migrateControl, outcome } from "../../test/support/fixtures.ts";
import { acquire, compute, makeTask, output, readTask, register, report, salt, workerOf } from "../../test/support/tasks.ts";
import { createPlace, type Place } from "../../test/support/workspaces.ts";

beforeAll(migrateControl);

const LINES = { "content-type": "application/x-ndjson" };
const nested = (depth: number): unknown => JSON.parse("[".repeat(depth) + "]".repeat(depth));
const ask = ({ owner, base }: Place, query: string) => outcome(owner.fetch(`${base}/tasks?${query}`));
const putAsset = ({ owner, base }: Place, task: string, name: string, json: object) =>
  owner.fetch(`${base}/tasks/${task}/assets/${name}`, { method: "PUT", json });

async function registered(): Promise<{ place: Place; id: string }> {
  const place = await createPlace();
  const task = makeTask({ params: salt() });
  await register(place, [task]);
  return { place, id: task.id };
}

describe("JSON from outside", () => {
  test("that nests deeper than can be read is refused wherever it comes in", async ({ expect }) => {
    const { place, id } = await registered();
    const { owner, base } = place;
    const type = (schema: unknown) => ({ namespace: "a", name: "A", version: "1", schema_hash: "s", schema: { schema } });
    const bodies: [string, string, (value: unknown) => unknown][] = [
      ["POST", "tasks/register", (value) => ({ tasks: [{ ...makeTask(), params: value }] })],
      ["POST", "tasks/register", (value) => ({ tasks: [{ ...makeTask(), unhashed: { value } }] })],
      ["POST", "tasks/explain", (params) => ({ namespace: "a", name: "A", version: "1", params })],
      ["PUT", `tasks/${id}/assets/a`, (content) => ({ kind: "json", content })],
      ["POST", "tasks/events", (value) => ({ events: [{ task: id, type: "queued", data: { value } }] })],
      ["PUT", "task-types", (value) => ({ types: [type(value)] })],
    ];
    for (const [method, path, body] of bodies)
      expect([path, await outcome(owner.fetch(`${base}/${path}`, { method, json: body(nested(TASK_JSON_DEPTH_MAX + 1)) }))]).toEqual([
        path,
        "400 invalid_request",
      ]);
    const line = { kind: "asset", task: id, name: "a", asset_kind: "json", content: nested(TASK_JSON_DEPTH_MAX + 1) };
    expect(await outcome(owner.fetch(`${base}/tasks/import`, { raw: JSON.stringify(line), headers: LINES }))).toBe("400 invalid_request");
    expect((await putAsset(place, id, "a", { kind: "json", content: nested(TASK_JSON_DEPTH_MAX) })).status).toBe(200);
  });

  test("beside the parameters has the limit that they have", async ({ expect }) => {
    const { place } = await registered();
    const of = (chars: number) => ({
      tasks: [{ ...makeTask({ params: salt() }), unhashed: { k: "x".repeat(chars - '{"k":""}'.length) } }],
    });
    const send = (json: object) => outcome(place.owner.fetch(`${place.base}/tasks/register`, { json }));
    expect(await send(of(TASK_PARAMS_MAX + 1))).toBe("400 invalid_request");
    expect(await send(of(TASK_PARAMS_MAX))).toBe("200");
  });

  test("that is tags has one limit, whether they come at once or one after the other", async ({ expect }) => {
    const { place, id } = await registered();
    const { owner, base } = place;
    const half = (key: string) => Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${key}${i}`, "x".repeat(8_000)]));
    const made = makeTask({ params: salt(), tags: { ...half("a"), ...half("b") } });
    expect(await outcome(owner.fetch(`${base}/tasks/register`, { json: { tasks: [made] } }))).toBe("413 payload_too_large");
    const patch = (tags: object) => outcome(owner.fetch(`${base}/tasks/${id}`, { method: "PATCH", json: { tags } }));
    expect([await patch(half("a")), await patch(half("b"))]).toEqual(["200", "413 payload_too_large"]);
    expect(Object.keys((await readTask(place, id)).tags)).toHaveLength(20);
  });

  test("whose names are very long is kept, but no search knows them", async ({ expect }) => {
    const { place, id } = await registered();
    expect((await putAsset(place, id, "a", { kind: "json", content: { ["k".repeat(900_000)]: 1, short: 2 } })).status).toBe(200);
    const { items } = await place.owner.json<TaskFields>(`${place.base}/tasks/fields?prefix=asset.`);
    expect(items.map(({ field }) => field)).toEqual(["asset.a.short"]);
  });

  test("that grows beyond one call when it is searchable is refused whole", { timeout: 60_000 }, async ({ expect }) => {
    const place = await createPlace();
    const fields = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`k${i}`, i]));
    const tasks = Array.from({ length: 1_000 }, () => makeTask({ params: { ...salt(), ["p".repeat(280)]: fields } }));
    const send = (json: object) => outcome(place.owner.fetch(`${place.base}/tasks/register`, { json }));
    expect(await send({ tasks })).toBe("413 payload_too_large");
    expect(await send({ tasks: tasks.slice(0, 100) })).toBe("200");
  });

  test("of which a page would be too large is told in shorter pages", { timeout: 60_000 }, async ({ expect }) => {
    const place = await createPlace();
    for (let batch = 0; batch < 2; batch++)
      await register(
        place,
        Array.from({ length: 70 }, () => makeTask({ params: { ...salt(), text: "x".repeat(250_000) } })),
      );
    let cursor = "";
    let told = 0;
    for (let page = 0; page < 20; page++) {
      const { items, next_cursor } = await place.owner.json<TaskPage>(`${place.base}/tasks?limit=200${cursor}`);
      told += items.length;
      if (next_cursor === null) break;
      cursor = `&cursor=${next_cursor}`;
    }
    expect(told).toBe(140);
  });
});

describe("a name of a report", () => {
  test("cannot lead elsewhere", async ({ expect }) => {
    const { place, id } = await registered();
    for (const name of ["..%2f..%2fx", "%2e%2e", "a%2Fb", "a%00b", ".hidden", "a%5Cb"])
      expect([name, (await putAsset(place, id, name, { kind: "markdown", content: "x" })).ok]).toEqual([name, false]);
    expect((await readTask(place, id)).assets).toEqual([]);
  });
});

describe("a search", () => {
  test("with more conditions than a statement takes is refused, and names what every object has are no fields", async ({ expect }) => {
    const { place } = await registered();
    const many = (n: number, condition: string) => `q=${encodeURIComponent(Array(n).fill(condition).join(" "))}`;
    for (const condition of ["word", "params.salt:=:1", "label:~:a", "status:=:success", "type:=:a.b"]) {
      expect([condition, await ask(place, many(20, condition))]).toEqual([condition, "200"]);
      expect([condition, await ask(place, many(21, condition))]).toEqual([condition, "400 invalid_request"]);
    }
    expect(await ask(place, `${many(20, "status:=:success")}&as_of=2026-01-01T00:00:00Z`)).toBe("200");
    expect(await ask(place, `${many(20, "word")}&sort=-params.salt&count=true`)).toBe("200");
    for (const name of ["constructor", "__proto__", "toString"]) {
      expect(await ask(place, `q=${name}:=:1`)).toBe("400 invalid_request");
      expect(await ask(place, `sort=${name}`)).toBe("400 invalid_request");
    }
  });
});

describe("numbers beyond sense", () => {
  test("do not make the counts of a workspace wrong", async ({ expect }) => {
    const place = await createPlace();
    const [first, second] = [makeTask({ params: salt() }), makeTask({ params: salt() })];
    await register(place, [first, second]);
    await compute(place, first.id, { size: Number.MAX_SAFE_INTEGER - 5 });
    const succeed = (token: number | null, size: number) =>
      outcome(report(place, null, [{ task: second.id, type: "succeeded", token: token ?? 0, output: output("mem:///x", size) }]));
    const { token } = await acquire(place, second.id, 1);
    expect(await succeed(token, 6)).toBe("409 limit_reached");
    expect(await succeed(token, 5)).toBe("200");
    const { size_bytes } = await place.owner.json<TaskUsage>(`${place.base}/tasks/usage`);
    expect(size_bytes).toBe(Number.MAX_SAFE_INTEGER);
    expect((await place.owner.json<TaskStats>(`${place.base}/tasks/stats`)).size_bytes).toBe(Number.MAX_SAFE_INTEGER);
    expect((await place.owner.fetch(`${place.base}/tasks/gc`, { json: { rules: { older_than_s: 0 } } })).status).toBe(200);
  });
});

describe("a lease", () => {
  test("is not given again to another caller who says to be its owner, nor by a number of another workspace", async ({ expect }) => {
    const { place, id } = await registered();
    const other = await joinedPerson(place.owner, place.org.slug, "admin");
    const mine = await acquire(place, id, 1);
    expect(mine.outcome).toBe("acquired");
    const json = { owner: workerOf(1), tasks: [id] };
    const { items } = await other.json<LeaseAnswers>(`${place.base}/tasks/leases`, { json });
    expect(items[0]).toMatchObject({ outcome: "held", token: null });
    expect((await acquire(place, id, 1)).token).toBe(mine.token);
    const elsewhere = await registered();
    const renew = { tokens: [mine.token] };
    expect(await elsewhere.place.owner.json(`${elsewhere.place.base}/tasks/leases/renew`, { json: renew })).toMatchObject({
      items: [{ outcome: "lost" }],
    });
    const done = { task: elsewhere.id, type: "succeeded", token: mine.token ?? 0, output: output("mem:///x") } as const;
    expect(await outcome(report(elsewhere.place, null, [done]))).toBe("409 lease_lost");
  });
});

describe("many ids", () => {
  test("are answered in the order asked", async ({ expect }) => {
    const place = await createPlace();
    const tasks = Array.from({ length: 6 }, () => makeTask({ params: salt() }));
    await register(place, tasks);
    const ids = [4, 0, 5, 2].map((i) => tasks[i]?.id ?? "");
    const json = { tasks: [ids[0], "0".repeat(64), ...ids.slice(1)] };
    const { items } = await place.owner.json<TaskResults>(`${place.base}/tasks/lookup`, { json });
    expect(items.map(({ id }) => id)).toEqual(ids);
  });
});

describe("an export", () => {
  test("may be larger than what an object answers at once, and comes in by pieces", { timeout: 60_000 }, async ({ expect }) => {
    const { place, id } = await registered();
    const content = "x".repeat(TASK_ASSET_MAX_BYTES - 200);
    for (let i = 0; i < 36; i++) expect((await putAsset(place, id, `report ${i}`, { kind: "markdown", content })).status).toBe(200);
    const response = await place.owner.fetch(`${place.base}/tasks/export`, { json: { tasks: [id] } });
    const lines = (await response.text()).split("\n").filter(Boolean);
    expect(lines.map((line) => JSON.parse(line).kind)).toEqual(["export", "task", ...Array(36).fill("asset")]);
    const other = await createPlace();
    const take = (some: string[]) =>
      other.owner.json<TasksImported>(`${other.base}/tasks/import`, { raw: some.join("\n"), headers: LINES });
    expect(await take(lines.slice(0, 12))).toMatchObject({ registered: 1, assets: 10 });
    expect(await take(lines.slice(12, 25))).toMatchObject({ registered: 0, assets: 13 });
    const unknown = JSON.stringify({ kind: "asset", task: "0".repeat(64), name: "a", asset_kind: "json", content: 1 });
    expect(await outcome(other.owner.fetch(`${other.base}/tasks/import`, { raw: unknown, headers: LINES }))).toBe("400 invalid_request");
  });

  test("that says the same twice is taken once", async ({ expect }) => {
    const place = await createPlace();
    const task = makeTask({ params: salt() });
    const attempt = (number: number, status: string) => ({
      ...{ number, status, started_at: null, finished_at: "2026-01-01T00:00:00Z", owner: null, error: null, resources: null },
      output: status === "success" ? output("mem:///x") : null,
    });
    const attempts = [attempt(2, "success"), attempt(1, "crashed"), attempt(2, "success")];
    const line = JSON.stringify({ kind: "task", task, result: "success", attempts });
    const answer = await place.owner.json<TasksImported>(`${place.base}/tasks/import`, { raw: `${line}\n${line}`, headers: LINES });
    expect(answer).toEqual({ registered: 1, existing: 0, attempts: 2, assets: 0 });
    const detail = await readTask(place, task.id);
    expect([detail.result, detail.attempt, detail.attempts.map(({ number }) => number)]).toEqual(["success", 2, [2, 1]]);
    expect((await acquire(place, task.id, 1, { force: true })).attempt).toBe(3);
  });
});
