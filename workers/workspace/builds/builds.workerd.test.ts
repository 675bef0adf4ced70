import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import type { Build, BuildTaskPage, LiveMessage, Page, TaskEvent } from "@cairn/sdk/schema";
import { beforeAll, describe, test } from "vitest";
import { newId } from "../../shared/ids.ts";
import { migrateControl, outcome } from "../../test/support/fixtures.ts";
import { acquire, compute, makeTask, readBuild, readTask, register, report, salt, startBuild } from "../../test/support/tasks.ts";
import { createPlace, objectOf, type Place } from "../../test/support/workspaces.ts";

beforeAll(migrateControl);

const post = ({ owner, base }: Place, build: string, act: string, json: object) => owner.fetch(`${base}/builds/${build}/${act}`, { json });

describe("a build", () => {
  test("has a number, a friendly name and the commit of its environment; its id makes it once", async ({ expect }) => {
    const place = await createPlace();
    const id = newId("build", Date.now());
    const build = await startBuild(place, { id, description: "nightly", environment: { host: "h", git: { commit: "abc" } } });
    expect(build).toMatchObject({ id, number: 1, status: "running", commit: "abc", host: "h", created_by: { id: place.owner.id } });
    expect(build.name).toMatch(/^[a-z]+-[a-z]+-1$/);
    expect((await place.owner.fetch(`${place.base}/builds`, { json: { id } })).status).toBe(200);
    for (let i = 0; i < 21; i++) await startBuild(place, { name: `n${i}` });
    const { items, next_cursor } = await place.owner.json<Page<Build>>(`${place.base}/builds`);
    expect(items).toHaveLength(20);
    const rest = await place.owner.json<Page<Build>>(`${place.base}/builds?cursor=${next_cursor}`);
    expect(rest.items.map(({ number }) => number)).toEqual([2, 1]);
    expect((await place.owner.json<Page<Build>>(`${place.base}/builds?search=NIGHT`)).items).toMatchObject([{ id }]);
  });

  test("counts its tasks by how they stand, and the counts add up", async ({ expect }) => {
    const place = await createPlace();
    const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => makeTask({ name, params: salt() })) as ReturnType<typeof makeTask>[];
    const tasks = [a, b, c, d].map((task) => task as NonNullable<typeof task>);
    const build = await startBuild(place);
    await register(place, tasks, build.id);
    const ids = tasks.map(({ id }) => id) as [string, string, string, string];
    await compute(place, ids[0], { build: build.id });
    const { token } = await acquire(place, ids[1], 1, { build: build.id });
    const error = { type: "E", message: "no rows" };
    await report(place, build.id, [
      { task: ids[1], type: "failed", token: token ?? 0, error },
      { task: ids[2], type: "skipped" },
      { task: ids[3], type: "waiting" },
    ]);
    const { counts, task_count } = await readBuild(place, build.id);
    expect(counts).toMatchObject({ success: 1, failed: 1, skipped: 1, waiting: 1, pending: 0 });
    expect(Object.values(counts).reduce((sum, n) => sum + n, 0)).toBe(task_count);
    const page = await place.owner.json<BuildTaskPage>(`${place.base}/builds/${build.id}/tasks?status=failed`);
    expect(page.items).toMatchObject([{ id: ids[1], error: "no rows", attempt: 1 }]);
    const changed = await place.owner.json<BuildTaskPage>(`${place.base}/builds/${build.id}/tasks?since=${page.version - 1}`);
    expect(changed.items.map(({ id }) => id)).toEqual(ids.slice(1));
    expect(await outcome(report(place, build.id, [{ task: ids[2], type: "suspended" }]))).toBe("409 illegal_transition");
  });

  test("tells what happened in it since, page by page, in either order", async ({ expect }) => {
    const place = await createPlace();
    const tasks = Array.from({ length: 4 }, () => makeTask({ params: salt() }));
    const build = await startBuild(place);
    await register(place, tasks, build.id);
    const events = (query: string) => place.owner.json<Page<TaskEvent>>(`${place.base}/builds/${build.id}/events?${query}`);
    const since = (await events("order=newest&limit=1")).items[0]?.sequence ?? 0;
    for (const { id } of tasks) await compute(place, id, { build: build.id });
    const first = await events(`since=${since}&limit=5`);
    const rest = await events(`since=${since}&limit=5&cursor=${first.next_cursor}`);
    const types = [...first.items, ...rest.items].map(({ type }) => type);
    expect(types).toEqual(Array(4).fill(["started", "succeeded"]).flat());
    expect((await events(`since=${since}&order=newest&limit=200`)).items.map(({ type }) => type)).toEqual(types.toReversed());
    expect((await events(`since=${rest.items.at(-1)?.sequence}`)).items).toEqual([]);
  });

  test("that ended takes nothing until it is resumed, and goes on where it was", async ({ expect }) => {
    const place = await createPlace();
    const task = makeTask({ params: salt() });
    const build = await startBuild(place);
    await register(place, [task], build.id);
    await post(place, build.id, "finish", { status: "failed", error: "1 task failed" });
    expect(await outcome(post(place, build.id, "finish", { status: "failed" }))).toBe("200");
    expect(await outcome(post(place, build.id, "finish", { status: "success" }))).toBe("409 illegal_transition");
    expect(await outcome(report(place, build.id, [{ task: task.id, type: "queued" }]))).toBe("409 illegal_transition");
    expect(await outcome(post(place, build.id, "resume", {}))).toBe("200");
    await compute(place, task.id, { build: build.id });
    await post(place, build.id, "finish", { status: "success" });
    expect(await readBuild(place, build.id)).toMatchObject({ status: "success", resumed: 1, counts: { success: 1 }, error: null });
    const events = await place.owner.json<{ items: { type: string }[] }>(`${place.base}/events?subject=${build.id}`);
    expect(events.items.map(({ type }) => type).sort()).toEqual(["build.created", "build.finished", "build.finished", "build.resumed"]);
  });

  test("keeps who set its status by hand, and from what", async ({ expect }) => {
    const place = await createPlace();
    const build = await startBuild(place);
    await post(place, build.id, "finish", { status: "failed" });
    await post(place, build.id, "override", { status: "success", reason: "not needed" });
    expect(await readBuild(place, build.id)).toMatchObject({
      status: "success",
      overridden: { by: { id: place.owner.id }, from: "failed", reason: "not needed" },
    });
    expect(await outcome(post(place, build.id, "override", { status: "success" }))).toBe("400 invalid_request");
  });

  test("that falls silent is interrupted, but not while a lease is held for it; a sign of life lets it go on", async ({ expect }) => {
    const place = await createPlace();
    const task = makeTask({ params: salt() });
    const build = await startBuild(place);
    await register(place, [task], build.id);
    const { token } = await acquire(place, task.id, 1, { build: build.id, ttl_s: 3600 });
    const silence = async () => {
      await runInDurableObject(objectOf(place.workspaceId), async (_, { storage }) => {
        storage.sql.exec("UPDATE builds SET heartbeat_at = 1");
        await storage.setAlarm(Date.now() + 60_000);
      });
      await runDurableObjectAlarm(objectOf(place.workspaceId));
    };
    await silence();
    expect((await readBuild(place, build.id)).status).toBe("running");
    await place.owner.json(`${place.base}/tasks/leases/release`, { json: { token } }, 204);
    await silence();
    expect((await readBuild(place, build.id)).status).toBe("interrupted");
    expect(await (await report(place, build.id, [])).json()).toEqual({ accepted: 0, repeated: 0, build_status: "running" });
    expect(await readBuild(place, build.id)).toMatchObject({ status: "running", resumed: 1 });
    expect(await readTask(place, task.id)).toMatchObject({ result: "incomplete", attempt_status: "cancelled" });
  });

  test("is followed on the live socket: its state, and the tasks that changed, many in one message", async ({ expect }) => {
    const place = await createPlace();
    const build = await startBuild(place);
    const tasks = Array.from({ length: 40 }, (_, i) => makeTask({ params: { i, ...salt() } }));
    await register(place, tasks, build.id);
    const { webSocket: socket } = await place.owner.fetch(`${place.base}/live`, { headers: { upgrade: "websocket" } });
    if (!socket) throw new Error("no socket");
    const updates: Extract<LiveMessage, { kind: "build" }>[] = [];
    const ready = Promise.withResolvers<void>();
    const seen = new Set<string>();
    const done = Promise.withResolvers<void>();
    socket.addEventListener("message", ({ data }) => {
      const message = JSON.parse(String(data)) as LiveMessage;
      if (message.kind === "watching") ready.resolve();
      if (message.kind !== "build") return;
      updates.push(message);
      for (const { id, status } of message.update.tasks) if (status === "success") seen.add(id);
      if (seen.size === tasks.length) done.resolve();
    });
    socket.accept();
    socket.send(JSON.stringify({ watch: [], builds: [build.id], answer: true }));
    await ready.promise;
    for (const { id } of tasks) await compute(place, id, { build: build.id });
    await done.promise;
    expect(updates.at(-1)).toMatchObject({ build_id: build.id, update: { status: "running", counts: { success: 40, pending: 0 } } });
    expect(updates.length).toBeLessThan(tasks.length);
    socket.close();
  });
});
