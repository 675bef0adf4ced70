import type { BulkResult, Experiment, Page, Problem, Run, RunDetail, WorkspaceEvent } from "@cairn/sdk/schema";
import { beforeAll, describe, test } from "vitest";
import { migrateControl, outcome } from "../../test/support/fixtures.ts";
import { createPlace, newRunId, type Place, startRun } from "../../test/support/workspaces.ts";
import { ENVIRONMENT_MAX_BYTES, REFERENCES_MAX_BYTES, RUN_DEPTH_MAX } from "../limits.ts";

beforeAll(migrateControl);

const patch = ({ owner, base }: Place, id: string, json: object) => owner.fetch(`${base}/runs/${id}`, { method: "PATCH", json });
const namesOf = async ({ owner, base }: Place, query: string) =>
  (await owner.json<Page<Run>>(`${base}/runs?${query}`)).items.map((run) => run.name);
const lastEvent = async ({ owner, base }: Place, id: string) =>
  (await owner.json<Page<WorkspaceEvent>>(`${base}/events?subject=${id}&order=newest&limit=1`)).items[0];

describe("the family of a run", () => {
  test("is read from both ends, and listed by parent", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base } = place;
    const parent = await startRun(place, { name: "parent" });
    const child = await startRun(place, { name: "child", parent: parent.id });
    expect(child).toMatchObject({ parent_id: parent.id, parent: { id: parent.id, name: "parent" }, child_count: 0 });
    const later = await startRun(place, { name: "later" });
    expect(await (await patch(place, later.id, { parent: parent.id })).json()).toMatchObject({ parent_id: parent.id });
    expect(await lastEvent(place, later.id)).toMatchObject({ type: "run.updated", data: { parent: parent.id } });
    expect(await owner.json(`${base}/runs/${parent.id}`)).toMatchObject({ child_count: 2 });
    expect(await namesOf(place, `parent=${parent.id}`)).toEqual(["later", "child"]);
    await patch(place, later.id, { parent: null });
    expect(await namesOf(place, `parent=${parent.id}`)).toEqual(["child"]);
  });

  test("has no cycles, no strangers and is only so deep", async ({ expect }) => {
    const place = await createPlace();
    const a = await startRun(place);
    const b = await startRun(place, { parent: a.id });
    const c = await startRun(place, { parent: b.id });
    const stranger = await startRun(await createPlace());
    for (const [parent, rule] of [
      [a.id, "cycle"],
      [c.id, "cycle"],
      [newRunId(), "not_found"],
      [stranger.id, "not_found"],
    ] as const)
      expect(await (await patch(place, a.id, { parent })).json()).toMatchObject({
        status: 400,
        code: "invalid_request",
        errors: [{ path: "body.parent", rule }],
      });
    const orphan = place.owner.fetch(`${place.base}/runs`, { json: { experiment: "e", parent: stranger.id } });
    expect(await outcome(orphan)).toBe("400 invalid_request");
    let deepest = c;
    for (let depth = 3; depth <= RUN_DEPTH_MAX; depth++) deepest = await startRun(place, { parent: deepest.id });
    const deeper = await place.owner.fetch(`${place.base}/runs`, { json: { experiment: "e", parent: deepest.id } });
    expect(await deeper.json()).toMatchObject({ code: "limit_reached", limit: { name: "run_depth", value: RUN_DEPTH_MAX } });
    expect(await namesOf(place, "experiment=e")).toEqual([]);
  });
});

describe("what is said of a run", () => {
  test("is changed field by field, dropped, replaced and told", async ({ expect }) => {
    const place = await createPlace();
    const run = await startRun(place, { params: { lr: 1, seed: 2 }, tags: { team: "vision" }, group: "first", notes: "# Why" });
    const input = { name: "penguins.csv", kind: "dataset", digest: "sha256:1" };
    const changed = await patch(place, run.id, {
      name: "best",
      group: "second",
      params: { seed: 3 },
      remove_params: ["lr", "none"],
      summary: { accuracy: 0.9 },
      notes: "# Because",
      inputs: [input],
      outputs: [{ name: "model.bin" }],
      environment: { host: "n1", user: "ada", git: { commit: "c0ffee", dirty: true, diff: "+1" } },
      archived: true,
    });
    const after = (await changed.json()) as RunDetail;
    expect(after).toMatchObject({
      name: "best",
      group: "second",
      params: { seed: 3 },
      tags: { team: "vision" },
      summary: { accuracy: 0.9 },
      notes: "# Because",
      inputs: [input],
      outputs: [{ name: "model.bin", kind: "other" }],
      host: "n1",
      user: "ada",
      commit: "c0ffee",
      has_diff: true,
      archived_at: expect.any(String),
    });
    expect(after.params).not.toHaveProperty("lr");
    expect(await lastEvent(place, run.id)).toMatchObject({ type: "run.archived" });
    const { items } = await place.owner.json<Page<WorkspaceEvent>>(`${place.base}/events?subject=${run.id}&order=newest`);
    expect(items[1]?.data).toEqual({
      name: "best",
      group: "second",
      params: ["seed"],
      remove_params: ["lr"],
      summary: ["accuracy"],
      notes: true,
      inputs: true,
      outputs: true,
      environment: true,
    });
    const again = { name: "best", remove_params: ["lr"], notes: "# Because", archived: true, params: { seed: 3 }, inputs: [input] };
    expect(await (await patch(place, run.id, again)).json()).toEqual(after);
    expect((await place.owner.json<Page<WorkspaceEvent>>(`${place.base}/events?subject=${run.id}`)).items).toHaveLength(3);
    expect(await namesOf(place, "")).toEqual([]);
    expect(await namesOf(place, "lifecycle=archived")).toEqual(["best"]);
    expect(await namesOf(place, "lifecycle=all&group=second")).toEqual(["best"]);
    await patch(place, run.id, { archived: false });
    expect(await namesOf(place, "group=second")).toEqual(["best"]);
  });

  test("may hold a diff of 400 kB and 2,000 packages, which lists do not carry", async ({ expect }) => {
    const place = await createPlace();
    const packages = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`package-${i}`, "1.0.0"]));
    const environment = { packages, git: { diff: "x".repeat(400_000) } };
    const run = await startRun(place, { environment });
    expect(run.environment).toEqual(environment);
    const list = await (await place.owner.fetch(`${place.base}/runs`)).text();
    expect(list.length).toBeLessThan(5_000);
    expect(JSON.parse(list).items[0]).toMatchObject({ id: run.id, has_diff: true });
  });

  test("refuses an environment that is too large, at the limit and one past it", async ({ expect }) => {
    const place = await createPlace();
    const run = await startRun(place);
    // Each character of these is three bytes in UTF-8.
    const frame = JSON.stringify({ command: "", git: { diff: "" } }).length;
    const sized = (bytes: number) => {
      const rest = bytes - frame - 300_000 * 3;
      return { command: "x".repeat(rest % 4_000), git: { diff: "€".repeat(300_000) + "x".repeat(rest - (rest % 4_000)) } };
    };
    const full = await patch(place, run.id, { environment: sized(ENVIRONMENT_MAX_BYTES) });
    expect(full.status).toBe(200);
    const problem = await (await patch(place, run.id, { environment: sized(ENVIRONMENT_MAX_BYTES + 1) })).json();
    expect(problem).toMatchObject({ code: "payload_too_large", limit: { name: "environment_bytes", value: ENVIRONMENT_MAX_BYTES } });
  });

  test("refuses references that are too long together, and stores nothing", async ({ expect }) => {
    const place = await createPlace();
    const run = await startRun(place, { notes: "kept" });
    const reference = { name: "n", uri: "u".repeat(1_900) };
    const outputs = Array.from({ length: Math.ceil(REFERENCES_MAX_BYTES / 1_900) }, () => reference);
    const problem = (await (await patch(place, run.id, { notes: "lost", outputs })).json()) as Problem;
    expect(problem).toMatchObject({
      code: "payload_too_large",
      errors: [{ path: "body.outputs" }],
      limit: { value: REFERENCES_MAX_BYTES },
    });
    expect(await place.owner.json(`${place.base}/runs/${run.id}`)).toEqual(run);
  });

  test("moving to another experiment makes it, counts in both, and brings an archived one back", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base } = place;
    const experiment = (name: string) => owner.json<Experiment>(`${base}/experiments/${name}`);
    const run = await startRun(place, { experiment: "a" });
    const other = await startRun(place, { experiment: "a" });
    expect(await (await patch(place, run.id, { experiment: "b" })).json()).toMatchObject({ experiment: { name: "b" } });
    expect(await experiment("a")).toMatchObject({ run_count: 1, last_run_at: other.created_at });
    expect(await experiment("b")).toMatchObject({ run_count: 1, last_run_at: run.created_at });
    await owner.json(`${base}/experiments/a`, { method: "PATCH", json: { archived: true } });
    await patch(place, run.id, { experiment: "a" });
    const a = await experiment("a");
    expect(a).toMatchObject({ archived_at: null, run_count: 2 });
    expect(await lastEvent(place, a.id)).toMatchObject({ type: "experiment.restored", data: { because: "run" } });
    expect(await experiment("b")).toMatchObject({ run_count: 0, last_run_at: null });
  });
});

describe("a bulk change", () => {
  const bulk = async ({ owner, base }: Place, runs: string[], change: object) =>
    owner.json<BulkResult>(`${base}/runs/bulk`, { json: { runs, change } });
  const read = ({ owner, base }: Place, id: string) => owner.json<RunDetail>(`${base}/runs/${id}`);

  test("does each kind to every run, and again is harmless", async ({ expect }) => {
    const place = await createPlace();
    const runs = [await startRun(place), await startRun(place, { status: "queued" })];
    const ids = runs.map((run) => run.id);
    const steps = [
      [{ kind: "tag", tags: { team: "vision" } }, { tags: { team: "vision" } }],
      [{ kind: "tag", remove_tags: ["team"] }, { tags: {} }],
      [{ kind: "group", group: "g" }, { group: "g" }],
      [{ kind: "group", group: null }, { group: null }],
      [{ kind: "move", experiment: "elsewhere" }, { experiment: { name: "elsewhere" } }],
      [{ kind: "archive" }, { archived_at: expect.any(String) }],
      [{ kind: "unarchive" }, { archived_at: null }],
      [{ kind: "cancel" }, { status: "cancelled" }],
      [{ kind: "delete" }, { deleted_at: expect.any(String) }],
      [{ kind: "restore" }, { deleted_at: null }],
    ] as const;
    for (const [change, then] of steps)
      for (const time of ["first", "again"]) {
        expect(await bulk(place, ids, change), `${change.kind} ${time}`).toEqual({ changed: ids, failed: [] });
        for (const id of ids) expect(await read(place, id), change.kind).toMatchObject(then);
        const { items } = await place.owner.json<Page<WorkspaceEvent>>(`${place.base}/events?subject=${ids[0]}`);
        expect(items).toHaveLength(steps.findIndex((step) => step[0] === change) + 2);
      }
    expect(await place.owner.json(`${place.base}/experiments/elsewhere`)).toMatchObject({ run_count: 2 });
  });

  test("fails only where it must: running, ended, unknown, and another workspace's runs, all the same way", async ({ expect }) => {
    const place = await createPlace();
    const elsewhere = await startRun(await createPlace());
    const [running, ended] = [await startRun(place), await startRun(place)];
    await place.owner.json(`${place.base}/runs/${ended.id}/finish`, { json: {} });
    const unknown = newRunId();
    const ids = [running.id, unknown, ended.id, elsewhere.id, ended.id];
    const deleted = await bulk(place, ids, { kind: "delete" });
    expect(deleted.changed).toEqual([ended.id]);
    const notThere = deleted.failed.find(({ run }) => run === unknown);
    expect(notThere).toMatchObject({ code: "not_found" });
    expect(deleted.failed).toMatchObject([
      { run: running.id, code: "illegal_transition" },
      { run: unknown },
      { ...notThere, run: elsewhere.id },
    ]);
    const cancelled = await bulk(place, ids, { kind: "cancel" });
    expect(cancelled).toMatchObject({ changed: [running.id], failed: [{ run: unknown }, { run: ended.id }, { run: elsewhere.id }] });
    const many = Array.from({ length: 1_001 }, newRunId);
    expect(await outcome(place.owner.fetch(`${place.base}/runs/bulk`, { json: { runs: many, change: { kind: "archive" } } }))).toBe(
      "400 invalid_request",
    );
  });

  test("takes 1,000 runs", async ({ expect }) => {
    const place = await createPlace();
    const run = await startRun(place);
    const result = await bulk(place, [...Array.from({ length: 999 }, newRunId), run.id], { kind: "archive" });
    expect(result.changed).toEqual([run.id]);
    expect(result.failed).toHaveLength(999);
    expect(await namesOf(place, "")).toEqual([]);
  });
});
