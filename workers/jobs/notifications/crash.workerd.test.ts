import type { Notification, Page, WorkspaceEvent } from "@cairn/sdk/schema";
import { beforeAll, describe, test } from "vitest";
import { type FaultTime, faultyDb } from "../../test/support/faulty-db.ts";
import { faultyObjects } from "../../test/support/faulty-objects.ts";
import { createPerson, env, joinedPerson, migrateControl, type Person } from "../../test/support/fixtures.ts";
import { consume, silentQueue } from "../../test/support/webhooks.ts";
import { createPlace, startRun } from "../../test/support/workspaces.ts";
import type { JobMessage } from "../messages.ts";

beforeAll(migrateControl);

const TIMES: FaultTime[] = ["before", "after"];
const OBJECTS = { WORKSPACE: env.WORKSPACE, WEBHOOK: env.WEBHOOK, USAGE: env.USAGE };
const mailing = { CAIRN_MAIL: "json", CAIRN_MAIL_URL: "http://localhost:1/mail", CAIRN_MAIL_KEY: "secret" };
const QUIET = { env: { EVENTS: silentQueue } };

/** A failed run with a comment that mentions somebody, and an invitation: what has to be told to three people, and by mail. */
async function story() {
  const place = await createPlace();
  const { owner, org, base, workspaceId } = place;
  const ada = await joinedPerson(owner, org.id, "member", "Ada");
  const bob = await joinedPerson(owner, org.id, "member", "Bob");
  const guest = await createPerson("Guest");
  const bodies: JobMessage[] = [
    { v: 1, type: "workspace.events", workspaceId, first: 1, last: 1 },
    { v: 1, type: "organization.events", orgId: org.id },
  ];
  await consume(bodies);
  const run = await startRun(place);
  const json = { subject: run.id, body: `@[Bob](${bob.id}), look` };
  await ada.json(`${base}/comments`, { json, ...QUIET }, 201);
  await bob.json(`${base}/runs/${run.id}/finish`, { json: { status: "failed" }, ...QUIET });
  await owner.json(`/api/v1/orgs/${org.id}/members/${bob.id}`, { method: "PATCH", json: { role: "viewer" }, ...QUIET });
  await owner.json(`/api/v1/orgs/${org.id}/invitations`, { json: { email: guest.email, role: "member" }, ...QUIET }, 201);
  const { items } = await owner.json<Page<WorkspaceEvent>>(`${base}/events?order=newest&limit=1`);
  const owed: JobMessage[] = [{ v: 1, type: "workspace.events", workspaceId, first: 1, last: items[0]?.sequence ?? 0 }, ...bodies.slice(1)];
  return { org, run: run.id, people: { owner, ada, bob, guest }, handOn: (replaced = {}) => consume(owed, { ...mailing, ...replaced }) };
}

const told = async (person: Person) =>
  (await person.json<Page<Notification>>("/api/v1/me/notifications")).items.map(({ kind }) => kind).sort();

/** What each person has in the inbox, by kind, and what waits to be mailed to them. */
async function everything({ org, run, people }: Awaited<ReturnType<typeof story>>) {
  const inboxes = Object.fromEntries(
    await Promise.all(Object.entries(people).map(async ([name, one]) => [name, await told(one)] as const)),
  );
  const names = new Map(Object.entries(people).map(([name, { email }]) => [email, name]));
  const { results } = await env.CONTROL.prepare("SELECT recipient FROM outgoing WHERE recipient IN (SELECT value FROM json_each(?))")
    .bind(JSON.stringify([...names.keys()]))
    .all<{ recipient: string }>();
  const watching = await env.CONTROL.prepare("SELECT user_id, state FROM watches WHERE org_id = ? AND subject_id = ?")
    .bind(org.id, run)
    .all();
  return { inboxes, mails: results.map(({ recipient }) => names.get(recipient)).sort(), watching: watching.results };
}

const expected = (ada: Person) => ({
  inboxes: {
    owner: ["comment", "membership", "membership", "run_failed"],
    ada: ["run_failed"],
    bob: ["membership", "mention"],
    guest: ["invitation"],
  },
  // Who is told of a run, a mention or a changed role by mail; and the invitation.
  mails: ["ada", "bob", "bob", "guest", "owner"],
  watching: [{ user_id: ada.id, state: "watching" }],
});

describe.each(TIMES)("a call that fails %s it was carried out", (time) => {
  test("of the database: each person has each notification once, whichever call it was", async ({ expect }) => {
    let failAt = 1;
    for (; ; failAt++) {
      const one = await story();
      const { d1, calls } = faultyDb(env.CONTROL, failAt, time);
      const first = await one.handOn({ CONTROL: d1 });
      if (calls() < failAt) break;
      // What was not handed on is not taken as if it were: the queue says it again.
      if (first.explicitAcks.length < 2) expect(first.retryMessages.length, `call ${failAt}`).toBeGreaterThan(0);
      await one.handOn();
      expect(await everything(one), `call ${failAt}`).toEqual(expected(one.people.ada));
      await one.handOn();
      expect(await everything(one), `once more after call ${failAt}`).toEqual(expected(one.people.ada));
    }
    expect(failAt).toBeGreaterThan(10);
  });

  test("of an object: the same", async ({ expect }) => {
    let failAt = 1;
    for (; ; failAt++) {
      const one = await story();
      const { bindings, calls } = faultyObjects(OBJECTS, failAt, time);
      await one.handOn(bindings);
      if (calls() < failAt) break;
      await one.handOn();
      expect(await everything(one), `call ${failAt}`).toEqual(expected(one.people.ada));
    }
    expect(failAt).toBeGreaterThan(3);
  });

  test("of the queue of mail: the rows wait, and are said again by cron", async ({ expect }) => {
    const one = await story();
    const sent: JobMessage[] = [];
    const send = async (body: JobMessage) => {
      if (time === "after") sent.push(body);
      throw new Error("the queue is away");
    };
    const { explicitAcks } = await one.handOn({ JOBS: { send } });
    expect(explicitAcks).toHaveLength(2);
    expect(await everything(one)).toEqual(expected(one.people.ada));
  });
});
