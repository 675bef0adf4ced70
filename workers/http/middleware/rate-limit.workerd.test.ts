import { beforeAll, describe, expect, test } from "vitest";
import { createOrg, createPerson, createService, env, migrateControl, outcome, send } from "../../test/support/fixtures.ts";
import { post, refusal } from "../../test/support/oauth.ts";
import { networkOf } from "./rate-limit.ts";

beforeAll(migrateControl);

describe("an organization's quota", () => {
  const limited = { env: { CAIRN_RATE_ORGANIZATION: "10" } };

  test("lets exactly ten of a hundred requests at once through and tells the others when to come back", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const path = `/api/v1/orgs/${org.slug}`;
    const answers = await Promise.all(Array.from({ length: 100 }, () => ada.fetch(path, limited)));
    const passed = answers.filter((answer) => answer.status === 200);
    expect(passed).toHaveLength(10);
    expect(passed.map((answer) => Number(/r=(\d+)/.exec(answer.headers.get("ratelimit") ?? "")?.[1])).sort()).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
    ]);
    for (const answer of answers) {
      expect(answer.headers.get("ratelimit-policy")).toBe('"organization";q=10;w=60');
      const [, remaining, wait] = /^"organization";r=(\d+);t=(\d+)$/.exec(answer.headers.get("ratelimit") ?? "") ?? [];
      if (answer.status === 200) continue;
      expect(remaining).toBe("0");
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThanOrEqual(Math.max(1, Number(wait)));
      expect(await answer.json()).toMatchObject({ code: "rate_limited", limit: { name: "organization", value: 10 } });
    }
  });

  test("is no other organization's, and is one for all ways to name it", async () => {
    const ada = await createPerson("Ada");
    const [one, two] = [await createOrg(ada), await createOrg(ada)];
    for (let i = 0; i < 10; i++) await ada.fetch(`/api/v1/orgs/${i % 2 ? one.slug : one.id}`, limited);
    expect(await outcome(ada.fetch(`/api/v1/orgs/${one.slug}`, limited))).toBe("429 rate_limited");
    expect(await outcome(ada.fetch(`/api/v1/orgs/${one.slug}/workspaces/${one.workspace.slug}`, limited))).toBe("429 rate_limited");
    expect(await outcome(ada.fetch(`/api/v1/orgs/${two.slug}`, limited))).toBe("200");
  });

  test("is not spent by those who do not belong to it", async () => {
    const [ada, eve] = [await createPerson("Ada"), await createPerson("Eve")];
    const org = await createOrg(ada);
    for (let i = 0; i < 20; i++) await eve.fetch(`/api/v1/orgs/${org.slug}`, limited);
    const answer = await ada.fetch(`/api/v1/orgs/${org.slug}`, limited);
    expect(answer.headers.get("ratelimit")).toMatch(/^"organization";r=9;/);
  });
});

describe("a key, and what looks through much", () => {
  test("have quotas of their own, which answers tell and errors name", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const [robot, other] = [await createService(ada, org.slug), await createService(ada, org.slug)];
    const limited = { env: { CAIRN_RATE_KEY: "3", CAIRN_RATE_QUERIES: "5" } };
    const path = `/api/v1/orgs/${org.slug}/workspaces/${org.workspace.slug}`;
    const first = await robot.fetch(path, limited);
    expect(first.headers.get("ratelimit-policy")).toBe('"organization";q=12000;w=60, "key";q=3;w=60');
    expect(first.headers.get("ratelimit")).toMatch(/^"organization";r=\d+;t=\d+, "key";r=2;t=\d+$/);
    for (let i = 0; i < 2; i++) expect((await robot.fetch(path, limited)).status).toBe(200);
    const refused = await robot.fetch(path, limited);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ code: "rate_limited", limit: { name: "key", value: 3 } });
    expect((await other.fetch(path, limited)).status).toBe(200);

    const search = () => ada.fetch(`${path}/runs/search`, { json: {}, ...limited });
    for (let i = 0; i < 5; i++) expect((await search()).status).toBe(200);
    expect(await (await search()).json()).toMatchObject({ code: "rate_limited", limit: { name: "queries", value: 5 } });
    const plain = await ada.fetch(path, limited);
    expect([plain.status, plain.headers.get("ratelimit-policy")]).toEqual([200, '"organization";q=12000;w=60']);
  });
});

describe("an address", () => {
  const from = (ip: string) => ({ env: { CAIRN_RATE_SIGN_IN: "3" }, headers: { "cf-connecting-ip": ip } });

  test("starts only so many device sign-ins in a minute", async () => {
    const start = (ip: string) => post("/api/oauth/device_authorization", {}, from(ip));
    const answers = await Promise.all(Array.from({ length: 10 }, () => start("203.0.113.5")));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(3);
    const refused = await start("203.0.113.5");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refusal(refused)).toBe("429 temporarily_unavailable");
    expect((await start("203.0.113.6")).status).toBe(200);
  });

  test("of version 6 is counted with its whole network", async () => {
    const start = (ip: string) => post("/api/oauth/device_authorization", {}, from(ip)).then((answer) => answer.status);
    for (let i = 1; i <= 3; i++) expect(await start(`2001:db8:0:7::${i}`)).toBe(200);
    expect(await start("2001:db8:0:7:ffff::9")).toBe(429);
    expect(await start("2001:db8:0:8::1")).toBe(200);
  });

  test.each([
    ["token", () => post("/api/oauth/token", { grant_type: "refresh_token", refresh_token: "x" }, from("203.0.113.7"))],
    ["revocation", () => post("/api/oauth/revoke", { token: "x" }, from("203.0.113.8"))],
    ["authorization", () => send("/api/oauth/authorize", from("203.0.113.9"))],
    [
      "sign-in",
      () =>
        send("/api/auth/start", {
          method: "POST",
          ...from("203.0.113.10"),
          headers: { "cf-connecting-ip": "203.0.113.10", origin: env.CAIRN_ORIGIN },
        }),
    ],
  ])("has a limit on %s requests", async (_, request) => {
    for (let i = 0; i < 3; i++) expect((await request()).status).not.toBe(429);
    expect((await request()).status).toBe(429);
  });

  test("has a limit on invitations", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const invite = (n: number) =>
      outcome(ada.fetch(`/api/v1/orgs/${org.slug}/invitations`, { json: { email: `p${n}@example.org` }, ...from("203.0.113.11") }));
    for (let i = 0; i < 3; i++) expect(await invite(i)).toBe("201");
    expect(await invite(3)).toBe("429 rate_limited");
  });
});

test.each([
  ["192.0.2.1", "192.0.2.1"],
  ["unknown", "unknown"],
  ["2001:DB8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["::", "0:0:0:0::/64"],
  ["fe80::1:2:3:4:5", "fe80:0:0:1::/64"],
  ["1:2:3:4:5:6:7::", "1:2:3:4::/64"],
  ["not:an:address", "not:an:address"],
])("the network of %s is %s", (ip, network) => {
  expect(networkOf(ip)).toBe(network);
});
