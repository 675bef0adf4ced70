import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page, Session } from "@cairn/sdk/schema";
import { decodeJwt, importJWK, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { completeLogin, completeLogout, createCookieJar } from "../../../scripts/idp/drive.ts";
import { startIdentityProvider } from "../../../scripts/idp/index.ts";
import type { State } from "../../../scripts/idp/state.ts";
import { freePort } from "../../../scripts/stack/ports.ts";
import { address, type Browser, client, problemOf, startServer, startWorld, type World } from "./sign-in-world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

async function signedIn(email = address()): Promise<Browser> {
  const browser = world.browser();
  await browser.signIn(email);
  return browser;
}
const logout = (browser: Browser, headers: Record<string, string> = {}) => browser.fetch("/api/auth/logout", { method: "POST", headers });
const signedOut = () => `${world.origin}/signed-out`;

async function expectSignedOut(cookie: string) {
  const response = await fetch(`${world.origin}/api/v1/me`, { headers: { cookie } });
  expect(await problemOf(response)).toMatchObject({ status: 401, code: "session_expired" });
}

describe("signing out", () => {
  test("ends the session here, then goes to the provider with the newest ID token and comes back", async () => {
    const email = address();
    const jar = createCookieJar();
    const browser = world.browser(jar);
    let nonce: string | null = null;
    for (let i = 0; i < 2; i++) {
      const authorizeUrl = await browser.start();
      nonce = new URL(authorizeUrl).searchParams.get("nonce");
      await browser.fetch(await world.idp.signInAs(authorizeUrl, email, { jar }));
    }
    const { credential } = await browser.me();
    const cookie = jar.header(new URL(world.origin));
    const response = await logout(browser);
    expect(response.status).toBe(303);
    const url = new URL(response.headers.get("location") ?? "");
    expect(url.origin + url.pathname).toBe(`${world.idp.issuer}/session/end`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: client.id,
      post_logout_redirect_uri: signedOut(),
      state: expect.stringMatching(/^[\w-]{22}$/),
      id_token_hint: expect.stringMatching(/^eyJ/),
    });
    expect(decodeJwt(url.searchParams.get("id_token_hint") ?? "").nonce).toBe(nonce);
    await expectSignedOut(cookie);
    const back = new URL(await completeLogout({ endSessionUrl: url, jar }));
    expect(back.origin + back.pathname).toBe(signedOut());
    expect(back.searchParams.get("state")).toBe(url.searchParams.get("state"));
    const audited = await world.query<{ action: string }>("SELECT action FROM audit WHERE target_id = ? ORDER BY id", credential.id);
    expect(audited.map((row) => row.action)).toEqual(["session.started", "session.ended"]);
  });

  test("needs no session, and a second time changes nothing", async () => {
    const browser = await signedIn();
    const cookie = browser.jar.header(new URL(world.origin));
    const { credential } = await browser.me();
    await logout(browser);
    expect((await logout(browser)).headers.get("location")).toBe(signedOut());
    const again = await logout(world.browser(), { cookie });
    expect(new URL(again.headers.get("location") ?? "").searchParams.has("id_token_hint")).toBe(false);
    expect(await world.query("SELECT id FROM audit WHERE target_id = ? AND action = 'session.ended'", credential.id)).toHaveLength(1);
    const madeUp = await logout(world.browser(), { cookie: `cairn_session=${"x".repeat(43)}` });
    expect(madeUp.headers.get("location")).toBe(signedOut());
  });

  test("from another site is refused", async () => {
    const browser = await signedIn();
    const response = await logout(browser, { origin: "https://evil.example" });
    expect(await problemOf(response)).toMatchObject({ status: 403, code: "cross_site_request" });
    expect((await browser.me()).credential.kind).toBe("session");
  });

  test("leaves out a hint that the provider would not know as its own", async () => {
    const browser = await signedIn();
    const { credential } = await browser.me();
    const other = await signedIn();
    const [foreign] = await world.query<{ id_token_sealed: string }>(
      "SELECT id_token_sealed FROM sessions WHERE id = ?",
      (await other.me()).credential.id,
    );
    await world.query("UPDATE sessions SET id_token_sealed = ? WHERE id = ?", foreign?.id_token_sealed, credential.id);
    const url = new URL((await logout(browser)).headers.get("location") ?? "");
    expect(url.pathname).toBe("/session/end");
    expect(url.searchParams.has("id_token_hint")).toBe(false);
  });

  test.each<[string, (response: import("node:http").ServerResponse, issuer: string) => void]>([
    ["answers with an error", (response) => void response.writeHead(503).end()],
    ["never answers", () => undefined],
    [
      "has no page for it",
      (response, issuer) =>
        void response.end(JSON.stringify({ issuer, authorization_endpoint: issuer, token_endpoint: issuer, jwks_uri: `${issuer}/jwks` })),
    ],
  ])("works when the provider %s", async (_, answer) => {
    const server = await startServer((_request, response) => answer(response, server.url));
    try {
      const id = await world.connect(`conn_${new URL(server.url).port}`, server.url);
      const browser = await signedIn();
      const { credential } = await browser.me();
      const cookie = browser.jar.header(new URL(world.origin));
      await world.query("UPDATE sessions SET connection_id = ? WHERE id = ?", id, credential.id);
      const began = Date.now();
      expect((await logout(browser)).headers.get("location")).toBe(signedOut());
      expect(Date.now() - began).toBeLessThan(5_000);
      await expectSignedOut(cookie);
    } finally {
      await server.close();
    }
  });
});

describe("sessions", () => {
  const cookieOf = (browser: Browser) => browser.jar.header(new URL(world.origin));
  const hourMs = 3_600_000;

  test.each(["idle_expires_at", "absolute_expires_at"])("end at %s", async (column) => {
    const browser = await signedIn();
    const { id } = (await world.query<{ id: string }>("SELECT id FROM sessions ORDER BY id DESC LIMIT 1"))[0] ?? { id: "" };
    await world.query(`UPDATE sessions SET ${column} = ? WHERE id = ?`, Date.now() - 1, id);
    const problem = await problemOf(await browser.fetch("/api/v1/me"));
    expect(problem).toMatchObject({ status: 401, code: "session_expired", expired_at: expect.stringMatching(/Z$/) });
  });

  test("move their idle end on while they are used, never past the absolute one", async () => {
    const browser = await signedIn();
    const [row] = await world.query<{ id: string; absolute_expires_at: number }>("SELECT * FROM sessions ORDER BY id DESC LIMIT 1");
    if (!row) throw new Error("no session");
    const absolute = Date.now() + hourMs;
    await world.query(
      "UPDATE sessions SET last_seen_at = ?, idle_expires_at = ?, absolute_expires_at = ? WHERE id = ?",
      Date.now() - hourMs,
      Date.now() + 60_000,
      absolute,
      row.id,
    );
    expect((await browser.fetch("/api/v1/me")).status).toBe(200);
    await expect
      .poll(async () => (await world.query("SELECT idle_expires_at FROM sessions WHERE id = ?", row.id))[0])
      .toEqual({ idle_expires_at: absolute });
  });

  test("are listed to their person and ended one by one", async () => {
    const email = address();
    const [here, there] = [await signedIn(email), await signedIn(email)];
    const stranger = await signedIn();
    const mine = (await here.me()).credential.id;
    const other = (await there.me()).credential.id;
    const list = async () => (await (await here.fetch("/api/v1/me/sessions")).json()) as Page<Session>;
    expect((await list()).items.map(({ id, current }) => ({ id, current }))).toEqual([
      { id: other, current: false },
      { id: mine, current: true },
    ]);
    const page = (await (await here.fetch("/api/v1/me/sessions?limit=1")).json()) as Page<Session>;
    const next = (await (await here.fetch(`/api/v1/me/sessions?limit=1&cursor=${page.next_cursor}`)).json()) as Page<Session>;
    expect([...page.items, ...next.items].map(({ id }) => id)).toEqual([other, mine]);
    expect(next.next_cursor).toBeNull();

    const path = `/api/v1/me/sessions/${other}`;
    const none = await problemOf(await here.fetch("/api/v1/me/sessions/ses_none", { method: "DELETE" }));
    const { request_id: _, ...foreign } = await problemOf(await stranger.fetch(path, { method: "DELETE" }));
    expect({ ...none, request_id: undefined }).toEqual({ ...foreign, request_id: undefined });
    expect(foreign.code).toBe("not_found");
    expect((await here.fetch(path, { method: "DELETE" })).status).toBe(204);
    await expectSignedOut(cookieOf(there));
    expect((await here.fetch(path, { method: "DELETE" })).status).toBe(204);
    expect((await list()).items).toHaveLength(1);
  });

  test("are not made from what looks like a token", async () => {
    for (const value of ["", "x", "x".repeat(43), "x".repeat(5_000)]) await expectSignedOut(`cairn_session=${value}; other=1`);
  });
});

describe("sign-outs that the provider tells of", () => {
  const stateDir = mkdtempSync(join(tmpdir(), "cairn-idp-"));
  const stateFile = join(stateDir, "state.json");
  let idp: Awaited<ReturnType<typeof startIdentityProvider>>;
  let sequence = 0;

  beforeAll(async () => {
    const redirectUris = [`${world.origin}/api/auth/callback/conn_back`];
    idp = await startIdentityProvider({ port: await freePort(), stateFile, appOrigin: world.origin, client, redirectUris });
    await world.connect("conn_back", idp.issuer);
  });
  afterAll(async () => {
    await idp.close();
    rmSync(stateDir, { recursive: true, force: true });
  });

  const event = { "http://schemas.openid.net/event/backchannel-logout": {} };

  /** A logout token of the provider's own key. */
  async function token(claims: Record<string, unknown>, header: { typ?: string; now?: number } = {}) {
    const [key] = (JSON.parse(readFileSync(stateFile, "utf8")) as State).keys;
    if (!key) throw new Error("the provider has no key");
    const now = header.now ?? Math.floor(Date.now() / 1000);
    return new SignJWT({ iss: idp.issuer, aud: client.id, iat: now, exp: now + 120, jti: `jti-${sequence++}`, events: event, ...claims })
      .setProtectedHeader({ alg: "RS256", kid: key.kid, typ: header.typ ?? "logout+jwt" })
      .sign(await importJWK(key, "RS256"));
  }
  const tell = (logout_token: string) =>
    fetch(`${world.origin}/api/auth/backchannel-logout/conn_back`, { method: "POST", body: new URLSearchParams({ logout_token }) });

  /** A session at that connection with the provider's own session id. */
  async function session(email: string, sid: string) {
    const browser = world.browser();
    const authorizeUrl = await browser.start({ connection: "conn_back" });
    await browser.fetch(await completeLogin({ authorizeUrl, email, name: "Ada" }));
    const me = await browser.me();
    await world.query("UPDATE sessions SET sid = ? WHERE id = ?", sid, me.credential.id);
    const [identity] = await world.query<{ subject: string }>("SELECT subject FROM identities WHERE user_id = ?", me.actor.id);
    return { browser, id: me.credential.id, subject: identity?.subject ?? "", cookie: browser.jar.header(new URL(world.origin)) };
  }

  test("by session: that one ends, the person's others stay", async () => {
    const email = address();
    const [one, two] = [await session(email, "sid-1"), await session(email, "sid-2")];
    const response = await tell(await token({ sid: "sid-1" }));
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    await expectSignedOut(one.cookie);
    expect((await two.browser.fetch("/api/v1/me")).status).toBe(200);
  });

  test("by subject: all sessions of the person at this connection end, nobody else's", async () => {
    const email = address();
    const [one, two, other] = [await session(email, "sid-3"), await session(email, "sid-4"), await session(address(), "sid-5")];
    const headers = { "content-type": "application/json" };
    const made = await one.browser.fetch("/api/v1/orgs", { method: "POST", headers, body: JSON.stringify({ name: "Acme" }) });
    const { id: organization } = (await made.json()) as { id: string };
    expect((await tell(await token({ sub: one.subject }))).status).toBe(200);
    await expectSignedOut(one.cookie);
    await expectSignedOut(two.cookie);
    expect((await other.browser.fetch("/api/v1/me")).status).toBe(200);
    const told = await world.query<{ target_id: string; actor_type: string; data: string }>(
      "SELECT target_id, actor_type, data FROM audit WHERE org_id = ? AND action = 'session.ended' ORDER BY target_id",
      organization,
    );
    const entry = (target_id: string) => ({ target_id, actor_type: "system", data: '{"because":"provider"}' });
    expect(told).toEqual([one.id, two.id].map(entry));
  });

  test("by both: both have to fit", async () => {
    const [one, other] = [await session(address(), "sid-6"), await session(address(), "sid-7")];
    expect((await tell(await token({ sub: one.subject, sid: "sid-7" }))).status).toBe(200);
    expect((await one.browser.fetch("/api/v1/me")).status).toBe(200);
    expect((await other.browser.fetch("/api/v1/me")).status).toBe(200);
    expect((await tell(await token({ sub: one.subject, sid: "sid-6" }))).status).toBe(200);
    await expectSignedOut(one.cookie);
  });

  test("a token counts once", async () => {
    const first = await token({ sid: "sid-8" });
    expect((await tell(first)).status).toBe(200);
    const { browser } = await session(address(), "sid-8");
    const again = await tell(first);
    expect(again.status).toBe(400);
    expect(await again.json()).toEqual({ error: "invalid_request", error_description: "The logout token was used before." });
    expect((await browser.fetch("/api/v1/me")).status).toBe(200);
  });

  test.each<[string, Record<string, unknown>, { typ?: string; now?: number }]>([
    ["holds a nonce", { sid: "sid-9", nonce: "n" }, {}],
    ["names nobody", {}, {}],
    ["is an ID token", { sid: "sid-9" }, { typ: "JWT" }],
    ["is about something else", { sid: "sid-9", events: { "https://elsewhere.test/event": {} } }, {}],
    ["has no event", { sid: "sid-9", events: undefined }, {}],
    ["has no id", { sid: "sid-9", jti: undefined }, {}],
    ["is for another client", { sid: "sid-9", aud: "other" }, {}],
    ["is of another issuer", { sid: "sid-9", iss: "https://elsewhere.test" }, {}],
    ["is old", { sid: "sid-9" }, { now: Math.floor(Date.now() / 1000) - 600 }],
  ])("a token that %s is refused", async (_, claims, header) => {
    const { browser } = await session(address(), "sid-9");
    expect((await tell(await token(claims, header))).status).toBe(400);
    expect((await browser.fetch("/api/v1/me")).status).toBe(200);
  });

  test("garbage and no token are refused, an unknown connection is not there", async () => {
    expect((await tell("a.b.c")).status).toBe(400);
    expect((await fetch(`${world.origin}/api/auth/backchannel-logout/conn_back`, { method: "POST" })).status).toBe(400);
    expect((await fetch(`${world.origin}/api/auth/backchannel-logout/conn_none`, { method: "POST" })).status).toBe(404);
  });
});
