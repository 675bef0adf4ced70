import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import type {
  BuildGraph,
  Page,
  TaskDetail,
  TaskExplanation,
  TaskGraph,
  TaskPage,
  TaskRelative,
  TaskStats,
  TasksCollected,
  TasksInvalidated,
  TaskTypeGraph,
  TaskTypes,
  TaskUsage,
} from "@cairn/sdk/schema";
import { REGISTER_BODY_MAX_BYTES } from "@cairn/sdk/schema";
import { beforeAll, describe, test } from "vitest";
import { migrateControl, outcome } from "../../test/support/fixtures.ts";
import { acquire, compute, makeTask, output, readTask, register, report, salt, startBuild } from "../../test/support/tasks.ts";
import { createPlace, objectOf, type Place } from "../../test/support/workspaces.ts";

beforeAll(migrateControl);

/** A chain of three, each needing the one before, all of them computed. */
async function computedChain(place: Place) {
  const load = makeTask({ name: "Load", params: { ...salt(), path: "a.csv" } });
  const train = makeTask({ name: "Train", params: { depth: 3 }, needs: [load] });
  const score = makeTask({ name: "Score", needs: [train] });
  await register(place, [load, train, score]);
  for (const [i, { id }] of [load, train, score].entries()) await compute(place, id, { size: 10 ** (i + 1) });
  return { load: load.id, train: train.id, score: score.id, tasks: [load, train, score] };
}

const stats = ({ owner, base }: Place) => owner.json<TaskStats>(`${base}/tasks/stats`);

describe("registering", () => {
  test("as lines and as JSON is the same, again adds nothing, and a prefix of an id is enough to read one", async ({ expect }) => {
    const place = await createPlace();
    const a = makeTask({ name: "A", params: salt(), label: "first", tags: { team: "x" } });
    const b = makeTask({ name: "B", needs: [a] });
    const raw = `${JSON.stringify(b)}\n\n${JSON.stringify(a)}\n`;
    const headers = { "content-type": "application/x-ndjson" };
    const answer = await place.owner.json(`${place.base}/tasks/register`, { raw, headers });
    expect(answer).toEqual({ registered: 2, existing: 0, edges: 1, complete: 0 });
    expect(await register(place, [a, b])).toEqual({ registered: 0, existing: 2, edges: 0, complete: 0 });
    const detail = await readTask(place, b.id.slice(0, 12));
    expect(detail).toMatchObject({ id: b.id, result: "absent", attempt: 0, dependencies: [{ id: a.id, label: "first" }] });
    expect(await readTask(place, a.id)).toMatchObject({ tags: { team: "x" }, dependents: [{ id: b.id }], params: a.params });
  });

  test("refuses a call whole, and names the task and the rule", async ({ expect }) => {
    const place = await createPlace();
    const good = makeTask({ params: salt() });
    const needy = makeTask({ needs: [makeTask({ params: salt() })] });
    const bad: [unknown, string, string][] = [
      [{ ...good, id: "0".repeat(64) }, "body.tasks.1.id", "digest"],
      [needy, "body.tasks.1.dependencies", "unknown"],
      [{ ...needy, dependencies: [] }, "body.tasks.1.dependencies", "missing"],
      [{ ...makeTask({ namespace: "a b" }) }, "body.tasks.1.namespace", "invalid_format"],
      [{ ...good, extra: 1 }, "body.tasks.1.extra", "unrecognized_keys"],
      [{ ...good, dependencies: [good.id] }, "body.tasks.1.dependencies", "self"],
    ];
    for (const [task, path, rule] of bad) {
      const response = await place.owner.fetch(`${place.base}/tasks/register`, { json: { tasks: [makeTask({ params: salt() }), task] } });
      expect(response.status).toBe(400);
      expect(((await response.json()) as { errors: unknown[] }).errors[0]).toMatchObject({ path, rule });
    }
    const raw = `${JSON.stringify(good)}\n{`;
    expect(
      await outcome(place.owner.fetch(`${place.base}/tasks/register`, { raw, headers: { "content-type": "application/x-ndjson" } })),
    ).toBe("400 invalid_request");
    expect(await outcome(place.owner.fetch(`${place.base}/tasks/register`, { raw, headers: { "content-type": "text/plain" } }))).toBe(
      "415 unsupported_media_type",
    );
    const large = { raw: "x".repeat(REGISTER_BODY_MAX_BYTES + 1), headers: { "content-type": "application/x-ndjson" } };
    expect(await outcome(place.owner.fetch(`${place.base}/tasks/register`, large))).toBe("413 payload_too_large");
    expect((await stats(place)).total).toBe(0);
  });

  test("into a build says which tasks are complete already", async ({ expect }) => {
    const place = await createPlace();
    const { tasks } = await computedChain(place);
    const next = makeTask({ name: "Next", needs: [tasks[2] as (typeof tasks)[0]] });
    const build = await startBuild(place, { roots: [next.id] });
    expect(await register(place, [...tasks, next], build.id)).toEqual({ registered: 1, existing: 3, edges: 1, complete: 3 });
    const graph = await place.owner.json<BuildGraph>(`${place.base}/builds/${build.id}/graph`);
    expect(graph.nodes.map(({ status, is_root }) => [status, is_root])).toEqual([
      ["reused", false],
      ["reused", false],
      ["reused", false],
      ["pending", true],
    ]);
    expect(graph.edges.sort()).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
    ]);
  });
});

describe("a task", () => {
  test("that is invalidated takes all that need it along only when asked", async ({ expect }) => {
    const place = await createPlace();
    const { load, train, score } = await computedChain(place);
    const invalidate = (task: string, json: object) =>
      place.owner.json<TasksInvalidated>(`${place.base}/tasks/${task}/invalidate`, { json });
    expect(await invalidate(train, {})).toEqual({ tasks: [train], count: 1 });
    expect((await readTask(place, score)).result).toBe("success");
    expect((await invalidate(load, { cascade: true, reason: "wrong labels" })).tasks.sort()).toEqual([load, score].sort());
    expect(await stats(place)).toMatchObject({ results: { absent: 3, success: 0 }, size_bytes: 0, attempts: { success: 3 } });
    expect(await acquire(place, train, 9)).toMatchObject({ outcome: "acquired", attempt: 2 });
  });

  test("is refused to be deleted while it runs; deleted, it is hidden until it is restored, or gone after 30 days", async ({ expect }) => {
    const place = await createPlace();
    const { load, train } = await computedChain(place);
    const { token } = await acquire(place, train, 1, { force: true });
    const remove = (task: string) => place.owner.fetch(`${place.base}/tasks/${task}`, { method: "DELETE" });
    expect(await outcome(remove(train))).toBe("409 illegal_transition");
    await report(place, null, [{ task: train, type: "cancelled", token: token ?? 0 }]);
    expect(await outcome(remove(train))).toBe("204");
    expect((await stats(place)).total).toBe(2);
    expect((await place.owner.json<TaskPage>(`${place.base}/tasks`)).items.map(({ name }) => name)).toEqual(["Score", "Load"]);
    expect((await place.owner.json<TaskDetail>(`${place.base}/tasks/${train}/restore`, { method: "POST" })).deleted_at).toBeNull();
    expect(await stats(place)).toMatchObject({ total: 3, size_bytes: 1110 });
    await remove(load);
    await remove(train);
    await runInDurableObject(objectOf(place.workspaceId), async (_, { storage }) => {
      storage.sql.exec("UPDATE tasks SET purge_at = 1 WHERE deleted_at IS NOT NULL");
      await storage.setAlarm(Date.now() + 60_000);
    });
    await runDurableObjectAlarm(objectOf(place.workspaceId));
    expect(await outcome(place.owner.fetch(`${place.base}/tasks/${load}`))).toBe("404 not_found");
    const again = makeTask({ name: "Other", params: salt() });
    expect(await register(place, [again])).toMatchObject({ registered: 1 });
    expect((await stats(place)).total).toBe(2);
  });

  test("that was purged can be registered and computed anew", async ({ expect }) => {
    const place = await createPlace();
    const { load, score, tasks } = await computedChain(place);
    for (const task of [score, load]) await place.owner.fetch(`${place.base}/tasks/${task}`, { method: "DELETE" });
    await runInDurableObject(objectOf(place.workspaceId), async (_, { storage }) => {
      storage.sql.exec("UPDATE tasks SET purge_at = 1 WHERE deleted_at IS NOT NULL");
      await storage.setAlarm(Date.now() + 60_000);
    });
    await runDurableObjectAlarm(objectOf(place.workspaceId));
    expect(await register(place, tasks)).toMatchObject({ registered: 2, existing: 1 });
    expect(await compute(place, load)).toMatchObject({ outcome: "acquired", attempt: 1 });
    expect((await readTask(place, score)).dependencies).toMatchObject([{ name: "Train" }]);
    const found = await place.owner.json<TaskPage>(`${place.base}/tasks?q=${encodeURIComponent("params.path:=:a.csv")}`);
    expect(found.items.map(({ id }) => id)).toEqual([load]);
  });

  test("is set by hand with who did it and why", async ({ expect }) => {
    const place = await createPlace();
    const task = makeTask({ params: salt() });
    await register(place, [task]);
    const json = { result: "success", reason: "by hand", output: output("s3://x") };
    const detail = await place.owner.json<TaskDetail>(`${place.base}/tasks/${task.id}/override`, { json });
    expect(detail).toMatchObject({
      result: "success",
      overridden: { by: { id: place.owner.id }, reason: "by hand" },
      output: { uri: "s3://x" },
    });
    expect(await acquire(place, task.id, 1)).toMatchObject({ outcome: "complete", output: { uri: "s3://x" } });
  });

  test("explains itself by the nearest one that has an output", async ({ expect }) => {
    const place = await createPlace();
    const near = makeTask({ params: { lr: 0.1, model: { depth: 3, kind: "a" } } });
    const far = makeTask({ params: { lr: 0.5, model: { depth: 9, kind: "b" } } });
    const asked = makeTask({ params: { lr: 0.1, model: { depth: 4, kind: "a" }, seed: 1 } });
    await register(place, [near, far, asked]);
    await compute(place, near.id);
    await compute(place, far.id);
    const differences = [
      { path: "params.model.depth", old: 3, new: 4 },
      { path: "params.seed", new: 1 },
    ];
    const explained = await place.owner.json<TaskExplanation>(`${place.base}/tasks/${asked.id}/explain`);
    expect(explained).toMatchObject({ result: "absent", nearest: { id: near.id } });
    expect(explained.differences).toEqual(differences);
    const { namespace, name, version, params } = makeTask({ params: { lr: 0.1, model: { depth: 3, kind: "a" } }, version: "2" });
    const fresh = await place.owner.json<TaskExplanation>(`${place.base}/tasks/explain`, { json: { namespace, name, version, params } });
    expect(fresh.differences).toEqual([{ path: "version", old: "1", new: "2" }]);
  });

  test("has relatives both ways, near and far, and a neighbourhood", async ({ expect }) => {
    const place = await createPlace();
    const { load, train, score } = await computedChain(place);
    const relatives = async (task: string, query: string) =>
      (await place.owner.json<Page<TaskRelative>>(`${place.base}/tasks/${task}/${query}`)).items.map(({ id, distance }) => [id, distance]);
    expect(await relatives(load, "dependents")).toEqual([[train, 1]]);
    expect(await relatives(load, "dependents?transitive=true")).toEqual([
      [train, 1],
      [score, 2],
    ]);
    expect(await relatives(score, "dependencies?transitive=true&limit=1")).toEqual([[train, 1]]);
    const graph = await place.owner.json<TaskGraph>(`${place.base}/tasks/${train}/graph?depth=1`);
    expect(graph.nodes.map(({ id }) => id)).toEqual([load, train, score]);
    expect(graph.edges.sort()).toEqual([
      [1, 0],
      [2, 1],
    ]);
  });

  test("keeps reports, which are found by what they hold, and lines of its attempts, each once", async ({ expect }) => {
    const place = await createPlace();
    const { train } = await computedChain(place);
    const asset = `${place.base}/tasks/${train}/assets`;
    await place.owner.json(`${asset}/metrics`, { method: "PUT", json: { kind: "json", content: { accuracy: 0.9 } } });
    await place.owner.json(`${asset}/metrics`, { method: "PUT", json: { kind: "json", content: { accuracy: 0.95 } } });
    expect(await place.owner.json(`${asset}/metrics`)).toMatchObject({ kind: "json", content: { accuracy: 0.95 } });
    const wrong = place.owner.fetch(`${asset}/x`, { method: "PUT", json: { kind: "markdown", content: { a: 1 } } });
    expect(await outcome(wrong)).toBe("400 invalid_request");
    const found = async (q: string) => (await place.owner.json<TaskPage>(`${place.base}/tasks?q=${encodeURIComponent(q)}`)).items.length;
    expect([await found("asset.metrics.accuracy:>:0.92"), await found("asset.metrics.accuracy:=:0.9")]).toEqual([1, 0]);
    const log = (first: number, texts: string[]) =>
      place.owner.fetch(`${place.base}/tasks/${train}/logs`, {
        json: { attempt: 1, first, lines: texts.map((text) => ({ at: 1, text })) },
      });
    expect(await (await log(1, ["a", "b"])).json()).toEqual({ line_count: 2 });
    expect(await (await log(2, ["b", "c"])).json()).toEqual({ line_count: 3 });
    expect(await outcome(log(9, ["x"]))).toBe("409 sequence_gap");
    const lines = async (query: string) =>
      (await place.owner.json<Page<{ text: string }>>(`${place.base}/tasks/${train}/logs${query}`)).items.map(({ text }) => text).join("");
    expect([await lines(""), await lines("?tail=2"), await lines("?limit=1")]).toEqual(["abc", "bc", "a"]);
  });
});

describe("many tasks", () => {
  test("are collected by rules, first only told; bytes are those of the outputs", async ({ expect }) => {
    const place = await createPlace();
    const { load, score } = await computedChain(place);
    const failed = makeTask({ name: "Bad", params: salt() });
    await register(place, [failed]);
    const { token } = await acquire(place, failed.id, 1);
    await report(place, null, [{ task: failed.id, type: "failed", token: token ?? 0, error: { type: "E", message: "x" } }]);
    const collect = (json: object) => place.owner.json<TasksCollected>(`${place.base}/tasks/gc`, { json });
    const rules = { failed: true, unreferenced: true };
    expect(await collect({ rules })).toMatchObject({
      dry_run: true,
      rules: [
        { rule: "failed", tasks: 1, size_bytes: 0 },
        { rule: "unreferenced", tasks: 2, size_bytes: 1000 },
      ],
      tasks: 2,
      size_bytes: 1000,
    });
    expect((await stats(place)).total).toBe(4);
    expect((await collect({ rules, match: "all" })).items.map(({ id }) => id)).toEqual([failed.id]);
    const done = await collect({ rules, dry_run: false });
    expect(done.items.map(({ id, uri }) => [id, uri])).toEqual([
      [score, `mem:///${score}`],
      [failed.id, null],
    ]);
    expect(await stats(place)).toMatchObject({ total: 2, size_bytes: 110 });
    expect(await place.owner.json<TaskUsage>(`${place.base}/tasks/usage`)).toEqual({
      items: [{ namespace: "vision", tasks: 2, outputs: 2, size_bytes: 110 }],
      size_bytes: 110,
    });
    await place.owner.json(`${place.base}/tasks/${score}/restore`, { method: "POST" });
    expect((await readTask(place, load)).deleted_at).toBeNull();
    expect((await stats(place)).size_bytes).toBe(1110);
  });

  test("are shown by type, with those of the manifest, stale ones and orphans", async ({ expect }) => {
    const place = await createPlace();
    await computedChain(place);
    const type = (name: string, more: object = {}) => ({ namespace: "vision", name, version: "1", schema: {}, schema_hash: "s1", ...more });
    const json = { types: [type("Load"), type("Train", { schema_hash: "s2", base: { namespace: "vision", name: "Load" } }), type("New")] };
    expect(await place.owner.json(`${place.base}/task-types`, { method: "PUT", json })).toEqual({ declared: 3, changed: 3, orphaned: 0 });
    const { items } = await place.owner.json<TaskTypes>(`${place.base}/task-types`);
    expect(items.map(({ name, stale, is_orphan, counts }) => [name, stale, is_orphan, counts.success])).toEqual([
      ["Load", 0, false, 1],
      ["New", 0, false, 0],
      ["Score", 0, true, 1],
      ["Train", 1, false, 1],
    ]);
    const graph = await place.owner.json<TaskTypeGraph>(`${place.base}/tasks/overview-graph`);
    const name = (id: number) => graph.nodes.find((node) => node.id === id)?.name;
    expect(graph.edges.map(({ from, to, count }) => [name(from), name(to), count])).toEqual([
      ["Train", "Load", 1],
      ["Score", "Train", 1],
    ]);
    expect(graph.subtypes.map(({ from, to }) => [name(from), name(to)])).toEqual([["Train", "Load"]]);
    const found = async (q: string) =>
      (await place.owner.json<{ items: TaskDetail[] }>(`${place.base}/tasks?q=${encodeURIComponent(q)}`)).items
        .map((task) => task.name)
        .sort();
    expect(await found("is:=:stale")).toEqual(["Train"]);
    expect(await found("is:=:orphan")).toEqual(["Score"]);
    expect(await found("is:!=:orphan is:!=:stale")).toEqual(["Load"]);
  });

  test("go to another workspace with all that they need, once", async ({ expect }) => {
    const place = await createPlace();
    const { train, load, score } = await computedChain(place);
    await place.owner.json(`${place.base}/tasks/${train}/assets/note`, { method: "PUT", json: { kind: "markdown", content: "# note" } });
    const response = await place.owner.fetch(`${place.base}/tasks/export`, { json: { tasks: [train] } });
    const raw = await response.text();
    expect(
      raw
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line).kind),
    ).toEqual(["export", "task", "task", "asset"]);
    const other = await createPlace();
    const take = () => other.owner.json(`${other.base}/tasks/import`, { raw, headers: { "content-type": "application/x-ndjson" } });
    expect(await take()).toEqual({ registered: 2, existing: 0, attempts: 2, assets: 1 });
    expect(await take()).toEqual({ registered: 0, existing: 2, attempts: 0, assets: 0 });
    expect(await readTask(other, train)).toMatchObject({ result: "success", dependencies: [{ id: load }], assets: [{ name: "note" }] });
    expect(await stats(other)).toMatchObject({ total: 2, size_bytes: 110 });
    expect(await outcome(other.owner.fetch(`${other.base}/tasks/${score}`))).toBe("404 not_found");
  });
});
