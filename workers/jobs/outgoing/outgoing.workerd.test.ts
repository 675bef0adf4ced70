import {
  createExecutionContext,
  createMessageBatch,
  createScheduledController,
  getQueueResult,
  waitOnExecutionContext,
} from "cloudflare:test";
import type { NotificationSettings, Page, WorkspaceEvent } from "@cairn/sdk/schema";
import { afterEach, beforeAll, test, vi } from "vitest";
import worker from "../../index.ts";
import { HOUR_MS, MINUTE_MS } from "../../shared/clock.ts";
import { createPerson, env, joinedPerson, migrateControl, outcome, type Person } from "../../test/support/fixtures.ts";
import { fakeReceivers } from "../../test/support/webhooks.ts";
import { createPlace, type Place, startRun } from "../../test/support/workspaces.ts";
import type { JobMessage } from "../messages.ts";
import { WAITS_MS } from "./send.ts";

const MAIL_URL = "http://localhost:1/mail";
const SLACK_URL = "http://localhost:1/slack";

beforeAll(migrateControl);
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A queue that only remembers. */
function stage() {
  const queued: JobMessage[] = [];
  const send = async (body: JobMessage) => {
    queued.push(body);
  };
  const replaced = { ...env, CAIRN_MAIL: "json", CAIRN_MAIL_URL: MAIL_URL, CAIRN_MAIL_KEY: "secret", JOBS: { send } };
  async function deliver(bodies: readonly JobMessage[]): Promise<void> {
    const messages = bodies.map((body, at) => ({ id: `message-${at}`, timestamp: new Date(), attempts: 1, body }));
    const batch = createMessageBatch<JobMessage>("cairn-jobs", messages);
    const ctx = createExecutionContext();
    await worker.queue(batch, replaced as unknown as Env, ctx);
    const result = await getQueueResult(batch, ctx);
    if (result.explicitAcks.length !== messages.length) throw new Error("not all was taken");
  }
  return {
    queued,
    deliver,
    /** Lets the consumer hand on all events of a place. */
    async handOn({ owner, org, base, workspaceId }: Place): Promise<void> {
      const { items } = await owner.json<Page<WorkspaceEvent>>(`${base}/events?order=newest&limit=1`);
      await deliver([
        { v: 1, type: "workspace.events", workspaceId, first: 1, last: items[0]?.sequence ?? 0 },
        { v: 1, type: "organization.events", orgId: org.id },
      ]);
    },
    async cron(): Promise<void> {
      const ctx = createExecutionContext();
      const scheduledTime = new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + MINUTE_MS);
      await worker.scheduled(createScheduledController({ scheduledTime, cron: "* * * * *" }), replaced as unknown as Env, ctx);
      await waitOnExecutionContext(ctx);
    },
    /** Sends what was queued for a person, and forgets it. */
    async flush(of: string): Promise<void> {
      const ids = queued.splice(0).flatMap((body) => (body.type === "outgoing.send" ? body.ids : []));
      await deliver([{ v: 1, type: "outgoing.send", ids: ids.filter((id) => id.includes(of)) }]);
    },
  };
}

const stateOf = (like: string) =>
  env.CONTROL.prepare("SELECT state, attempts, error FROM outgoing WHERE id LIKE ?")
    .bind(`%${like}%`)
    .all()
    .then(({ results }) => results);
const mention = ({ owner, base }: Place, run: string, person: Person, text = "Look") =>
  owner.json(`${base}/comments`, { json: { subject: run, body: `${text} @[x](${person.id})` } }, 201);
const settle = (person: Person, json: object) =>
  person.json<NotificationSettings>("/api/v1/me/notification-settings", { method: "PATCH", json });

test("a mention is mailed once, however often event and message come, and after a crash before the end of sending once more", async ({
  expect,
}) => {
  const place = await createPlace();
  const ada = await joinedPerson(place.owner, place.org.id, "member", "Ada");
  const run = await startRun(place);
  const { sent, answer } = fakeReceivers();
  answer(MAIL_URL, () => new Response("ok"));
  const { handOn, flush, deliver } = stage();
  await mention(place, run.id, ada);
  await handOn(place);
  await handOn(place);
  await flush(ada.id);
  const mails = () => sent.filter(({ body }) => body.includes(ada.email)).map(({ body }) => JSON.parse(body));
  expect(mails()).toEqual([
    {
      from: "Cairn <cairn@localhost>",
      to: ada.email,
      subject: `Owner mentioned you in a comment on ${run.name}`,
      text: expect.stringContaining(`http://localhost:8787/${place.org.id}/${place.workspaceId}/runs/${run.id}?tab=comments`),
      html: expect.stringContaining("Open in Cairn"),
      headers: expect.objectContaining({
        "List-Unsubscribe": expect.stringMatching(/^<http:\/\/localhost:8787\/api\/mail\/unsubscribe\?token=v1[\w.-]+>$/),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      }),
    },
  ]);
  expect(await stateOf(ada.id)).toEqual([{ state: "sent", attempts: 1, error: null }]);
  // As if the sender had died after the provider took it and before it said so.
  const id = sent.find(({ body }) => body.includes(ada.email))?.headers["idempotency-key"] ?? "";
  await env.CONTROL.prepare("UPDATE outgoing SET state = 'waiting' WHERE id = ?").bind(id).run();
  await deliver([{ v: 1, type: "outgoing.send", ids: [id] }]);
  expect(mails()).toHaveLength(1);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3 * MINUTE_MS });
  await deliver([{ v: 1, type: "outgoing.send", ids: [id, id] }]);
  expect(mails()).toHaveLength(2);
});

test("a provider that fails is asked again from the row, with longer waits, until the message is given up", async ({ expect }) => {
  const place = await createPlace();
  const ada = await joinedPerson(place.owner, place.org.id, "member", "Ada");
  const run = await startRun(place);
  const { sent, answer } = fakeReceivers();
  answer(MAIL_URL, () => new Response("no", { status: 503 }));
  const { handOn, cron, flush } = stage();
  await mention(place, run.id, ada);
  await handOn(place);
  vi.useFakeTimers({ toFake: ["Date"] });
  for (const wait of [0, ...WAITS_MS]) {
    vi.setSystemTime(Date.now() + wait);
    await cron();
    await flush(ada.id);
  }
  const mine = sent.filter(({ body }) => body.includes(ada.email));
  expect(mine).toHaveLength(WAITS_MS.length + 1);
  expect(new Set(mine.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
  expect(await stateOf(ada.id)).toMatchObject([{ state: "failed", error: "The mail provider answered 503: no" }]);
});

test("an invitation goes to the address that was invited, whoever has it", async ({ expect }) => {
  const place = await createPlace();
  const { sent, answer } = fakeReceivers();
  answer(MAIL_URL, () => new Response("ok"));
  const { handOn, flush } = stage();
  const guest = await createPerson("Guest");
  for (const email of [guest.email, `nobody-${crypto.randomUUID()}@example.org`]) {
    await place.owner.json(`/api/v1/orgs/${place.org.id}/invitations`, { json: { email } }, 201);
    await handOn(place);
    await flush("invited");
    const mine = sent.filter(({ body }) => body.includes(email)).map(({ body }) => JSON.parse(body));
    expect(mine).toMatchObject([{ to: email, subject: `Owner invited you to ${place.org.name}` }]);
    expect(mine[0].text).toContain("http://localhost:8787/");
    expect(mine[0].headers).not.toHaveProperty("List-Unsubscribe");
  }
});

test("a digest gathers what came since the last one, and each of it once", async ({ expect }) => {
  const place = await createPlace();
  const ada = await joinedPerson(place.owner, place.org.id, "member", "Ada");
  await settle(ada, { digest: { every: "hourly", hour: 0, time_zone: "UTC" } });
  const run = await startRun(place);
  const { sent, answer } = fakeReceivers();
  answer(MAIL_URL, () => new Response("ok"));
  const { handOn, cron, flush } = stage();
  for (const text of ["one", "two"]) await mention(place, run.id, ada, text);
  await handOn(place);
  await cron();
  await flush(ada.id);
  const mine = () => sent.filter(({ body }) => body.includes(ada.email)).map(({ body }) => JSON.parse(body));
  expect(mine()).toEqual([]);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + HOUR_MS });
  for (let i = 0; i < 2; i++) {
    await cron();
    await flush(ada.id);
  }
  expect(mine()).toMatchObject([{ subject: "2 notifications", text: expect.stringMatching(/What happened.*mentioned.*mentioned/s) }]);
});

test("each kind goes the ways that the person chose, Slack only to a public address that is never shown", async ({ expect }) => {
  const place = await createPlace();
  const ada = await joinedPerson(place.owner, place.org.id, "member", "Ada");
  const refused = (slack_url: string) => outcome(ada.fetch("/api/v1/me/notification-settings", { method: "PATCH", json: { slack_url } }));
  for (const url of [
    "http://hooks.example.org/x",
    "https://169.254.169.254/x",
    "https://[fd00::1]/x",
    "https://db.internal/x",
    "ftp://a.b",
  ])
    expect(await refused(url), url).toBe("400 invalid_request");
  const shown = await settle(ada, { slack_url: SLACK_URL, channels: { mention: { email: false, in_app: false } } });
  expect(shown).toMatchObject({
    slack_connected: true,
    channels: { mention: { email: false, in_app: false, slack: true }, comment: { in_app: true } },
  });
  expect(JSON.stringify(shown)).not.toContain(SLACK_URL);
  const run = await startRun(place);
  const { sent, answer, to } = fakeReceivers();
  answer(SLACK_URL, () => new Response("ok"));
  const { handOn, flush } = stage();
  await mention(place, run.id, ada);
  await handOn(place);
  await flush(ada.id);
  expect(to(SLACK_URL).map(({ body }) => JSON.parse(body).text)).toEqual([
    expect.stringContaining(`*Owner mentioned you in a comment on ${run.name}*`),
  ]);
  expect(sent.filter(({ body }) => body.includes(ada.email))).toEqual([]);
  expect(await ada.json("/api/v1/me/notifications")).toMatchObject({ items: [] });
  expect(await ada.json("/api/v1/me/notifications?show=archived")).toMatchObject({ items: [{ kind: "mention" }] });
  expect(await settle(ada, { slack_url: null })).toMatchObject({ slack_connected: false });
  expect(
    await outcome(
      ada.fetch("/api/v1/me/notification-settings", {
        method: "PATCH",
        json: { digest: { every: "daily", hour: 8, time_zone: "Nowhere" } },
      }),
    ),
  ).toBe("400 invalid_request");
});
