import { decodeJwt } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { MINUTE_MS } from "../../shared/clock.ts";
import { bearer, createOrg, createPerson, createSpace, migrateControl, outcome } from "../../test/support/fixtures.ts";
import { exchange, heldClock, post, refresh, refusal, requestCtx, signInProgram, tokens } from "../../test/support/oauth.ts";
import { exchangeToken } from "./exchange.ts";

beforeAll(migrateControl);

const TYPE = "urn:ietf:params:oauth:token-type:access_token";

async function world() {
  const ada = await createPerson("Ada");
  const org = await createOrg(ada);
  const second = await createSpace(ada, org.slug, "Second");
  const pair = await signInProgram(ada);
  return { ada, org, first: org.workspace, second, pair };
}

test("a token for one workspace works there and nowhere else", async () => {
  const { ada, org, first, second, pair } = await world();
  const elsewhere = await createOrg(ada);
  const { access_token, expires_in, ...rest } = await tokens(exchange(pair.access_token, `${org.slug}/${first.slug}`));
  expect(expires_in).toBeGreaterThan(880);
  expect(expires_in).toBeLessThanOrEqual(900);
  expect(rest).toEqual({ token_type: "Bearer", issued_token_type: TYPE });
  const program = bearer(access_token);
  const spaces = `/api/v1/orgs/${org.slug}/workspaces`;
  expect(await outcome(program.fetch(`${spaces}/${first.slug}`))).toBe("200");
  expect(await outcome(program.fetch(`${spaces}/${second.slug}`))).toBe("404 not_found");
  expect(await outcome(program.fetch(`${spaces}/${second.id}`))).toBe("404 not_found");
  expect(await outcome(program.fetch(`/api/v1/orgs/${elsewhere.slug}`))).toBe("404 not_found");
  expect(await outcome(program.fetch(`/api/v1/orgs/${elsewhere.slug}/workspaces/${elsewhere.workspace.slug}`))).toBe("404 not_found");
  const listed = await program.json<{ items: { id: string }[] }>(spaces);
  expect(listed.items.map((item) => item.id)).toEqual([first.id]);
});

test("and it manages neither the organization nor the person", async () => {
  const { org, first, pair } = await world();
  const { access_token } = await tokens(exchange(pair.access_token, `${org.slug}/${first.slug}`));
  const program = bearer(access_token);
  const at = `/api/v1/orgs/${org.slug}`;
  const tries: [string, string, unknown?][] = [
    ["POST", `${at}/keys`, { name: "escape" }],
    ["POST", `${at}/invitations`, { email: "eve@example.org" }],
    ["POST", `${at}/service-accounts`, { name: "robot" }],
    ["POST", `${at}/workspaces`, { name: "More" }],
    ["PATCH", at, { name: "Mine" }],
    ["DELETE", at, { confirm: org.slug }],
    ["GET", `${at}/audit`],
    ["POST", "/api/v1/orgs", { name: "New" }],
    ["PATCH", "/api/v1/me", { name: "Renamed" }],
    ["GET", "/api/v1/me/grants"],
    ["GET", "/api/v1/me/sessions"],
    ["DELETE", `/api/v1/me/grants/${decodeJwt(access_token).gid}`],
  ];
  for (const [method, path, json] of tries)
    expect(`${method} ${path} ${await outcome(program.fetch(path, { method, json }))}`).toBe(`${method} ${path} 403 insufficient_scope`);
});

test("revoking it leaves the sign-in alone, revoking the sign-in ends it", async () => {
  const { org, first, pair } = await world();
  const { access_token } = await tokens(exchange(pair.access_token, `${org.slug}/${first.slug}`));
  expect((await post("/api/oauth/revoke", { token: access_token })).status).toBe(200);
  expect(await outcome(bearer(pair.access_token).fetch("/api/v1/me/grants"))).toBe("200");
  await post("/api/oauth/revoke", { token: pair.refresh_token });
  expect(await outcome(bearer(access_token).fetch(`/api/v1/orgs/${org.slug}`))).toBe("401 token_revoked");
});

test("the workspace may be named by id or by its URL in the API", async () => {
  const { org, first, pair } = await world();
  for (const target of [`${org.id}/${first.id}`, `http://localhost:8787/api/v1/orgs/${org.slug}/workspaces/${first.slug}`]) {
    const { access_token } = await tokens(exchange(pair.access_token, target));
    expect(decodeJwt(access_token)).toMatchObject({ org: org.id, ws: first.id });
  }
});

describe("a target that is not the caller's", () => {
  test("answers byte for byte like one that is not there", async () => {
    const { pair } = await world();
    const other = await world();
    const targets = [
      `${other.org.slug}/${other.first.slug}`,
      `${other.org.id}/${other.first.id}`,
      "no-such-org/no-such-workspace",
      `${other.org.slug}/no-such-workspace`,
      `org ${other.org.id}/x y`,
    ];
    const answers = await Promise.all(
      targets.map(async (target) => {
        const response = await exchange(pair.access_token, target);
        const headers = [...response.headers].filter(([name]) => name !== "x-request-id");
        return JSON.stringify([response.status, headers, await response.text()]);
      }),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain("invalid_target");
    expect(answers[0]).toMatch(/^\[403,/);
  });

  test("a token for one workspace cannot be traded for one of another", async () => {
    const { org, first, second, pair } = await world();
    const { access_token } = await tokens(exchange(pair.access_token, `${org.slug}/${first.slug}`));
    expect(await refusal(exchange(access_token, `${org.slug}/${second.slug}`))).toBe("403 invalid_target");
    expect((await exchange(access_token, `${org.slug}/${first.slug}`)).status).toBe(200);
  });
});

describe("its life", () => {
  test("is never longer than that of the token it was made from", async () => {
    const { org, first, pair } = await world();
    const clock = heldClock();
    const exp = decodeJwt(pair.access_token).exp as number;
    for (const leftMs of [5 * MINUTE_MS, 1_000, 999, 1]) {
      clock.move(exp * 1_000 - leftMs - clock.now());
      const { access_token, expires_in } = await exchangeToken(requestCtx({ clock }), {
        clientId: "cairn-cli",
        subjectToken: pair.access_token,
        subjectTokenType: TYPE,
        target: `${org.slug}/${first.slug}`,
      });
      expect(decodeJwt(access_token).exp).toBeLessThanOrEqual(exp);
      expect(expires_in).toBe(Math.max(1, Math.floor(leftMs / 1_000)));
    }
  });

  test("is not that of a sign-in with long tokens", async () => {
    const { org, first, pair } = await world();
    const long = await tokens(refresh(pair.refresh_token, { env: { CAIRN_ACCESS_TOKEN_TTL_S: "86400" } }));
    expect(long.expires_in).toBe(86_400);
    expect((await tokens(exchange(long.access_token, `${org.slug}/${first.slug}`))).expires_in).toBe(900);
  });
});

describe("refused is", () => {
  test.each<[string, Record<string, string>, string]>([
    ["a subject that is no token of ours", { subject_token: "x.y.z" }, "400 invalid_request"],
    ["an API key", { subject_token: "cairn_svc_abc" }, "400 invalid_request"],
    ["no subject", { subject_token: "" }, "400 invalid_request"],
    ["another type of subject", { subject_token_type: "urn:ietf:params:oauth:token-type:id_token" }, "400 invalid_request"],
    ["no type", { subject_token_type: "" }, "400 invalid_request"],
    ["no target", { resource: "" }, "400 invalid_request"],
    ["a target that names no workspace", { resource: "only-an-org" }, "400 invalid_request"],
    ["a URL elsewhere", { resource: "https://evil.example/api/v1/orgs/a/workspaces/b" }, "400 invalid_request"],
    ["an unknown client", { client_id: "someone" }, "401 invalid_client"],
  ])("%s", async (_, form, expected) => {
    const { org, first, pair } = await world();
    expect(await refusal(exchange(pair.access_token, `${org.slug}/${first.slug}`, form))).toBe(expected);
  });
});
