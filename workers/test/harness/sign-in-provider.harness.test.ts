import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { completeLogin } from "../../../scripts/idp/drive.ts";
import { startFaultyProvider } from "../../../scripts/idp/faulty.ts";
import { startIdentityProvider } from "../../../scripts/idp/index.ts";
import { freePort } from "../../../scripts/stack/ports.ts";
import { type MiniProvider, startMiniProvider } from "./mini-provider.ts";
import { address, client, problemOf, startServer, startWorld, type World } from "./sign-in-world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const callbackOf = (id: string) => `${world.origin}/api/auth/callback/${id}`;

/** Starts a sign-in and answers what went wrong, told to a program. */
async function startAt(connection: string) {
  const began = Date.now();
  const response = await world.browser().fetch("/api/auth/start", { method: "POST", body: new URLSearchParams({ connection }) });
  expect(Date.now() - began).toBeLessThan(10_000);
  return problemOf(response);
}

describe("a provider that does not answer as it should, at the start", () => {
  test("nobody listens", async () => {
    await world.connect("conn_closed", `http://localhost:${await freePort()}`);
    expect(await startAt("conn_closed")).toMatchObject({ status: 502, code: "provider_unavailable" });
    expect(world.logs()).not.toMatch(/uncaught|unexpected error/i);
    const page = await world.browser().fetch("/api/auth/start", {
      method: "POST",
      body: new URLSearchParams({ connection: "conn_closed", return_to: "/acme" }),
      headers: { accept: "text/html" },
    });
    const location = new URL(page.headers.get("location") ?? "");
    expect(location.pathname).toBe("/sign-in/error");
    expect(location.searchParams.get("code")).toBe("provider_unavailable");
    expect(location.searchParams.get("return_to")).toBe("/acme");
    expect((await world.browser().signIn(address())).headers.get("location")).toBe("/");
  });

  const document = (url: string, rest: object = {}) =>
    JSON.stringify({
      issuer: url,
      authorization_endpoint: `${url}/auth`,
      token_endpoint: `${url}/token`,
      jwks_uri: `${url}/jwks`,
      ...rest,
    });

  test.each<[string, string, (response: import("node:http").ServerResponse, url: string) => void]>([
    ["is slow", "provider_unavailable", () => undefined],
    ["begins to answer and stops", "provider_unavailable", (response) => void response.writeHead(200).write("{")],
    ["answers 500", "provider_unavailable", (response) => void response.writeHead(500).end("no")],
    ["answers 404", "provider_unavailable", (response) => void response.writeHead(404).end("{}")],
    ["answers with a page", "provider_unavailable", (response) => void response.end("<!doctype html>")],
    ["leaves out an endpoint", "provider_unavailable", (response, url) => void response.end(document(url, { jwks_uri: undefined }))],
    ["answers without end", "provider_unavailable", (response) => void response.end("x".repeat(2_000_000))],
    ["sends elsewhere", "provider_unavailable", (response) => void response.writeHead(302, { location: world.idp.issuer }).end()],
    ["speaks for another issuer", "client_rejected", (response) => void response.end(document(world.idp.issuer))],
    [
      "has its page on plain http elsewhere",
      "client_rejected",
      (response, url) => void response.end(document(url, { authorization_endpoint: "http://elsewhere.test/" })),
    ],
    [
      "has a script for a page",
      "client_rejected",
      (response, url) => void response.end(document(url, { authorization_endpoint: "javascript:alert(1)" })),
    ],
  ])("it %s", async (_, code, answer) => {
    const server = await startServer((_request, response) => answer(response, server.url));
    try {
      const id = await world.connect(`conn_${new URL(server.url).port}`, server.url);
      expect(await startAt(id)).toMatchObject({ status: 502, code });
    } finally {
      await server.close();
    }
  });

  test.each([
    "http://idp.example.org",
    "https://10.0.0.1",
    "https://user:word@idp.example.org",
    "https://idp.internal",
    "https://0xA000001",
  ])("an issuer %s is not called at all", async (issuer) => {
    const id = await world.connect(`conn_${crypto.randomUUID()}`, issuer);
    expect(await startAt(id)).toMatchObject({ status: 502, code: "client_rejected" });
  });
});

describe("a provider that fails between start and callback", () => {
  test("its keys cannot be read", async () => {
    const idp = await startFaultyProvider({ redirectUris: [callbackOf("conn_keys")], client });
    await world.connect("conn_keys", idp.issuer);
    const browser = world.browser();
    const callback = await idp.signInAs(await browser.start({ connection: "conn_keys" }), address());
    idp.setFault("jwks-down");
    expect(await problemOf(await browser.fetch(callback))).toMatchObject({ status: 502, code: "provider_unavailable" });
    idp.setFault(undefined);
    expect((await browser.signIn(address(), { connection: "conn_keys", provider: idp })).status).toBe(303);
    idp.setFault("jwks-down");
    expect((await browser.signIn(address(), { connection: "conn_keys", provider: idp })).headers.get("location")).toBe("/");
    await idp.close();
  });

  test("it is gone", async () => {
    const idp = await startFaultyProvider({ redirectUris: [callbackOf("conn_gone")], client });
    await world.connect("conn_gone", idp.issuer);
    const browser = world.browser();
    const callback = await idp.signInAs(await browser.start({ connection: "conn_gone" }), address());
    await idp.close();
    expect(await problemOf(await browser.fetch(callback))).toMatchObject({ status: 502, code: "provider_unavailable" });
  });

  test("it does not know our secret", async () => {
    const idp = await startFaultyProvider({ redirectUris: [callbackOf("conn_secret")], client: { ...client, secret: "another-secret" } });
    await world.connect("conn_secret", idp.issuer);
    const response = await world.browser().signIn(address(), { connection: "conn_secret", provider: idp });
    expect(await problemOf(response)).toMatchObject({ status: 502, code: "client_rejected" });
    await idp.close();
  });
});

test("a provider that keeps the profile out of the ID token is asked for it", async () => {
  const idp = await startFaultyProvider({ redirectUris: [callbackOf("conn_strict")], client, conformIdTokenClaims: true });
  await world.connect("conn_strict", idp.issuer);
  const browser = world.browser();
  const email = address();
  await browser.signIn(email, { connection: "conn_strict", provider: idp, name: "Ada" });
  expect((await browser.me()).user).toMatchObject({ email, name: "Ada" });
  const without = await world.browser().signIn(address("no-email"), { connection: "conn_strict", provider: idp });
  expect(await problemOf(without)).toMatchObject({ code: "claim_missing", claim: "email" });
  await idp.close();
});

test("a provider may change its keys", async () => {
  const stateDir = mkdtempSync(join(tmpdir(), "cairn-idp-"));
  const port = await freePort();
  const start = (rotateKey: boolean) =>
    startIdentityProvider({
      port,
      stateFile: join(stateDir, "state.json"),
      appOrigin: world.origin,
      client,
      redirectUris: [callbackOf("conn_rotate")],
      rotateKey,
    });
  const browser = world.browser();
  const signIn = async (email: string) =>
    browser.fetch(await completeLogin({ authorizeUrl: await browser.start({ connection: "conn_rotate" }), email, name: "Ada" }));
  let idp = await start(false);
  await world.connect("conn_rotate", idp.issuer);
  const email = address();
  expect((await signIn(email)).status).toBe(303);
  const before = await browser.me();
  await idp.close();
  idp = await start(true);
  expect((await signIn(email)).headers.get("location")).toBe("/");
  expect((await browser.me()).actor.id).toBe(before.actor.id);
  await idp.close();
  rmSync(stateDir, { recursive: true, force: true });
});

describe("providers differ", () => {
  /** Signs in at a provider made for one test. */
  async function at(options: Parameters<typeof startMiniProvider>[0], answer: (issuer: string) => Record<string, string> = () => ({})) {
    const idp = await startMiniProvider(options);
    try {
      const id = await world.connect(`conn_${new URL(idp.issuer).port}`, idp.issuer);
      const browser = world.browser();
      const response = await idp.signIn(browser, id, answer(idp.issuer));
      return { idp: idp as Pick<MiniProvider, "asked">, browser, response };
    } finally {
      await idp.close();
    }
  }

  test.each(["ES256", "PS256", "EdDSA", "RS256"])("one that signs with %s is understood", async (alg) => {
    const { browser } = await at({ alg });
    expect((await browser.me()).user?.email).toBe("ada@example.org");
  });

  test("an algorithm that the settings do not name is refused", async () => {
    expect(await problemOf((await at({ alg: "RS512" })).response)).toMatchObject({ status: 401, code: "id_token_invalid", claim: "alg" });
  });

  test("the secret goes where the provider takes it", async () => {
    const basic = (await at({})).idp.asked();
    expect(basic.headers.authorization).toBe(`Basic ${btoa(`${client.id}:${client.secret}`)}`);
    expect(basic.body.has("client_secret")).toBe(false);
    expect(basic.body.get("code_verifier")).toMatch(/^[\w-]{43,}$/);
    const post = (await at({ metadata: { token_endpoint_auth_methods_supported: ["client_secret_post"] } })).idp.asked();
    expect(post.headers.authorization).toBeUndefined();
    expect(post.body.get("client_secret")).toBe(client.secret);
  });

  test("more audiences than us need an authorized party", async () => {
    const aud = [client.id, "another"];
    expect(await problemOf((await at({ claims: { aud } })).response)).toMatchObject({ code: "id_token_invalid", claim: "aud" });
    expect(await problemOf((await at({ claims: { aud, azp: "another" } })).response)).toMatchObject({
      code: "id_token_invalid",
      claim: "azp",
    });
    expect((await at({ claims: { aud, azp: client.id } })).response.status).toBe(303);
  });

  test("one that announces its name in answers has to give it", async () => {
    const metadata = { authorization_response_iss_parameter_supported: true };
    expect(await problemOf((await at({ metadata })).response)).toMatchObject({ status: 401, code: "id_token_invalid" });
    expect((await at({ metadata }, (iss) => ({ iss }))).response.status).toBe(303);
  });

  test("an address that is not verified shows no invitations", async () => {
    const { browser } = await at({ claims: { email_verified: "true", email: "Invited@Example.org" } });
    const { actor } = await browser.me();
    await world.query("INSERT INTO organizations (id, slug, name, created_at) VALUES ('org_inviting', 'inviting', 'Inviting', 1)");
    await world.query(
      `INSERT INTO invitations (org_id, id, email, email_key, role, invited_by, invited_by_name, created_at, expires_at, status)
       VALUES ('org_inviting', 'inv_1', 'invited@example.org', 'invited@example.org', 'member', 'usr_x', 'Xavier', 1, ?, 'pending')`,
      Date.now() + 60_000,
    );
    const invited = async () => (await browser.me()).pending_invitations.map(({ organization }) => organization.slug);
    expect(await invited()).toEqual(["inviting"]);
    await world.query("UPDATE users SET email_verified = 0 WHERE id = ?", actor.id);
    expect(await invited()).toEqual([]);
  });

  test.each(["error=access_denied", "error=login_required"])("a no (%s) is one only with our state", async (query) => {
    const [name = "", value = ""] = query.split("=");
    const { response } = await at({}, () => ({ [name]: value, code: "" }));
    expect(await problemOf(response)).toMatchObject({ status: 403, code: "access_denied" });
    const made = await world.browser().fetch(`/api/auth/callback/conn_default?${query}&state=made-up`);
    expect(await problemOf(made)).toMatchObject({ status: 401, code: "sign_in_expired" });
  });
});

test("many sign-ins at two connections at once are not mixed up", async () => {
  const names = ["first", "second"];
  const idps = await Promise.all(names.map((name) => startFaultyProvider({ redirectUris: [callbackOf(`conn_${name}`)], client })));
  for (const [i, name] of names.entries()) await world.connect(`conn_${name}`, idps[i]?.issuer ?? "");
  const results = await Promise.all(
    Array.from({ length: 16 }, async (_, i) => {
      const provider = idps[i % 2];
      if (!provider) throw new Error("no provider");
      const browser = world.browser();
      const email = address();
      await browser.signIn(email, { connection: `conn_${names[i % 2]}`, provider });
      const me = await browser.me();
      const [row] = await world.query<{ issuer: string }>("SELECT issuer FROM identities WHERE user_id = ?", me.actor.id);
      return me.user?.email === email && row?.issuer === provider.issuer;
    }),
  );
  expect(results).toEqual(Array(16).fill(true));
  await Promise.all(idps.map((idp) => idp.close()));
});

test("the sign-in library's own pages are not there", async () => {
  for (const page of ["session", "providers", "csrf", "signin", "signin/conn_default", "signout", "error", "verify-request", "callback"]) {
    for (const method of ["GET", "POST"]) {
      const response = await fetch(`${world.origin}/api/auth/${page}`, { method, redirect: "manual" });
      expect([page, response.status]).toEqual([page, 404]);
    }
  }
});
