import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import type { AuditEntry, Notification, OrganizationUsage, Page, Problem } from "@cairn/sdk/schema";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { env, joinedPerson, migrateControl, outcome, type Person, send } from "../test/support/fixtures.ts";
import { consume } from "../test/support/webhooks.ts";
import { createPlace, type Place, startRun } from "../test/support/workspaces.ts";
import { ASK_SOON_MS } from "./limits.ts";

beforeAll(migrateControl);
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const TOKEN = "operator-token-of-the-tests-0123456789";

/** A place whose organization has a plan with these limits. */
async function limitedPlace(limits: Record<string, number>) {
  const place = await createPlace();
  const vars = { CAIRN_OPERATOR_TOKEN: TOKEN, CAIRN_PLANS: JSON.stringify({ default: {}, small: limits }) };
  const put = (plan: string, organization = place.org.slug) =>
    send(`/api/operations/organizations/${organization}/plan`, {
      method: "PUT",
      json: { plan },
      headers: { authorization: `Bearer ${TOKEN}` },
      env: vars,
    });
  expect((await put("small")).status).toBe(200);
  const fetch: Place["owner"]["fetch"] = (path, sent = {}) => place.owner.fetch(path, { ...sent, env: { ...vars, ...sent.env } });
  const usage = async () => (await (await fetch(`/api/v1/orgs/${place.org.slug}/usage`)).json()) as OrganizationUsage;
  return { ...place, fetch, put, usage, create: (json = {}) => fetch(`${place.base}/runs`, { json: { experiment: "penguins", ...json } }) };
}
type LimitedPlace = Awaited<ReturnType<typeof limitedPlace>>;

const objectOf = ({ org }: Place) => env.USAGE.get(env.USAGE.idFromName(org.id));

/** Rings the alarm of the organization's usage when it is due. */
async function ring(place: LimitedPlace): Promise<boolean> {
  vi.setSystemTime(Date.now() + ASK_SOON_MS);
  return runDurableObjectAlarm(objectOf(place));
}

const told = async ({ owner, org }: LimitedPlace, action: string) =>
  (await owner.json<Page<AuditEntry>>(`/api/v1/orgs/${org.slug}/audit?action=${action}`)).items.map(({ data }) => data);

const log = (place: LimitedPlace, run: string, sequence: number, count: number) =>
  place.fetch(`${place.base}/runs/${run}/log`, {
    json: {
      writer: "writer_1",
      sequence,
      metrics: [
        {
          key: "loss",
          steps: Array.from({ length: count }, (_, i) => sequence * 1_000 + i),
          times: Array(count).fill(1),
          values: Array(count).fill(1),
        },
      ],
    },
  });

describe("a limit of the plan", () => {
  test("refuses the run after the last one and names itself; what is there is read, changed, ended and deleted", async () => {
    const place = await limitedPlace({ runs_per_month: 3 });
    const runs: string[] = [];
    for (let i = 0; i < 3; i++) runs.push(((await (await place.create()).json()) as { id: string }).id);
    const refused = await place.create();
    expect(refused.status).toBe(409);
    const problem = (await refused.json()) as Problem;
    expect(problem).toMatchObject({ code: "limit_reached", limit: { name: "runs_per_month", value: 3, used: 3 } });
    expect(problem.detail).toContain("small");
    await ring(place);
    expect(await outcome(place.create())).toBe("409 limit_reached");
    expect(await outcome(place.fetch(`${place.base}/runs/${runs[0]}`))).toBe("200");
    expect(await outcome(place.fetch(`${place.base}/runs/search`, { json: {} }))).toBe("200");
    expect(await outcome(log(place, runs[0] ?? "", 1, 5))).toBe("200");
    expect(await outcome(place.fetch(`${place.base}/runs/${runs[0]}/finish`, { json: {} }))).toBe("200");
    expect(await outcome(place.fetch(`${place.base}/runs/${runs[0]}`, { method: "DELETE" }))).toBe("204");
    const { plan, limits, totals } = await place.usage();
    expect(plan).toBe("small");
    expect(totals.runs).toBe(3);
    expect(limits).toEqual([{ name: "runs_per_month", value: 3, used: 3, resets_at: expect.stringMatching(/-01T00:00:00\.000Z$/) }]);
  });

  test("is none any more with another plan, and in the next month", async () => {
    const place = await limitedPlace({ runs_per_month: 1 });
    await place.create();
    expect(await outcome(place.create())).toBe("409 limit_reached");
    expect((await place.put("default")).status).toBe(200);
    expect(await outcome(place.create())).toBe("201");
    expect((await place.put("small")).status).toBe(200);
    expect(await outcome(place.create())).toBe("409 limit_reached");
    await ring(place);
    const now = new Date();
    vi.setSystemTime(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1, 12));
    await runInDurableObject(objectOf(place), (object) => {
      const heeds = ["runs_per_month"] as const;
      const input = {
        quota: { limit: 9, windowMs: 1_000 },
        workspaceId: null,
        plan: { name: "small", limits: { runs_per_month: 1 } },
        heeds,
      };
      expect(object.admit(input).reached).toBeNull();
      expect(object.admit(input).reached).toEqual({ name: "runs_per_month", value: 1, used: 1 });
    });
  });

  test("on points holds for the batch after the one that reached it, once the workspace was asked", async () => {
    const place = await limitedPlace({ points_per_month: 100 });
    const run = (await (await place.create()).json()) as { id: string };
    expect(await outcome(log(place, run.id, 1, 100))).toBe("200");
    expect(await ring(place)).toBe(true);
    const refused = await log(place, run.id, 2, 1);
    expect(await refused.json()).toMatchObject({ code: "limit_reached", limit: { name: "points_per_month", value: 100, used: 100 } });
    expect(await outcome(place.create())).toBe("201");
    expect((await place.usage()).totals.points).toBe(100);
  });

  test("on bytes refuses what brings more, until there is room", async () => {
    const place = await limitedPlace({ bytes: 1 });
    expect(await outcome(place.create())).toBe("201");
    await ring(place);
    const blob = (sent: Record<string, unknown>) =>
      outcome(place.fetch(`${place.base}/blobs/${"a".repeat(64)}`, { method: "PUT", raw: "hello", ...sent }));
    const headers = { "content-type": "application/octet-stream", "content-length": "5" };
    expect(await blob({ headers })).toBe("409 limit_reached");
    expect(await outcome(place.create())).toBe("409 limit_reached");
    expect(await outcome(place.fetch(`${place.base}/experiments`))).toBe("200");
  });

  test("on requests refuses what adds, and nothing else", async () => {
    const place = await limitedPlace({ requests_per_month: 5 });
    for (let i = 0; i < 5; i++) await place.fetch(place.base);
    const refused = await place.create();
    expect(await refused.json()).toMatchObject({ code: "limit_reached", limit: { name: "requests_per_month", value: 5 } });
    expect(await outcome(place.fetch(place.base))).toBe("200");
    expect(await outcome(place.fetch(place.base, { method: "PATCH", json: { name: "Renamed" } }))).toBe("200");
  });

  test("on members counts open invitations too", async () => {
    const place = await limitedPlace({ members: 2 });
    const invite = (email: string) => place.fetch(`/api/v1/orgs/${place.org.slug}/invitations`, { json: { email } });
    expect(await outcome(invite("one@example.org"))).toBe("201");
    const refused = await invite("two@example.org");
    expect(await refused.json()).toMatchObject({ code: "limit_reached", limit: { name: "members", value: 2, used: 2 } });
    expect((await place.usage()).limits).toEqual([{ name: "members", value: 2, used: 2, resets_at: null }]);
  });
});

describe("parts of a limit", () => {
  test("are told at 80 % and at 100 %, once in a month, whatever is asked in between", async () => {
    const place = await limitedPlace({ runs_per_month: 5 });
    for (let i = 0; i < 3; i++) await place.create();
    await ring(place);
    expect(await told(place, "usage.threshold_reached")).toEqual([]);
    await place.create();
    await ring(place);
    const month = `${new Date().toISOString().slice(0, 7)}-01`;
    const at80 = { limit: "runs_per_month", percent: 80, value: 5, used: 4, month };
    expect(await told(place, "usage.threshold_reached")).toEqual([at80]);
    await place.create();
    await ring(place);
    await place.fetch(place.base);
    await ring(place);
    expect(await told(place, "usage.threshold_reached")).toEqual([{ ...at80, percent: 100, used: 5 }, at80]);
  });

  test("are told to the admins of the organization, and to nobody else", async () => {
    const place = await limitedPlace({ runs_per_month: 5 });
    const { owner, org } = place;
    const [admin, member] = [await joinedPerson(owner, org.id, "admin"), await joinedPerson(owner, org.id, "member")];
    for (let i = 0; i < 4; i++) await place.create();
    await ring(place);
    for (let i = 0; i < 2; i++) await consume([{ v: 1, type: "organization.events", orgId: org.id }]);
    const toldTo = async (person: Person) =>
      (await person.json<Page<Notification>>("/api/v1/me/notifications?kind=usage_limit")).items.map(({ title, path }) => [title, path]);
    const notice = [`${org.name} has used 80 % of what its plan allows of runs per month`, `/${org.id}/settings/usage`];
    expect([await toldTo(owner), await toldTo(admin), await toldTo(member)]).toEqual([[notice], [notice], []]);
  });

  test("are told once, though the answer of the database was lost or it did not answer", async () => {
    const place = await limitedPlace({ runs_per_month: 1 });
    await place.create();
    vi.setSystemTime(Date.now() + ASK_SOON_MS);
    for (const lands of [false, true]) {
      await runInDurableObject(objectOf(place), (object) => {
        const own = object as unknown as { env: Env };
        const real = own.env;
        const failing = {
          prepare: (query: string) => {
            const statement = real.CONTROL.prepare(query);
            const bind = (...values: unknown[]) => {
              const bound = statement.bind(...values);
              const fail = async () => {
                if (lands) await bound.run();
                throw new Error("D1_ERROR: connection lost");
              };
              return { run: fail, all: fail, raw: fail };
            };
            return { ...statement, bind };
          },
        };
        own.env = new Proxy(real, { get: (target, name) => (name === "CONTROL" ? failing : Reflect.get(target, name)) });
        return object.alarm().finally(() => {
          own.env = real;
        });
      });
    }
    await ring(place);
    const percents = (await told(place, "usage.threshold_reached")).map(({ percent }) => Number(percent));
    expect(percents.toSorted((a, b) => a - b)).toEqual([80, 100]);
  });
});

describe("the plan of an organization", () => {
  test("is set by the operator alone, to one that there is, and that is recorded once", async () => {
    const place = await limitedPlace({ runs_per_month: 1 });
    expect(await outcome(place.put("huge"))).toBe("400 invalid_request");
    expect(await outcome(place.put("small", "no-such-organization"))).toBe("404 not_found");
    expect(await outcome(place.put("small", place.org.id))).toBe("200");
    const path = `/api/operations/organizations/${place.org.slug}/plan`;
    expect(await outcome(place.fetch(path, { method: "PUT", json: { plan: "default" } }))).toBe("404 not_found");
    expect(await told(place, "organization.plan_changed")).toEqual([{ from: "default", to: "small" }]);
  });

  test("of a name that was taken away is the default one", async () => {
    const place = await limitedPlace({ runs_per_month: 1 });
    await place.create();
    const vars = { env: { CAIRN_PLANS: JSON.stringify({ default: { runs_per_month: 2 } }) } };
    expect(await outcome(place.owner.fetch(`${place.base}/runs`, { json: { experiment: "a" }, ...vars }))).toBe("201");
    expect(await outcome(place.owner.fetch(`${place.base}/runs`, { json: { experiment: "a" }, ...vars }))).toBe("409 limit_reached");
    expect((await startRun(place)).id).toBeDefined();
  });

  test.each(["[]", "{", '{"default":{"runs_per_month":0}}', '{"default":{"runs":5}}', '{"Not a name":{}}'])(
    "CAIRN_PLANS=%s is refused at the start",
    async (value) => {
      const answer = await send("/api/v1/me", { env: { CAIRN_PLANS: value } }).catch((error: unknown) => error);
      expect(answer instanceof Response ? answer.status : 500).toBe(500);
    },
  );
});
