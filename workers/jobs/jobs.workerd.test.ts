import {
  createExecutionContext,
  createMessageBatch,
  createScheduledController,
  getQueueResult,
  waitOnExecutionContext,
} from "cloudflare:test";
import type { Page, Workspace } from "@cairn/sdk/schema";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import worker from "../index.ts";
import { DAY_MS, MINUTE_MS } from "../shared/clock.ts";
import { faultyDb } from "../test/support/faulty-db.ts";
import { createOrg, createPerson, createSpace, env, migrateControl, outcome, type Person } from "../test/support/fixtures.ts";
import { PURGE_RESEND_MS, PURGE_SWEEP_EVERY_MS } from "./cron.ts";
import type { JobMessage } from "./messages.ts";

beforeAll(migrateControl);
afterEach(() => {
  vi.useRealTimers();
});

/** A queue that keeps what is sent to it. */
function keepingQueue(): { sent: JobMessage[]; queue: Pick<Queue<JobMessage>, "sendBatch"> } {
  const sent: JobMessage[] = [];
  const sendBatch = async (messages: Iterable<MessageSendRequest<JobMessage>>) => {
    sent.push(...Array.from(messages, ({ body }) => body));
    return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
  };
  return { sent, queue: { sendBatch } as Pick<Queue<JobMessage>, "sendBatch"> };
}

async function deliver(bodies: unknown[], replaced: Record<string, unknown> = {}, attempts = 1) {
  const messages = bodies.map((body, i) => ({ id: `message-${i}`, timestamp: new Date(), attempts, body }));
  const batch = createMessageBatch("cairn-jobs", messages);
  const ctx = createExecutionContext();
  await worker.queue(batch, { ...env, ...replaced }, ctx);
  return getQueueResult(batch, ctx);
}

async function runCron(at: number, replaced: Record<string, unknown> = {}): Promise<void> {
  const ctx = createExecutionContext();
  const controller = createScheduledController({ scheduledTime: new Date(at), cron: "* * * * *" });
  await worker.scheduled(controller, { ...env, ...replaced }, ctx);
  await waitOnExecutionContext(ctx);
}

const purgeOf = (orgId: string, workspaceId: string): JobMessage => ({ v: 1, type: "workspace.purge", orgId, workspaceId });
const rowOf = (id: string) =>
  env.CONTROL.prepare("SELECT deleted_at, purged_at FROM workspaces WHERE id = ?")
    .bind(id)
    .first<{ deleted_at: number | null; purged_at: number | null }>();
const purgeRecords = (id: string) =>
  env.CONTROL.prepare("SELECT COUNT(*) n FROM audit WHERE target_id = ? AND action = 'workspace.purged'").bind(id).first("n");
const keysUnder = async (prefix: string) => (await env.BLOBS.list({ prefix })).objects.map((o) => o.key);

/** A workspace with a run and some bytes, next to another one with the same. */
async function twoWorkspaces() {
  const ada = await createPerson("Ada");
  const org = await createOrg(ada);
  const doomed = await createSpace(ada, org.id, "Doomed");
  for (const id of [doomed.id, org.workspace.id]) {
    await ada.json(`/api/v1/orgs/${org.id}/workspaces/${id}/runs`, { json: { experiment: "penguins" } });
    for (const name of ["a", "b/c"]) await env.BLOBS.put(`ws/${id}/${name}`, "bytes");
  }
  return { ada, org, doomed };
}

const deleteSpace = (ada: Person, org: { id: string }, space: Workspace, replaced: Record<string, unknown>) =>
  outcome(ada.fetch(`/api/v1/orgs/${org.id}/workspaces/${space.id}`, { method: "DELETE", json: { confirm: space.slug }, env: replaced }));

/** Runs that are in the object itself, whatever the control plane says of its workspace. */
async function runsIn(workspaceId: string): Promise<number> {
  const stub = env.WORKSPACE.get(env.WORKSPACE.idFromName(workspaceId));
  const { runInDurableObject } = await import("cloudflare:test");
  return runInDurableObject(stub, (_, state) => {
    const tables = state.storage.sql.exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'runs'").toArray();
    return tables.length === 0 ? 0 : Number(state.storage.sql.exec("SELECT COUNT(*) AS n FROM runs").one().n);
  });
}

describe("clearing a deleted workspace", () => {
  it("takes its object and its bytes and nothing of the one beside it", async () => {
    const { ada, org, doomed } = await twoWorkspaces();
    const { sent, queue } = keepingQueue();
    expect(await runsIn(doomed.id)).toBe(1);
    expect(await deleteSpace(ada, org, doomed, { JOBS: queue })).toBe("204");
    expect(sent).toEqual([purgeOf(org.id, doomed.id)]);
    expect((await deliver(sent)).explicitAcks).toEqual(["message-0"]);
    expect((await rowOf(doomed.id))?.purged_at).toBeGreaterThan(0);
    expect(await keysUnder(`ws/${doomed.id}/`)).toEqual([]);
    expect(await runsIn(doomed.id)).toBe(0);
    expect(await keysUnder(`ws/${org.workspace.id}/`)).toHaveLength(2);
    expect(await runsIn(org.workspace.id)).toBe(1);
  });

  it("follows the deletion by itself, through the real queue", { timeout: 30_000 }, async () => {
    const { ada, org, doomed } = await twoWorkspaces();
    expect(await deleteSpace(ada, org, doomed, {})).toBe("204");
    await vi.waitFor(async () => expect((await rowOf(doomed.id))?.purged_at).toBeGreaterThan(0), { timeout: 20_000, interval: 100 });
    expect(await keysUnder(`ws/${doomed.id}/`)).toEqual([]);
  });

  it("never touches one that lives, whatever a message says", async () => {
    const { ada, org, doomed } = await twoWorkspaces();
    const stranger = await createOrg(await createPerson("Eve"));
    await deliver([purgeOf(org.id, doomed.id), purgeOf(stranger.id, doomed.id), purgeOf(org.id, "ws_none")]);
    expect(await keysUnder(`ws/${doomed.id}/`)).toHaveLength(2);
    expect(await runsIn(doomed.id)).toBe(1);
    expect((await ada.json<Page<Workspace>>(`/api/v1/orgs/${org.id}/workspaces`)).items).toHaveLength(2);
  });

  it("comes to a clean end after dying at any step, with one record", { timeout: 60_000 }, async () => {
    for (let failAt = 1; ; failAt++) {
      const { ada, org, doomed } = await twoWorkspaces();
      await deleteSpace(ada, org, doomed, { JOBS: keepingQueue().queue });
      let calls = 0;
      const step = <T>(run: () => Promise<T>): Promise<T> => {
        calls += 1;
        return calls === failAt ? Promise.reject(new Error(`died at step ${failAt}`)) : run();
      };
      const bucket = {
        list: (options: R2ListOptions) => step(() => env.BLOBS.list(options)),
        // Half done: the bytes are gone, the answer is lost.
        delete: (keys: string[]) =>
          step(() => env.BLOBS.delete(keys)).catch((error) => env.BLOBS.delete(keys.slice(0, 1)).then(() => Promise.reject(error))),
      };
      const objects = {
        idFromName: (name: string) => env.WORKSPACE.idFromName(name),
        get: (id: DurableObjectId) => ({ destroy: (call: never) => step(async () => env.WORKSPACE.get(id).destroy(call)) }),
      };
      const first = await deliver([purgeOf(org.id, doomed.id)], { BLOBS: bucket, WORKSPACE: objects });
      const died = calls >= failAt;
      expect(first.retryMessages.length).toBe(died ? 1 : 0);
      await deliver([purgeOf(org.id, doomed.id)], {}, 2);
      await deliver([purgeOf(org.id, doomed.id)], {}, 3);
      expect(await keysUnder(`ws/${doomed.id}/`)).toEqual([]);
      expect((await rowOf(doomed.id))?.purged_at).toBeGreaterThan(0);
      expect(await purgeRecords(doomed.id)).toBe(1);
      if (!died) break;
    }
    for (const time of ["before", "after"] as const) {
      for (let failAt = 1; failAt <= 2; failAt++) {
        const { ada, org, doomed } = await twoWorkspaces();
        await deleteSpace(ada, org, doomed, { JOBS: keepingQueue().queue });
        const first = await deliver([purgeOf(org.id, doomed.id)], { CONTROL: faultyDb(env.CONTROL, failAt, time).d1 });
        expect(first.retryMessages).toHaveLength(1);
        await deliver([purgeOf(org.id, doomed.id)], {}, 2);
        expect((await rowOf(doomed.id))?.purged_at).toBeGreaterThan(0);
        expect(await purgeRecords(doomed.id)).toBe(1);
      }
    }
  });

  it("goes through more bytes than one page of the bucket holds, and leaves what is too much to the next message", async () => {
    const { ada, org, doomed } = await twoWorkspaces();
    for (const name of ["d", "e", "f"]) await env.BLOBS.put(`ws/${doomed.id}/${name}`, "");
    await deleteSpace(ada, org, doomed, { JOBS: keepingQueue().queue });
    const { sent, queue } = keepingQueue();
    const endless = { list: async () => ({ objects: [{ key: `ws/${doomed.id}/new` }] }), delete: async () => {} };
    expect((await deliver([purgeOf(org.id, doomed.id)], { BLOBS: endless, JOBS: queue })).explicitAcks).toEqual(["message-0"]);
    expect(sent).toEqual([purgeOf(org.id, doomed.id)]);
    expect((await rowOf(doomed.id))?.purged_at).toBeNull();
    const twoAtATime = {
      list: (options: R2ListOptions) => env.BLOBS.list({ ...options, limit: 2 }),
      delete: (keys: string[]) => env.BLOBS.delete(keys),
    };
    await deliver(sent, { BLOBS: twoAtATime });
    expect(await keysUnder(`ws/${doomed.id}/`)).toEqual([]);
    expect((await rowOf(doomed.id))?.purged_at).toBeGreaterThan(0);
  });

  it("is asked for each workspace of a deleted organization, and again by cron until it was done", async () => {
    const { ada, org, doomed } = await twoWorkspaces();
    const broken = { sendBatch: () => Promise.reject(new Error("Too Many Requests")) };
    expect(
      await outcome(ada.fetch(`/api/v1/orgs/${org.id}`, { method: "DELETE", json: { confirm: org.slug }, env: { JOBS: broken } })),
    ).toBe("204");
    const ours = (messages: JobMessage[]) =>
      messages.flatMap((m) => (m.type === "workspace.purge" && m.orgId === org.id ? [m.workspaceId] : [])).sort();
    const sweep = Math.ceil(Date.now() / PURGE_SWEEP_EVERY_MS) * PURGE_SWEEP_EVERY_MS;
    const early = keepingQueue();
    await runCron(sweep, { JOBS: early.queue });
    expect(ours(early.sent)).toEqual([]);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + PURGE_RESEND_MS + 1_000 });
    const late = keepingQueue();
    await runCron(sweep + MINUTE_MS, { JOBS: late.queue });
    expect(ours(late.sent)).toEqual([]);
    await runCron(sweep, { JOBS: late.queue });
    expect(ours(late.sent)).toEqual([org.workspace.id, doomed.id].sort());
    await deliver(late.sent);
    const after = keepingQueue();
    await runCron(sweep, { JOBS: after.queue });
    expect(ours(after.sent)).toEqual([]);
  });
});

describe("a batch of messages", () => {
  it("is handled one by one: a message nobody knows comes back later, the others are done", async () => {
    const { ada, org, doomed } = await twoWorkspaces();
    await deleteSpace(ada, org, doomed, { JOBS: keepingQueue().queue });
    const result = await deliver([{ v: 99, type: "from.the.future" }, purgeOf(org.id, doomed.id)], {}, 3);
    expect(result.explicitAcks).toEqual(["message-1"]);
    expect(result.retryMessages).toEqual([{ msgId: "message-0" }]);
  });
});

describe("cron", () => {
  it("drops once an hour what has outlived its use, and keeps the rest", async () => {
    const now = Date.now();
    const hour = Math.ceil(now / 3_600_000) * 3_600_000;
    const ada = await createPerson("Ada");
    const rows = { old: now - DAY_MS - MINUTE_MS, young: now - MINUTE_MS };
    for (const [name, at] of Object.entries(rows)) {
      const id = `${name} ${ada.id}`;
      const session = name === "old" ? now - 31 * DAY_MS : now - 29 * DAY_MS;
      await env.CONTROL.batch([
        env.CONTROL.prepare("INSERT INTO idempotency_keys VALUES ('scope', ?, '', '', NULL, NULL, 0, ?)").bind(id, at),
        env.CONTROL.prepare(
          "INSERT INTO device_grants (device_code_hash, user_code, client_id, status, interval_ms, created_at, expires_at) VALUES (?1, ?1, '', 'pending', 0, 0, ?2)",
        ).bind(id, at),
        env.CONTROL.prepare(
          "INSERT INTO authorizations (id, client_id, redirect_uri, code_challenge, status, created_at, expires_at) VALUES (?, '', '', '', 'pending', 0, ?)",
        ).bind(id, at),
        env.CONTROL.prepare(
          "INSERT INTO sessions (id, token_hash, user_id, connection_id, created_at, last_seen_at, idle_expires_at, absolute_expires_at, ended_at) VALUES (?1, ?1, ?2, '', 0, 0, ?3, ?3, ?4)",
        ).bind(id, ada.id, now + DAY_MS, session),
      ]);
    }
    const left = async () => {
      const of = (table: string, column: string) =>
        env.CONTROL.prepare(`SELECT ${column} AS id FROM ${table} WHERE ${column} LIKE ?`).bind(`% ${ada.id}`).all<{ id: string }>();
      const all = await Promise.all([
        of("idempotency_keys", "key"),
        of("device_grants", "user_code"),
        of("authorizations", "id"),
        of("sessions", "id"),
      ]);
      return all.map(({ results }) => results.map(({ id }) => id.split(" ")[0]).sort());
    };
    await runCron(hour + MINUTE_MS);
    expect(await left()).toEqual(Array(4).fill(["old", "young"]));
    await runCron(hour);
    expect(await left()).toEqual(Array(4).fill(["young"]));
    expect(await outcome(ada.fetch("/api/v1/orgs"))).toBe("200");
  });
});
