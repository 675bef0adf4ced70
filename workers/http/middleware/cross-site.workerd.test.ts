import { beforeAll, describe, expect, test } from "vitest";
import { createOrg, createPerson, migrateControl, outcome, type Person, send } from "../../test/support/fixtures.ts";
import { signInProgram } from "../../test/support/oauth.ts";

beforeAll(migrateControl);

let ada: Person;
let org: Awaited<ReturnType<typeof createOrg>>;
let token: string;

beforeAll(async () => {
  ada = await createPerson("Ada");
  org = await createOrg(ada);
  token = (await signInProgram(ada)).access_token;
});

const writes = (): [string, string, unknown?][] => [
  ["POST", "/api/v1/orgs", { name: "Another" }],
  ["PATCH", `/api/v1/orgs/${org.slug}`, { name: "Renamed" }],
  ["PUT", `/api/v1/orgs/${org.slug}/workspaces/${org.workspace.slug}/target-roots/a`, { uri: "s3://bucket" }],
  ["DELETE", `/api/v1/orgs/${org.slug}`, { confirm: org.slug }],
  ["POST", "/api/v1/device/BCDF-GHJK/decision", { decision: "approve" }],
];

/** Origins that are not ours, `null` (sandboxed frames, redirects) among them; undefined leaves the header out. */
const strangers = [
  "https://evil.example",
  "http://localhost:8788",
  "https://localhost:8787",
  "http://localhost:8787.evil.example",
  "http://LOCALHOST:8787/",
  "null",
  "",
];

/** A person's cookie with other headers beside it. */
const attempt = (method: string, path: string, json: unknown, headers: Record<string, string>) =>
  outcome(ada.fetch(path, { method, ...(json === undefined ? {} : { json }), headers }));

/** The cookie alone, as when a browser leaves the origin out. */
const withoutOrigin = (method: string, path: string, json?: unknown, headers: Record<string, string> = {}) =>
  send(path, { method, ...(json === undefined ? {} : { json }), headers: { cookie: ada.cookie, ...headers } });

describe("the browser's session", () => {
  test.each(strangers)("writes nothing for a page at %j", async (origin) => {
    for (const [method, path, json] of writes())
      expect(`${method} ${await attempt(method, path, json, { origin })}`).toBe(`${method} 403 cross_site_request`);
  });

  test.each(["cross-site", "same-site", "none"])("writes nothing without an origin when the browser says %s", async (site) => {
    for (const [method, path, json] of writes())
      expect(await outcome(withoutOrigin(method, path, json, { "sec-fetch-site": site }))).toBe("403 cross_site_request");
    for (const [method, path, json] of writes()) expect(await outcome(withoutOrigin(method, path, json))).toBe("403 cross_site_request");
  });

  test("writes for our own pages", async () => {
    expect(await outcome(ada.fetch("/api/v1/orgs", { json: { name: "Mine" } }))).toBe("201");
    expect(await outcome(withoutOrigin("POST", "/api/v1/orgs", { name: "Mine" }, { "sec-fetch-site": "same-origin" }))).toBe("201");
  });

  test("reads whoever asks: other pages cannot see the answer", async () => {
    const answer = await ada.fetch("/api/v1/me", { headers: { origin: "https://evil.example" } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("opens no socket for another page", async () => {
    const live = `/api/v1/orgs/${org.slug}/workspaces/${org.workspace.slug}/live`;
    const upgrade = {
      upgrade: "WebSocket",
      connection: "Upgrade",
      "sec-websocket-version": "13",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    };
    expect(await attempt("GET", live, undefined, { ...upgrade, origin: "https://evil.example" })).toBe("403 cross_site_request");
    expect(await outcome(withoutOrigin("GET", live, undefined, upgrade))).toBe("403 cross_site_request");
  });
});

describe("a bearer credential", () => {
  test("needs no origin", async () => {
    const sent = { json: { name: "By a program" }, headers: { authorization: `Bearer ${token}`, origin: "https://evil.example" } };
    expect(await outcome(send("/api/v1/orgs", sent))).toBe("201");
  });

  test("wins over a cookie beside it, good or bad", async () => {
    const eve = await createPerson("Eve");
    const me = await eve.json<{ actor: { id: string }; credential: { kind: string } }>("/api/v1/me", {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(me).toMatchObject({ actor: { id: ada.id }, credential: { kind: "token" } });
    expect(await outcome(eve.fetch("/api/v1/me", { headers: { authorization: "Bearer x.y.z" } }))).toBe("401 token_invalid");
    expect(await outcome(eve.fetch("/api/v1/me", { headers: { authorization: "" } }))).toBe("401 token_invalid");
  });
});
