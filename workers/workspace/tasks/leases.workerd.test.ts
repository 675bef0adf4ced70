import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import type { LeaseAnswers, LeasesRenewed, TaskEvent } from "@cairn/sdk/schema";
import { beforeAll, describe, test } from "vitest";
import { migrateControl, outcome } from "../../test/support/fixtures.ts";
import {
  acquire,
  compute,
  makeTask,
  output,
  readBuild,
  readTask,
  register,
  report,
  salt,
  startBuild,
  workerOf,
} from "../../test/support/tasks.ts";
import { createPlace, objectOf, type Place } from "../../test/support/workspaces.ts";

beforeAll(migrateControl);

/** Lets every lease end, as if its time were over. */
const endLeases = ({ workspaceId }: Place) =>
  runInDurableObject(objectOf(workspaceId), (_, { storage: { sql } }) => void sql.exec("UPDATE task_leases SET expires_at = 1"));

async function placeWithTask() {
  const place = await createPlace();
  const task = makeTask({ params: salt() });
  await register(place, [task]);
  return { place, task: task.id };
}

const eventTypes = async ({ owner, base }: Place, task: string) => {
  const { items } = await owner.json<{ items: TaskEvent[] }>(`${base}/tasks/${task}/events`);
  return items.map(({ type }) => type);
};

describe("a lease", () => {
  test("of 50 who race for a task goes to one; when it is computed the others are told so", async ({ expect }) => {
    const { place, task } = await placeWithTask();
    const answers = await Promise.all(Array.from({ length: 50 }, (_, pid) => acquire(place, task, pid)));
    const [winner, ...more] = answers.filter(({ outcome }) => outcome === "acquired");
    expect(more).toEqual([]);
    const losers = answers.filter(({ outcome }) => outcome === "held");
    expect(losers).toHaveLength(49);
    expect(losers[0]?.holder).toMatchObject({ token: winner?.token, attempt: 1, build: null, owner: { host: "host" } });
    expect((await report(place, null, [{ task, type: "succeeded", token: winner?.token ?? 0, output: output("mem:///1") }])).status).toBe(
      200,
    );
    const later = await Promise.all(Array.from({ length: 50 }, (_, pid) => acquire(place, task, pid)));
    expect(new Set(later.map(({ outcome }) => outcome))).toEqual(new Set(["complete"]));
    expect(later[0]?.output).toEqual(output("mem:///1"));
    expect(await readTask(place, task)).toMatchObject({
      result: "success",
      attempt: 1,
      attempt_status: "success",
      attempts: [{ number: 1 }],
    });
  });

  test("of an owner that died before it could tell ends with the output that its build finds", async ({ expect }) => {
    const { place, task } = await placeWithTask();
    const build = await startBuild(place);
    await acquire(place, task, 1, { build: build.id });
    const found = { task, type: "reused", output: output("mem:///1") } as const;
    // It is not known whose it is: the attempt goes on.
    expect(await outcome(report(place, build.id, [found]))).toBe("409 illegal_transition");
    expect((await report(place, build.id, [{ ...found, attempt: 1 }])).status).toBe(200);
    expect(await readTask(place, task)).toMatchObject({ result: "success", attempt_status: "success", output: output("mem:///1") });
    expect(await acquire(place, task, 2)).toMatchObject({ outcome: "complete" });
  });

  test("is not needed by a task whose output a build finds", async ({ expect }) => {
    const { place, task } = await placeWithTask();
    const build = await startBuild(place);
    await acquire(place, task, 1);
    await endLeases(place);
    const found = { task, type: "reused", attempt: 1, output: output("mem:///1") } as const;
    expect((await report(place, build.id, [found])).status).toBe(200);
    expect(await readTask(place, task)).toMatchObject({ result: "success", attempt_status: "crashed", output: output("mem:///1") });
    await place.owner.json(`${place.base}/tasks/${task}/invalidate`, { json: {} });
    expect((await report(place, build.id, [found])).status).toBe(200);
    expect((await readTask(place, task)).result).toBe("absent");
  });

  test("is given again to its owner, for the same build alone", async ({ expect }) => {
    const { place, task } = await placeWithTask();
    const build = await startBuild(place);
    const first = await acquire(place, task, 1, { build: build.id });
    expect(first).toMatchObject({ outcome: "acquired", attempt: 1 });
    expect(await acquire(place, task, 1, { build: build.id })).toMatchObject({ outcome: "acquired", token: first.token, attempt: 1 });
    expect(await acquire(place, task, 1)).toMatchObject({ outcome: "held" });
    expect(await acquire(place, task, 2, { build: build.id })).toMatchObject({ outcome: "held", holder: { build: build.id } });
    expect(await eventTypes(place, task)).toEqual(["registered", "started"]);
  });

  test("that ended is taken over with a higher token, and whoever had it is fenced off", async ({ expect }) => {
    const { place, task } = await placeWithTask();
    const first = await acquire(place, task, 1);
    await endLeases(place);
    const second = await acquire(place, task, 2);
    expect(second).toMatchObject({ outcome: "acquired", attempt: 2 });
    expect(second.token).toBeGreaterThan(first.token ?? 0);
    const late = [{ task, type: "succeeded", token: first.token ?? 0, output: output("mem:///late") }] as const;
    expect(await outcome(report(place, null, late))).toBe("409 lease_lost");
    const renewed = await place.owner.json<LeasesRenewed>(`${place.base}/tasks/leases/renew`, {
      json: { tokens: [first.token, second.token] },
    });
    expect(renewed.items.map(({ outcome }) => outcome)).toEqual(["lost", "renewed"]);
    expect(await readTask(place, task)).toMatchObject({
      result: "incomplete",
      attempt: 2,
      attempts: [
        { number: 2, status: "running" },
        { number: 1, status: "crashed" },
      ],
    });
  });

  test("that ended is settled by the alarm when nobody asks, also after the object was out of memory", async ({ expect }) => {
    const { place, task } = await placeWithTask();
    const build = await startBuild(place);
    await acquire(place, task, 1, { build: build.id });
    await endLeases(place);
    await evictDurableObject(objectOf(place.workspaceId));
    await runDurableObjectAlarm(objectOf(place.workspaceId));
    expect(await readTask(place, task)).toMatchObject({ result: "incomplete", attempt_status: "crashed" });
    expect((await readBuild(place, build.id)).counts).toMatchObject({ crashed: 1, running: 0 });
    const { items } = await place.owner.json<{ items: { type: string; actor: { type: string } }[] }>(
      `${place.base}/events?type=task.crashed`,
    );
    expect(items).toMatchObject([{ actor: { type: "system" } }]);
  });

  test("outlives the object's memory", async ({ expect }) => {
    const { place, task } = await placeWithTask();
    const first = await acquire(place, task, 1);
    await evictDurableObject(objectOf(place.workspaceId));
    expect(await acquire(place, task, 2)).toMatchObject({ outcome: "held", holder: { token: first.token } });
  });

  test("tells who waited that the owner failed, and with which error; others may try again", async ({ expect }) => {
    const { place, task } = await placeWithTask();
    const { token } = await acquire(place, task, 1);
    const error = { type: "ValueError", message: "no rows", stack: "at line 1" };
    await report(place, null, [{ task, type: "failed", token: token ?? 0, error }]);
    expect(await acquire(place, task, 2, { waited: { [task]: token } })).toMatchObject({ outcome: "failed", token: null, error });
    expect(await acquire(place, task, 2)).toMatchObject({ outcome: "acquired", attempt: 2 });
  });

  test("is refused above the workspace's limit, and given when one is free", async ({ expect }) => {
    const place = await createPlace();
    const tasks = [1, 2, 3].map((i) => makeTask({ params: { i, ...salt() } }));
    await register(place, tasks);
    await place.owner.json(`${place.base}/task-settings`, { method: "PUT", json: { leases_max: 2 } });
    const ids = tasks.map(({ id }) => id);
    const ask = () => place.owner.json<LeaseAnswers>(`${place.base}/tasks/leases`, { json: { owner: workerOf(1), tasks: ids } });
    const { items } = await ask();
    expect(items.map(({ outcome }) => outcome)).toEqual(["acquired", "acquired", "limit"]);
    await place.owner.json(`${place.base}/tasks/leases/release`, { json: { token: items[0]?.token } }, 204);
    expect((await ask()).items.map(({ outcome }) => outcome)).toEqual(["acquired", "acquired", "limit"]);
    expect(await readTask(place, ids[0] as string)).toMatchObject({
      attempt: 2,
      attempts: [{ status: "running" }, { status: "cancelled" }],
    });
  });

  test("of a complete task is given only by force; a forced attempt that fails takes nothing back", async ({ expect }) => {
    const { place, task } = await placeWithTask();
    await compute(place, task);
    expect(await acquire(place, task, 2)).toMatchObject({ outcome: "complete" });
    const forced = await acquire(place, task, 2, { force: true });
    expect(forced).toMatchObject({ outcome: "acquired", attempt: 2 });
    expect(await readTask(place, task)).toMatchObject({ result: "success", attempt_status: "running" });
    await report(place, null, [{ task, type: "failed", token: forced.token ?? 0, error: { type: "Error", message: "x" } }]);
    expect(await readTask(place, task)).toMatchObject({ result: "success", attempt_status: "failed", output: { uri: `mem:///${task}` } });
  });

  test("of a build that was cancelled tells its owner so, and none is given for it any more", async ({ expect }) => {
    const { place, task } = await placeWithTask();
    const other = makeTask({ params: salt() });
    const build = await startBuild(place);
    await register(place, [other], build.id);
    const { token } = await acquire(place, task, 1, { build: build.id });
    await place.owner.json(`${place.base}/builds/${build.id}/cancel`, { json: {} });
    const { items } = await place.owner.json<LeasesRenewed>(`${place.base}/tasks/leases/renew`, { json: { tokens: [token] } });
    expect(items).toMatchObject([{ outcome: "renewed", is_cancelled: true }]);
    expect(await outcome(report(place, build.id, [{ task, type: "cancelled", token: token ?? 0 }]))).toBe("200");
    expect((await readBuild(place, build.id)).counts).toMatchObject({ cancelled: 2, running: 0, pending: 0 });
    const json = { owner: workerOf(1), tasks: [task], build: build.id };
    expect(await outcome(place.owner.fetch(`${place.base}/tasks/leases`, { json }))).toBe("409 illegal_transition");
  });
});

describe("events of an attempt", () => {
  test("move it as the states allow; another move is refused, naming task, state and event, and nothing of the batch is kept", async ({
    expect,
  }) => {
    const { place, task } = await placeWithTask();
    const { token } = await acquire(place, task, 1);
    const of = { task, token: token ?? 0 };
    expect(
      await outcome(
        report(place, null, [
          { ...of, type: "suspended" },
          { ...of, type: "resumed" },
        ]),
      ),
    ).toBe("200");
    const response = await report(place, null, [
      { ...of, type: "suspended" },
      { ...of, type: "succeeded", output: output("mem:///x") },
    ]);
    expect(response.status).toBe(409);
    const problem = (await response.json()) as { code: string; detail: string; errors: { path: string }[] };
    expect(problem).toMatchObject({ code: "illegal_transition", errors: [{ path: "body.events.1" }] });
    for (const word of [task, "suspended", "succeeded"]) expect(problem.detail).toContain(word);
    expect(await readTask(place, task)).toMatchObject({ attempt_status: "running" });
    expect(await outcome(report(place, null, [{ ...of, type: "cancelled" }]))).toBe("200");
    expect(await outcome(report(place, null, [{ ...of, type: "succeeded", output: output("mem:///x") }]))).toBe("409 illegal_transition");
    expect(await eventTypes(place, task)).toEqual(["registered", "started", "suspended", "resumed", "cancelled"]);
  });

  test("with a key are taken once", async ({ expect }) => {
    const { place, task } = await placeWithTask();
    const { token } = await acquire(place, task, 1);
    const events = [{ task, type: "succeeded", token: token ?? 0, output: output("mem:///1"), key: "k1" }] as const;
    expect(await (await report(place, null, events)).json()).toMatchObject({ accepted: 1, repeated: 0 });
    expect(await (await report(place, null, events)).json()).toMatchObject({ accepted: 0, repeated: 1 });
    expect(await eventTypes(place, task)).toEqual(["registered", "started", "succeeded"]);
  });

  test("that were kept while Cairn was away make an attempt without a lease", async ({ expect }) => {
    const { place, task } = await placeWithTask();
    const build = await startBuild(place);
    const at = "2026-01-01T00:00:00.000Z";
    const done = await report(place, build.id, [
      { task, type: "started", at, owner: workerOf(7), key: "a" },
      { task, type: "succeeded", at: "2026-01-01T00:01:00.000Z", output: output("file:///x"), key: "b" },
    ]);
    expect(await done.json()).toMatchObject({ accepted: 2, build_status: "running" });
    expect(await readTask(place, task)).toMatchObject({
      result: "success",
      started_at: at,
      attempts: [{ token: null, owner: workerOf(7), build: build.id, status: "success" }],
    });
    const other = makeTask({ params: salt() });
    await register(place, [other]);
    await acquire(place, other.id, 1);
    expect(await outcome(report(place, null, [{ task: other.id, type: "started" }]))).toBe("409 lease_lost");
  });

  test("keep the dependencies that were found while it ran", async ({ expect }) => {
    const { place, task } = await placeWithTask();
    const found = makeTask({ name: "Found", params: salt() });
    await register(place, [found]);
    const { token } = await acquire(place, task, 1);
    await report(place, null, [{ task, type: "suspended", token: token ?? 0, dependencies: [found.id] }]);
    expect((await readTask(place, task)).dependencies).toMatchObject([{ id: found.id }]);
    expect((await readTask(place, found.id)).dependents).toMatchObject([{ id: task }]);
  });

  test("are never changed or dropped", async ({ expect }) => {
    const { place } = await placeWithTask();
    const said = await runInDurableObject(objectOf(place.workspaceId), (_, { storage: { sql } }) =>
      ["UPDATE task_events SET at = 1", "DELETE FROM task_events", "UPDATE task_events SET data = NULL"].map((query) => {
        try {
          sql.exec(query);
          return "done";
        } catch (error) {
          return String(error);
        }
      }),
    );
    for (const text of said) expect(text).toContain("events of tasks are");
  });
});
