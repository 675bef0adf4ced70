import {
  createExecutionContext,
  createMessageBatch,
  createScheduledController,
  getQueueResult,
  waitOnExecutionContext,
} from "cloudflare:test";
import type { Comment, CreatedApiKey, LiveMessage, Notification, Page, UnreadCount, WorkspaceEvent } from "@cairn/sdk/schema";
import { beforeAll, describe, test } from "vitest";
import worker from "../../index.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../shared/clock.ts";
import {
  bearer,
  createPerson,
  createService,
  env,
  joinedPerson,
  migrateControl,
  outcome,
  type Person,
} from "../../test/support/fixtures.ts";
import { createPlace, type Place, startRun } from "../../test/support/workspaces.ts";
import type { JobMessage } from "../messages.ts";
import { LONG_RUN_MS } from "./of-runs.ts";

beforeAll(migrateControl);

/** Lets the consumer hand on all events of a place, as often as wanted. */
async function handOn({ owner, org, base, workspaceId }: Place, times = 1): Promise<void> {
  const { items } = await owner.json<Page<WorkspaceEvent>>(`${base}/events?order=newest&limit=1`);
  const bodies: JobMessage[] = [
    { v: 1, type: "workspace.events", workspaceId, first: 1, last: items[0]?.sequence ?? 0 },
    { v: 1, type: "organization.events", orgId: org.id },
  ];
  for (let i = 0; i < times; i++) {
    const messages = bodies.map((body, at) => ({ id: `message-${at}`, timestamp: new Date(), attempts: 1, body }));
    const batch = createMessageBatch<JobMessage>("cairn-events", messages);
    const ctx = createExecutionContext();
    await worker.queue(batch, env, ctx);
    const result = await getQueueResult(batch, ctx);
    if (result.explicitAcks.length !== messages.length) throw new Error("the events were not handed on");
  }
}

const inboxOf = async (person: Person, query = "") => (await person.json<Page<Notification>>(`/api/v1/me/notifications${query}`)).items;
const kindsOf = async (person: Person) => (await inboxOf(person)).map(({ kind }) => kind);
const unreadOf = async (person: Person) => (await person.json<UnreadCount>("/api/v1/me/notifications/count")).unread;

const say = ({ base }: Place, person: Person, subject: string, body: string) =>
  person.json<Comment>(`${base}/comments`, { json: { subject, body } }, 201);
const mention = (person: Person) => `@[${person.name}](${person.id})`;

describe("comments", () => {
  test("tell whom they mention, who started the run and who spoke before, each once however often the event comes", async ({ expect }) => {
    const place = await createPlace();
    const { owner, org } = place;
    const [ada, bob, stranger] = [
      await joinedPerson(owner, org.id, "member", "Ada"),
      await joinedPerson(owner, org.id, "viewer", "Bob"),
      await createPerson("Stranger"),
    ];
    const run = await startRun(place);
    await say(place, ada, run.id, `Look, ${mention(bob)} and ${mention(stranger)}`);
    await handOn(place, 3);
    expect(await kindsOf(bob)).toEqual(["mention"]);
    expect(await kindsOf(owner)).toEqual(["comment", "membership", "membership"]);
    expect((await inboxOf(owner))[0]).toMatchObject({
      title: `Ada commented on ${run.name}`,
      path: `/${org.id}/${place.workspaceId}/runs/${run.id}?tab=comments`,
      actor: { id: ada.id },
      subject: { type: "run", id: run.id },
      organization: { id: org.id, name: org.name },
      workspace: { id: place.workspaceId },
      read_at: null,
    });
    expect([await kindsOf(ada), await kindsOf(stranger)]).toEqual([[], []]);
    await say(place, owner, run.id, "I do.");
    await handOn(place);
    expect(await kindsOf(ada)).toEqual(["comment"]);
    expect(await kindsOf(bob)).toEqual(["mention"]);
  });

  test("on an experiment tell whom they mention, who spoke before and who watches it, and make nobody a watcher", async ({ expect }) => {
    const place = await createPlace();
    const { owner, org, base } = place;
    const [ada, bob, fan, quiet] = [
      await joinedPerson(owner, org.id, "member", "Ada"),
      await joinedPerson(owner, org.id, "member", "Bob"),
      await joinedPerson(owner, org.id, "viewer"),
      await joinedPerson(owner, org.id, "member"),
    ];
    const run = await startRun(place);
    const { id, name } = run.experiment;
    await fan.json(`${base}/watches/${id}`, { method: "PUT", json: { state: "watching" } });
    await say(place, quiet, id, "I leave it at that.");
    await quiet.json(`${base}/watches/${id}`, { method: "PUT", json: { state: "muted" } });
    await say(place, ada, id, `Look, ${mention(bob)}`);
    await handOn(place, 2);
    expect(await kindsOf(bob)).toEqual(["mention"]);
    expect((await inboxOf(bob))[0]).toMatchObject({
      title: `Ada mentioned you in a comment on ${name}`,
      path: `/${org.id}/${place.workspaceId}/experiments/${id}?tab=comments`,
      subject: { type: "experiment", id },
    });
    await say(place, bob, id, "I do.");
    await handOn(place);
    expect([await kindsOf(ada), await kindsOf(quiet)]).toEqual([["comment"], []]);
    expect(await kindsOf(fan)).toEqual(["comment", "comment", "comment"]);
    expect(await ada.json(`${base}/watches/${id}`)).toEqual({ subject_id: id, state: "default" });
    expect((await inboxOf(owner)).filter(({ kind }) => kind === "comment")).toEqual([]);
  });

  test("reach an open page of the workspace as the number of what is unread", async ({ expect }) => {
    const place = await createPlace();
    const ada = await joinedPerson(place.owner, place.org.id, "member", "Ada");
    const run = await startRun(place);
    const socket = (await ada.fetch(`${place.base}/live`, { headers: { upgrade: "websocket" } })).webSocket;
    const told = new Promise<LiveMessage>((resolve) =>
      socket?.addEventListener("message", ({ data }) => {
        const message = JSON.parse(String(data)) as LiveMessage;
        if (message.kind === "inbox") resolve(message);
      }),
    );
    socket?.accept();
    await say(place, place.owner, run.id, mention(ada));
    await handOn(place);
    expect(await told).toEqual({ kind: "inbox", unread: 1 });
    socket?.close();
  });
});

describe("ends of runs", () => {
  async function endedRun(place: Place, client: Pick<Person, "json">, { after = 0, status = "finished" }) {
    const run = await client.json<{ id: string }>(`${place.base}/runs`, {
      json: { experiment: "birds", started_at: new Date(Date.now() - after).toISOString() },
    });
    await client.json(`${place.base}/runs/${run.id}/finish`, { json: { status } });
    return run.id;
  }

  test("tell who started a run by a program of a failure, and of a good end when it took long", async ({ expect }) => {
    const place = await createPlace();
    const { owner, org } = place;
    const { secret } = await owner.json<CreatedApiKey>(`/api/v1/orgs/${org.id}/keys`, { json: { name: "own" } }, 201);
    const program = bearer(secret);
    await endedRun(place, program, { after: LONG_RUN_MS - MINUTE_MS });
    await endedRun(place, program, { after: LONG_RUN_MS, status: "cancelled" });
    const failed = await endedRun(place, program, { status: "failed" });
    const long = await endedRun(place, program, { after: LONG_RUN_MS + 55 * MINUTE_MS });
    await endedRun(place, owner, { status: "failed" });
    await handOn(place);
    expect((await inboxOf(owner)).map(({ kind, subject }) => [kind, subject.id])).toEqual([
      ["run_finished", long],
      ["run_failed", failed],
    ]);
    expect((await inboxOf(owner))[0]?.title).toMatch(/ finished after 1h 5m$/);
  });

  test("tell who watches the run or its experiment, and not who muted a narrower or a wider thing", async ({ expect }) => {
    const place = await createPlace();
    const { owner, org, base } = place;
    const [watcher, fan, quiet, other] = [
      await joinedPerson(owner, org.id, "viewer"),
      await joinedPerson(owner, org.id, "viewer"),
      await joinedPerson(owner, org.id, "viewer"),
      await joinedPerson(owner, org.id, "viewer"),
    ];
    const run = await startRun(place);
    const watch = (person: Person, subject: string, state: string) =>
      person.json(`${base}/watches/${subject}`, { method: "PUT", json: { state } });
    await watch(watcher, run.id, "watching");
    await watch(fan, run.experiment.id, "watching");
    await watch(quiet, run.experiment.id, "watching");
    await watch(quiet, run.id, "muted");
    await watch(owner, place.workspaceId, "muted");
    expect(await watcher.json(`${base}/watches/${run.id}`)).toEqual({ subject_id: run.id, state: "watching" });
    const whole = { method: "PUT", json: { state: "watching" } };
    expect(await outcome(watcher.fetch(`${base}/watches/${place.workspaceId}`, whole))).toBe("400 invalid_request");
    await say(place, owner, run.id, mention(quiet));
    await owner.json(`${base}/runs/${run.id}/finish`, { json: { status: "finished" } });
    await handOn(place);
    const ofRun = async (person: Person) => (await inboxOf(person)).filter(({ subject }) => subject.id === run.id).map(({ kind }) => kind);
    expect(await ofRun(watcher)).toEqual(["run_finished", "comment"]);
    expect(await ofRun(fan)).toEqual(["run_finished", "comment"]);
    expect(await ofRun(quiet)).toEqual(["mention"]);
    expect(await ofRun(other)).toEqual([]);
    await watcher.json(`${base}/watches/${run.id}`, { method: "DELETE" }, 204);
    expect(await watcher.json(`${base}/watches/${run.id}`)).toMatchObject({ state: "default" });
  });
});

describe("what happens to oneself", () => {
  test("an invitation, a new role and a removal are told, also to who is no member", async ({ expect }) => {
    const place = await createPlace();
    const { owner, org } = place;
    const guest = await createPerson("Guest");
    const { id } = await owner.json<{ id: string }>(`/api/v1/orgs/${org.id}/invitations`, { json: { email: guest.email } }, 201);
    await handOn(place);
    expect(await inboxOf(guest)).toMatchObject([{ kind: "invitation", title: `Owner invited you to ${org.name}`, path: null }]);
    await guest.json(`/api/v1/me/invitations/${id}/accept`, { method: "POST" });
    await owner.json(`/api/v1/orgs/${org.id}/members/${guest.id}`, { method: "PATCH", json: { role: "admin" } });
    await owner.json(`/api/v1/orgs/${org.id}/members/${guest.id}`, { method: "DELETE" }, 204);
    await handOn(place, 2);
    expect((await inboxOf(guest)).map(({ title }) => title)).toEqual([`Owner removed you from ${org.name}`]);
    expect((await inboxOf(guest, "?show=archived")).map(({ kind }) => kind)).toEqual(["invitation"]);
    expect((await inboxOf(owner)).map(({ title }) => title)).toEqual([`Guest accepted your invitation to ${org.name}`]);
  });

  test("a key that is about to end is told once to its owner, or to who made it for a service account", async ({ expect }) => {
    const place = await createPlace();
    const { owner, org } = place;
    const ada = await joinedPerson(owner, org.id, "member", "Ada");
    const keys = `/api/v1/orgs/${org.id}/keys`;
    const newKey = (name: string) => ada.json<CreatedApiKey>(keys, { json: { name, expires_in_days: 30 } }, 201);
    const [month, early, short] = [await newKey("month"), await newKey("early"), await newKey("short")];
    const service = await createService(owner, org.id, { key: { name: "service", expires_in_days: 30 } });
    /** Makes a key one of so long a life, with so much of it left. */
    const age = (id: string, lifeMs: number, leftMs: number) =>
      env.CONTROL.prepare("UPDATE api_keys SET created_at = ?, expires_at = ? WHERE id = ?")
        .bind(Date.now() + leftMs - lifeMs, Date.now() + leftMs, id)
        .run();
    await age(month.id, 30 * DAY_MS, 7 * DAY_MS - HOUR_MS);
    await age(early.id, 30 * DAY_MS, 7 * DAY_MS + HOUR_MS);
    await age(short.id, DAY_MS, 7 * HOUR_MS);
    await age(service.key.id, 30 * DAY_MS, DAY_MS);
    for (let i = 0; i < 2; i++) {
      const ctx = createExecutionContext();
      const scheduledTime = new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS);
      await worker.scheduled(createScheduledController({ scheduledTime, cron: "* * * * *" }), env, ctx);
      await waitOnExecutionContext(ctx);
      await handOn(place);
    }
    const told = async (person: Person) => (await inboxOf(person, "?kind=key_expiring")).map(({ title }) => title);
    expect(await told(ada)).toEqual([expect.stringMatching(/^The API key month of .* ends on \d{4}-\d\d-\d\d$/)]);
    expect(await told(owner)).toEqual([expect.stringContaining("service")]);
  });
});

describe("the inbox", () => {
  test("is counted, filtered, marked and archived by its owner alone", async ({ expect }) => {
    const place = await createPlace();
    const ada = await joinedPerson(place.owner, place.org.id, "member", "Ada");
    const run = await startRun(place);
    for (const text of ["one", "two", "three"]) await say(place, place.owner, run.id, `${text} ${mention(ada)}`);
    await handOn(place);
    const [third, second, first] = await inboxOf(ada);
    expect(await unreadOf(ada)).toBe(3);
    const page = await ada.json<Page<Notification>>("/api/v1/me/notifications?limit=2");
    const rest = await ada.json<Page<Notification>>(`/api/v1/me/notifications?limit=2&cursor=${page.next_cursor}`);
    expect([...page.items, ...rest.items]).toEqual([third, second, first]);

    const path = `/api/v1/me/notifications/${first?.id}`;
    const mark = (json: object) => ada.json<Notification>(path, { method: "PATCH", json });
    const read = await mark({ read: true });
    expect(read.read_at).not.toBeNull();
    expect(await mark({ read: true })).toEqual(read);
    expect((await inboxOf(ada, "?show=unread")).map(({ id }) => id)).toEqual([third?.id, second?.id]);
    expect(await mark({ read: false, archived: true })).toMatchObject({ read_at: null, archived_at: expect.any(String) });
    expect(await unreadOf(ada)).toBe(2);
    expect((await inboxOf(ada, "?show=archived")).map(({ id }) => id)).toEqual([first?.id]);
    expect(await inboxOf(ada, "?kind=run_failed")).toEqual([]);
    expect(await outcome(place.owner.fetch(path, { method: "PATCH", json: { read: true } }))).toBe("404 not_found");

    const markAll = (json: object) => ada.json<UnreadCount>("/api/v1/me/notifications/mark", { json });
    expect(await markAll({ read: true, until: second?.id })).toEqual({ unread: 1 });
    expect(await markAll({ read: true, archived: true })).toEqual({ unread: 0 });
    expect(await inboxOf(ada)).toEqual([]);
  });

  test("shows nothing of an organization any more to who has left it, and is no place for keys", async ({ expect }) => {
    const place = await createPlace();
    const { owner, org } = place;
    const ada = await joinedPerson(owner, org.id, "member", "Ada");
    const run = await startRun(place);
    await say(place, owner, run.id, mention(ada));
    await handOn(place);
    const { secret } = await ada.json<CreatedApiKey>(`/api/v1/orgs/${org.id}/keys`, { json: { name: "own" } }, 201);
    expect(await outcome(bearer(secret).fetch("/api/v1/me/notifications"))).toBe("403 insufficient_scope");
    expect(await unreadOf(ada)).toBe(1);
    await ada.json(`/api/v1/orgs/${org.id}/leave`, { method: "POST" });
    expect([await unreadOf(ada), await inboxOf(ada)]).toEqual([0, []]);
  });
});
