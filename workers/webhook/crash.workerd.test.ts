import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import type { JobMessage } from "../jobs/messages.ts";
import { MINUTE_MS } from "../shared/clock.ts";
import { type FaultTime, faultyDb } from "../test/support/faulty-db.ts";
import { faultyObjects } from "../test/support/faulty-objects.ts";
import { env } from "../test/support/fixtures.ts";
import {
  alarmOf,
  consume,
  createHookPlace,
  type HookPlace,
  hookObject,
  namesOf,
  ok,
  ring,
  silentQueue,
  URL_A,
  URL_B,
  useHookStage,
} from "../test/support/webhooks.ts";
import { objectOf } from "../test/support/workspaces.ts";
import type { VerbCtx } from "../workspace/context.ts";
import { outboxChore } from "../workspace/outbox/send.ts";

const TIMES: FaultTime[] = ["before", "after"];

const stage = useHookStage();
beforeEach(() => {
  for (const url of [URL_A, URL_B]) stage.receivers.answer(url, ok);
});

type SendBatch = (messages: Iterable<{ body: JobMessage }>) => Promise<unknown>;

/** What the workspace's alarm does with its outbox, with a queue of the test's own. Answers what arrived there. */
async function sendOutbox(workspaceId: string, fault: FaultTime | null = null): Promise<JobMessage[]> {
  const sent: JobMessage[] = [];
  const sendBatch: SendBatch = async (messages) => {
    if (fault === "before") throw new Error("the queue is away");
    sent.push(...Array.from(messages, ({ body }) => body));
    if (fault === "after") throw new Error("the answer was lost");
  };
  await runInDurableObject(objectOf(workspaceId), async (_, { storage }) => {
    const ctx = { sql: storage.sql, storage, clock: { now: () => Date.now() }, workspaceId, queue: { sendBatch } } as unknown as VerbCtx;
    if ((outboxChore.dueAt(ctx) ?? Number.MAX_SAFE_INTEGER) > Date.now()) return;
    await Promise.resolve(outboxChore.run(ctx)).catch(() => undefined);
  });
  return sent;
}

/** Takes an object out of memory, be it there or not. */
async function evict(object: ReturnType<typeof hookObject> | ReturnType<typeof objectOf>): Promise<void> {
  await runInDurableObject(object as ReturnType<typeof hookObject>, () => undefined);
  await evictDurableObject(object);
}

const isOwed = (workspaceId: string) =>
  runInDurableObject(objectOf(workspaceId), (_, { storage }) => outboxChore.dueAt({ sql: storage.sql } as VerbCtx) !== null);

/** Names of new experiments, each an event of the workspace. */
async function makeExperiments({ owner, org, base }: HookPlace, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, i) => `e${i}-${crypto.randomUUID()}`);
  for (const name of names) await owner.json(`${base}/workspaces/${org.workspace.id}/experiments`, { json: { name } }, 201);
  return names;
}

const toldNames = (url: string) =>
  stage.receivers.to(url).map(({ body }) => (JSON.parse(body) as { data: { data: { name: string } } }).data.data.name);

async function twoHooks(types: string[]) {
  const place = await createHookPlace();
  const a = await place.create({ url: URL_A, types });
  const b = await place.create({ url: URL_B, types });
  return { place, ids: [a.id, b.id], workspaceId: place.org.workspace.id };
}

/** Every endpoint has heard of every name, once. */
async function expectAll(ids: readonly string[], names: readonly string[]): Promise<void> {
  for (const id of ids) await ring(id);
  for (const url of [URL_A, URL_B]) {
    expect(toldNames(url).toSorted()).toEqual(names.toSorted());
    expect(new Set(stage.receivers.to(url).map(({ headers }) => headers["webhook-id"])).size).toBe(names.length);
  }
  stage.receivers.sent.length = 0;
}

describe("the outbox of a workspace", () => {
  it("is sent again when the queue was away, when its answer was lost, and when nobody confirmed", async () => {
    const { place, ids, workspaceId } = await twoHooks(["experiment.*"]);
    for (const fault of TIMES) {
      const names = await makeExperiments(place, 2);
      const first = await sendOutbox(workspaceId, fault);
      expect(first).toHaveLength(fault === "before" ? 0 : 1);
      await evict(objectOf(workspaceId));
      // What arrived although its answer was lost comes twice.
      const second = await sendOutbox(workspaceId);
      expect(second).toHaveLength(1);
      await consume([...first, ...second, ...second]);
      expect(await isOwed(workspaceId)).toBe(false);
      await expectAll(ids, names);
    }
    const names = await makeExperiments(place, 3);
    expect(await sendOutbox(workspaceId)).toHaveLength(1);
    // The queue lost it, as a restart of the local one does.
    await evict(objectOf(workspaceId));
    expect(await sendOutbox(workspaceId)).toEqual([]);
    stage.clock.move(MINUTE_MS);
    await consume(await sendOutbox(workspaceId));
    expect(await isOwed(workspaceId)).toBe(false);
    await expectAll(ids, names);
  });

  it("loses no range when a later one is confirmed first", async () => {
    const { place, ids, workspaceId } = await twoHooks(["experiment.*"]);
    const early = await makeExperiments(place, 2);
    const [lost] = await sendOutbox(workspaceId);
    const late = await makeExperiments(place, 2);
    await consume(await sendOutbox(workspaceId));
    expect(await isOwed(workspaceId)).toBe(true);
    stage.clock.move(MINUTE_MS);
    expect(await sendOutbox(workspaceId)).toEqual([lost]);
    await consume([lost as JobMessage]);
    expect(await isOwed(workspaceId)).toBe(false);
    await expectAll(ids, [...early, ...late]);
  });

  it("names at most a hundred events in a message", async () => {
    const { place, ids, workspaceId } = await twoHooks(["experiment.*"]);
    const names = await makeExperiments(place, 105);
    const messages = await sendOutbox(workspaceId);
    expect(messages).toMatchObject([
      { first: 1, last: 100 },
      { first: 101, last: 105 },
    ]);
    await consume(messages.toReversed());
    await expectAll(ids, names);
  });
});

describe("handing on", () => {
  it.each(TIMES)("comes to the same end when any call to an object fails %s it was done", { timeout: 60_000 }, async (time) => {
    const { place, ids, workspaceId } = await twoHooks(["experiment.*", "workspace.updated"]);
    for (let k = 1, isOver = false; !isOver; k++) {
      const names = await makeExperiments(place, 2);
      const messages = await sendOutbox(workspaceId);
      const faulty = faultyObjects({ WORKSPACE: env.WORKSPACE, WEBHOOK: env.WEBHOOK }, k, time);
      const result = await consume(messages, faulty.bindings);
      isOver = faulty.calls() < k;
      if (!isOver) expect(result.retryMessages).toHaveLength(1);
      else expect([k, result.explicitAcks]).toEqual([5, ["message-0"]]);
      await evict(objectOf(workspaceId));
      for (const id of ids) await evict(hookObject(id));
      if (!isOver) await consume(messages);
      expect(await isOwed(workspaceId)).toBe(false);
      await expectAll(ids, names);
    }
  });

  it.each(TIMES)("comes to the same end when any call to the database fails %s it was done", { timeout: 60_000 }, async (time) => {
    const { place, ids } = await twoHooks(["workspace.updated"]);
    for (let k = 1, isOver = false; !isOver; k++) {
      const name = await place.happen();
      const faulty = faultyDb(env.CONTROL, k, time);
      const result = await place.handOn({ CONTROL: faulty.d1, EVENTS: silentQueue });
      isOver = faulty.calls() < k;
      expect(result.explicitAcks).toHaveLength(isOver ? 1 : 0);
      if (!isOver) await place.handOn();
      for (const id of ids) await ring(id);
      for (const url of [URL_A, URL_B]) expect(namesOf(stage.receivers.to(url))).toEqual([name]);
      stage.receivers.sent.length = 0;
      if (isOver) expect(k).toBe(8);
    }
  });

  it("to an endpoint that cannot take it keeps no other from its own", async () => {
    const { place, ids } = await twoHooks(["workspace.updated"]);
    const [broken] = ids;
    const name = await place.happen();
    const real = env.WEBHOOK;
    const WEBHOOK = {
      idFromName: (id: string) => real.idFromName(id === broken ? "nobody" : id),
      get: (id: DurableObjectId) => (id.name === "nobody" ? { accept: () => Promise.reject(new Error("full")) } : real.get(id)),
    };
    const result = await place.handOn({ WEBHOOK });
    expect(result.retryMessages).toHaveLength(1);
    await ring(ids[1] ?? "");
    expect(namesOf(stage.receivers.to(URL_B))).toEqual([name]);
    await place.handOn();
    for (const id of ids) await ring(id);
    expect([stage.receivers.to(URL_A).length, stage.receivers.to(URL_B).length]).toEqual([1, 1]);
  });
});

describe("delivery", () => {
  it("that could not be written down is repeated, and its alarm is set again", async () => {
    const { place, ids } = await twoHooks(["workspace.updated"]);
    const [id = ""] = ids;
    await place.happen();
    await place.handOn();
    await runInDurableObject(hookObject(id), (_, { storage }) =>
      storage.sql.exec("CREATE TRIGGER broken BEFORE INSERT ON attempts BEGIN SELECT RAISE(ABORT, 'disk'); END"),
    );
    await ring(id);
    expect(await place.messages(id, "pending")).toHaveLength(1);
    expect(await alarmOf(id)).toBeGreaterThan(Date.now());
    await runInDurableObject(hookObject(id), (_, { storage }) => storage.sql.exec("DROP TRIGGER broken"));
    stage.clock.move(MINUTE_MS);
    await ring(id);
    expect(stage.receivers.to(URL_A)).toHaveLength(2);
    expect(await place.messages(id, "delivered")).toHaveLength(1);
  });

  it("goes on after an eviction between any two steps", async () => {
    const { place, ids } = await twoHooks(["workspace.updated"]);
    const [id = ""] = ids;
    const down = () => new Response(null, { status: 500 });
    stage.receivers.answer(URL_A, down);
    await place.happen();
    await place.handOn();
    for (let attempt = 1; attempt <= 4; attempt++) {
      await runInDurableObject(hookObject(id), (_, { storage }) => storage.deleteAlarm());
      await evict(hookObject(id));
      const at = await alarmOf(id);
      expect(at).not.toBeNull();
      stage.clock.move(Math.max(0, (at ?? 0) - Date.now()));
      if (attempt === 4) stage.receivers.answer(URL_A, ok);
      await ring(id);
      expect(stage.receivers.to(URL_A)).toHaveLength(attempt);
    }
    expect(await place.messages(id, "delivered")).toHaveLength(1);
  });
});
