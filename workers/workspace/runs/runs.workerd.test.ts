import type { Page, Problem, Run, RunDetail, WorkspaceEvent } from "@cairn/sdk/schema";
import { beforeAll, describe, test } from "vitest";
import { createPerson, joinedPerson, migrateControl, outcome } from "../../test/support/fixtures.ts";
import { createPlace, newRunId, readRun, startRun } from "../../test/support/workspaces.ts";

beforeAll(migrateControl);

const typesOf = async ({ owner, base }: Awaited<ReturnType<typeof createPlace>>) =>
  (await owner.json<Page<WorkspaceEvent>>(`${base}/events?limit=200`)).items.map((event) => event.type);

describe("starting a run", () => {
  test("makes the experiment, a number and a friendly name; the same id again answers the same run", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base } = place;
    const id = newRunId();
    const input = {
      id,
      experiment: "penguins",
      params: { lr: 0.05, deep: true, note: null },
      tags: { team: "vision" },
      environment: { pid: 7 },
    };
    const run = await owner.json<RunDetail>(`${base}/runs`, { json: input }, 201);
    expect(run).toMatchObject({
      id,
      number: 1,
      status: "running",
      experiment: { name: "penguins" },
      params: input.params,
      tags: input.tags,
      environment: { pid: 7 },
      metrics: {},
      created_by: { type: "user", id: owner.id, name: "Owner" },
      finished_at: null,
      error: null,
    });
    expect(run.name).toMatch(/^[a-z]+-[a-z]+-1$/);
    const again = { ...input, params: { note: null, deep: true, lr: 0.05 } };
    expect(await owner.json(`${base}/runs`, { json: again }, 200)).toEqual(run);
    expect(await owner.json(`${base}/runs/${id}`)).toEqual(run);
    expect(await typesOf(place)).toEqual(["experiment.created", "run.created"]);
  });

  test("the id of a run with another body is refused by the fields that differ, also after the run was changed", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base } = place;
    const input = { id: newRunId(), experiment: "penguins", name: "one", params: { lr: 0.05 } };
    await owner.json(`${base}/runs`, { json: input }, 201);
    const changed = await owner.json<RunDetail>(`${base}/runs/${input.id}`, { method: "PATCH", json: { name: "two", params: { lr: 1 } } });
    const other = { ...input, params: { lr: 1 }, group: "g", name: undefined };
    const refusal = await owner.json<Problem>(`${base}/runs`, { json: other }, 409);
    expect(refusal).toMatchObject({ code: "already_exists", detail: expect.stringContaining("another group, params, name") });
    expect(refusal.errors?.map(({ path }) => path).sort()).toEqual(["body.group", "body.name", "body.params"]);
    expect(await owner.json(`${base}/runs`, { json: input }, 200)).toEqual(changed);
    expect(await typesOf(place)).toEqual(["experiment.created", "run.created", "run.updated"]);
  });

  test("with one idempotency key makes one run, and two at once with one id make one run", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base } = place;
    const sent = { json: { experiment: "x" }, headers: { "idempotency-key": "start-once-1" } };
    const run = await owner.json<Run>(`${base}/runs`, sent, 201);
    expect(await owner.json(`${base}/runs`, sent, 201)).toEqual(run);
    const id = newRunId();
    const both = await Promise.all([1, 2].map(() => outcome(owner.fetch(`${base}/runs`, { json: { id, experiment: "x" } }))));
    expect(both.sort()).toEqual(["200", "201"]);
    expect((await owner.json<Page<Run>>(`${base}/runs`)).items).toHaveLength(2);
  });

  test("refuses what is too much and stores nothing of it", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base } = place;
    const long = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`p${i}`, "x".repeat(4_000)]));
    expect(await outcome(owner.fetch(`${base}/runs`, { json: { experiment: "big", params: long } }))).toBe("413 payload_too_large");
    expect(await outcome(owner.fetch(`${base}/runs`, { json: { experiment: "" } }))).toBe("400 invalid_request");
    expect(await outcome(owner.fetch(`${base}/runs`, { json: { experiment: "e", id: "run_1" } }))).toBe("400 invalid_request");
    expect(await typesOf(place)).toEqual([]);
  });
});

describe("listing runs", () => {
  test("pages newest first, by experiment name or id and by status", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base } = place;
    const a = await startRun(place, { experiment: "a", name: "one" });
    await startRun(place, { experiment: "b", name: "two" });
    await startRun(place, { experiment: "a", name: "three" });
    await owner.json(`${base}/runs/${a.id}/finish`, { json: {} }, 200);
    const names = async (query: string) => (await owner.json<Page<Run>>(`${base}/runs?${query}`)).items.map((run) => run.name);
    expect(await names("")).toEqual(["three", "two", "one"]);
    expect(await names("experiment=a")).toEqual(["three", "one"]);
    expect(await names(`experiment=${a.experiment.id}&status=finished`)).toEqual(["one"]);
    expect(await names("status=failed")).toEqual([]);
    expect(await names("experiment=none")).toEqual([]);
    const first = await owner.json<Page<Run>>(`${base}/runs?limit=1&experiment=a`);
    await startRun(place, { experiment: "a", name: "four" });
    const second = await owner.json<Page<Run>>(`${base}/runs?limit=1&experiment=a&cursor=${first.next_cursor}`);
    expect([...first.items, ...second.items].map((run) => run.name)).toEqual(["three", "one"]);
    expect(second.next_cursor).toBeNull();
    expect(await outcome(owner.fetch(`${base}/runs?status=asleep`))).toBe("400 invalid_request");
  });
});

describe("changing a run", () => {
  test("merges params and tags key by key, and tells nothing when nothing changes", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base } = place;
    const run = await startRun(place, { params: { lr: 1, seed: 2 } });
    const patch = { json: { name: "best", params: { lr: 3 }, tags: { team: "vision" } }, method: "PATCH" };
    expect(await owner.json(`${base}/runs/${run.id}`, patch)).toMatchObject({
      name: "best",
      params: { lr: 3, seed: 2 },
      tags: { team: "vision" },
    });
    await owner.json(`${base}/runs/${run.id}`, patch);
    const events = await owner.json<Page<WorkspaceEvent>>(`${base}/events`);
    expect(events.items.slice(2)).toMatchObject([{ type: "run.updated", data: { name: "best", params: ["lr"], tags: ["team"] } }]);
  });

  test("has at most 1,000 params after the merge", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base } = place;
    const fields = (from: number, count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${from + i}`, i]));
    const run = await startRun(place, { params: fields(0, 999) });
    const add = (params: object) => outcome(owner.fetch(`${base}/runs/${run.id}`, { method: "PATCH", json: { params } }));
    expect(await add(fields(999, 1))).toBe("200");
    expect(await add(fields(1_000, 1))).toBe("409 limit_reached");
    expect(Object.keys((await readRun(place, run.id)).params)).toHaveLength(1_000);
  });

  test("ends once: the same end again answers the same, another one is refused", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base } = place;
    const run = await startRun(place);
    const end = (json: object) => owner.fetch(`${base}/runs/${run.id}/finish`, { json });
    const failed = { status: "failed", error: "out of memory", finished_at: "2026-11-21T09:30:00.000Z" };
    const ended = await (await end(failed)).json();
    expect(ended).toMatchObject(failed);
    expect(await (await end({ status: "failed", error: "another" })).json()).toEqual(ended);
    expect(await outcome(end({ status: "finished" }))).toBe("409 illegal_transition");
    expect(await outcome(end({ status: "queued" }))).toBe("400 invalid_request");
    expect((await typesOf(place)).filter((type) => type === "run.finished")).toHaveLength(1);
    expect(await owner.json(`${base}/runs/${run.id}/heartbeat`, { method: "POST" })).toEqual({ status: "failed" });
  });
});

test("runs belong to their workspace, and a viewer only reads", async ({ expect }) => {
  const place = await createPlace();
  const { owner, base, org } = place;
  const run = await startRun(place);
  const stranger = await createPerson("Stranger");
  const elsewhere = await createPlace();
  const viewer = await joinedPerson(owner, org.slug, "viewer");
  const batch = { writer: "writer_1", sequence: 1 };
  const reads = [
    ["runs", {}],
    [`runs/${run.id}`, {}],
    [`runs/${run.id}/metrics`, {}],
    ["events", {}],
  ] as const;
  const writes = [
    ["runs", { json: { experiment: "x" } }],
    [`runs/${run.id}`, { method: "PATCH", json: { name: "theirs" } }],
    [`runs/${run.id}`, { method: "DELETE" }],
    [`runs/${run.id}/log`, { json: batch }],
    [`runs/${run.id}/heartbeat`, { method: "POST" }],
    [`runs/${run.id}/finish`, { json: {} }],
  ] as const;
  for (const [path, sent] of [...reads, ...writes]) {
    const name = `${"method" in sent ? sent.method : ""} ${path}`;
    expect(await outcome(stranger.fetch(`${base}/${path}`, sent)), `stranger ${name}`).toBe("404 not_found");
    if (path.includes(run.id))
      expect(await outcome(elsewhere.owner.fetch(`${elsewhere.base}/${path}`, sent)), `elsewhere ${name}`).toBe("404 not_found");
  }
  for (const [path, sent] of reads) expect(await outcome(viewer.fetch(`${base}/${path}`, sent)), `viewer ${path}`).toBe("200");
  for (const [path, sent] of writes) expect(await outcome(viewer.fetch(`${base}/${path}`, sent)), `viewer ${path}`).toBe("403 forbidden");
  expect(await readRun(place, run.id)).toMatchObject({ name: run.name, status: "running" });
});
