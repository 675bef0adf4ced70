import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCookieJar } from "../../../scripts/idp/drive.ts";
import { address, problemOf, startWorld, type World } from "./sign-in-world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ connections: ["conn_one", "conn_two", "conn_off"] });
});
afterAll(() => world.close());

const sessionsOf = (userId: string) =>
  world.query<{ id: string; ended_at: number | null }>("SELECT id, ended_at FROM sessions WHERE user_id = ?", userId);

describe("signing in", () => {
  test("makes a person once, and a session with every sign-in", async () => {
    const email = address();
    const first = world.browser();
    const response = await first.signIn(email, { name: "Ada Lovelace", return_to: "/acme/vision?tab=runs#top" });
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe("/acme/vision?tab=runs#top");
    const me = await first.me();
    expect(me.user).toMatchObject({ name: "Ada Lovelace", email });
    expect(me.credential.kind).toBe("session");
    const second = world.browser();
    await second.signIn(email);
    expect((await second.me()).actor.id).toBe(me.actor.id);
    expect(await sessionsOf(me.actor.id)).toHaveLength(2);
    const actions = await world.query<{ action: string }>("SELECT action FROM audit WHERE actor_id = ? ORDER BY id", me.actor.id);
    expect(actions.map((row) => row.action)).toEqual(["user.created", "session.started", "session.started"]);
  });

  test("gives the browser a new token that scripts cannot read, and takes the attempt's cookies away", async () => {
    const browser = world.browser();
    const callback = await world.idp.signInAs(await browser.start(), address());
    const attempt = browser.jar.header(new URL(callback));
    expect(attempt.match(/cairn_attempt_/g)).toHaveLength(4);
    expect(browser.jar.header(new URL("/api/v1/me", world.origin))).toBe("");
    const cookies = (await browser.fetch(callback)).headers.getSetCookie();
    expect(cookies.find((line) => line.startsWith("cairn_session="))).toMatch(/; Path=\/; .*HttpOnly; SameSite=Lax/);
    expect(browser.jar.header(new URL(callback))).toMatch(/^cairn_session=[\w-]{43}$/);
    const [token = ""] = /[\w-]{43}$/.exec(browser.jar.header(new URL(callback))) ?? [];
    const stored = await world.query("SELECT id FROM sessions WHERE token_hash = ?", token);
    expect(stored).toEqual([]);
  });

  test("replaces the session that the browser had", async () => {
    const browser = world.browser();
    const email = address();
    await browser.signIn(email);
    const before = await browser.me();
    const old = browser.jar.header(new URL(world.origin));
    await browser.signIn(email);
    const after = await browser.me();
    expect(after.credential.id).not.toBe(before.credential.id);
    const reused = await fetch(`${world.origin}/api/v1/me`, { headers: { cookie: old } });
    expect((await problemOf(reused)).code).toBe("session_expired");
  });

  test("keeps the ID token sealed", async () => {
    const browser = world.browser();
    await browser.signIn(address());
    const { actor } = await browser.me();
    const [row] = await world.query<{ id_token_sealed: string }>("SELECT id_token_sealed FROM sessions WHERE user_id = ?", actor.id);
    expect(row?.id_token_sealed).toMatch(/^v1\.[\w-]+\.[\w-]+$/);
  });

  test("follows the provider's name until the person chooses one", async () => {
    const email = address();
    const browser = world.browser();
    await browser.signIn(email, { name: "Grace" });
    const { actor } = await browser.me();
    await world.query("UPDATE users SET name = 'Old', email = 'old@example.org', email_verified = 0 WHERE id = ?", actor.id);
    await browser.signIn(email);
    expect((await browser.me()).user).toMatchObject({ name: "Grace", email });
    const renamed = await browser.fetch("/api/v1/me", {
      method: "PATCH",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "Rear Admiral Hopper" }),
    });
    expect(renamed.status).toBe(200);
    await browser.signIn(email);
    expect((await browser.me()).user?.name).toBe("Rear Admiral Hopper");
  });

  test("makes one person of two first sign-ins at once", async () => {
    const email = address();
    const jar = createCookieJar();
    const tabs = [world.browser(), world.browser(), world.browser()];
    const callbacks: string[] = [];
    for (const tab of tabs) callbacks.push(await world.idp.signInAs(await tab.start(), email, { jar }));
    const answers = await Promise.all(tabs.map((tab, i) => tab.fetch(callbacks[i] ?? "")));
    expect(answers.map((answer) => answer.status)).toEqual([303, 303, 303]);
    const people = await Promise.all(tabs.map(async (tab) => (await tab.me()).actor.id));
    expect(new Set(people).size).toBe(1);
    expect(await world.query("SELECT id FROM users WHERE email = ?", email)).toHaveLength(1);
  });
});

describe("the same person at two connections", () => {
  test("is two people here, though subject and e-mail are equal", async () => {
    await world.connect("conn_one", world.idp.issuer);
    await world.connect("conn_two", world.idp.issuer);
    const email = address();
    const [here, one, two] = [world.browser(), world.browser(), world.browser()];
    expect((await here.signIn(email)).status).toBe(303);
    expect((await one.signIn(email, { connection: "conn_one" })).status).toBe(303);
    expect((await two.signIn(email, { connection: "conn_two" })).status).toBe(303);
    const people = [await here.me(), await one.me(), await two.me()];
    expect(new Set(people.map((me) => me.actor.id)).size).toBe(3);
    expect(new Set(people.map((me) => me.user?.email))).toEqual(new Set([email]));
    const subjects = await world.query<{ subject: string }>(
      "SELECT DISTINCT subject FROM identities WHERE user_id IN (?, ?, ?)",
      ...people.map((me) => me.actor.id),
    );
    expect(subjects).toHaveLength(1);
  });

  test("an attempt begun at one does not end at the other", async () => {
    const browser = world.browser();
    const callback = await world.idp.signInAs(await browser.start({ connection: "conn_one" }), address());
    const there = callback.replace("/conn_one", "/conn_two");
    const response = await fetch(there, { redirect: "manual", headers: { cookie: browser.jar.header(new URL(callback)) } });
    expect(await problemOf(response)).toMatchObject({ status: 401, code: "sign_in_expired" });
  });

  test("a disabled one and one that never was are not there", async () => {
    await world.connect("conn_off", world.idp.issuer, { disabledAt: 1 });
    for (const id of ["conn_off", "conn_never", "x", "..%2F..%2Fme"]) {
      const response = await fetch(`${world.origin}/api/auth/callback/${id}?code=a&state=b`, { redirect: "manual" });
      expect(await problemOf(response)).toMatchObject({ status: 404, code: "not_found" });
      const page = await fetch(`${world.origin}/api/auth/callback/${id}?code=a&state=b`, {
        redirect: "manual",
        headers: { accept: "text/html" },
      });
      expect(page.status).toBe(303);
      expect(new URL(page.headers.get("location") ?? "").searchParams.get("code")).toBe("connection_not_found");
    }
  });
});

describe("several attempts at once in one browser", () => {
  test.each([
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
  ])("end well in the order %i %i %i", async (...order) => {
    const browser = world.browser();
    const callbacks: string[] = [];
    for (let i = 0; i < 3; i++) callbacks.push(await world.idp.signInAs(await browser.start({ return_to: `/tab-${i}` }), address()));
    for (const i of order) {
      const response = await browser.fetch(callbacks[i] ?? "");
      expect(response.headers.get("location")).toBe(`/tab-${i}`);
    }
  });
});

describe("an attempt counts once", () => {
  test("the callback again, without and with the cookies", async () => {
    const browser = world.browser();
    const callback = await world.idp.signInAs(await browser.start(), address());
    const cookie = browser.jar.header(new URL(callback));
    expect((await browser.fetch(callback)).status).toBe(303);
    expect(await problemOf(await browser.fetch(callback))).toMatchObject({ status: 401, code: "sign_in_expired" });
    const replayed = await fetch(callback, { redirect: "manual", headers: { cookie } });
    expect(await problemOf(replayed)).toMatchObject({ status: 401, code: "sign_in_expired" });
  });

  test.each(["state", "code", "iss"])("the callback with another %s", async (name) => {
    const browser = world.browser();
    const callback = new URL(await world.idp.signInAs(await browser.start(), address()));
    const cookie = browser.jar.header(callback);
    callback.searchParams.set(name, name === "iss" ? "https://elsewhere.test" : "made-up");
    const response = await fetch(callback, { redirect: "manual", headers: { cookie } });
    expect(response.status).toBe(401);
    expect((await problemOf(response)).code).toBe(name === "iss" ? "id_token_invalid" : "sign_in_expired");
    expect(response.headers.getSetCookie().join()).not.toContain("cairn_session=");
  });

  test("the checks of another attempt under the names of this one", async () => {
    const [mine, theirs] = [world.browser(), world.browser()];
    const callback = new URL(await world.idp.signInAs(await mine.start(), address()));
    const other = new URL(await world.idp.signInAs(await theirs.start(), address()));
    const names = mine.jar.header(callback).match(/cairn_attempt_[^=]+/g) ?? [];
    const values = theirs.jar
      .header(other)
      .split("; ")
      .map((pair) => pair.slice(pair.indexOf("=")));
    const cookie = names.map((name, i) => `${name}${values[i]}`).join("; ");
    const response = await fetch(callback, { redirect: "manual", headers: { cookie } });
    expect(await problemOf(response)).toMatchObject({ status: 401, code: "sign_in_expired" });
  });
});

describe("starting", () => {
  test("from another site is refused, and nothing is kept", async () => {
    for (const headers of [{ origin: "https://evil.example" }, { origin: "null" }, {}, { "sec-fetch-site": "cross-site" }]) {
      const response = await fetch(`${world.origin}/api/auth/start`, {
        method: "POST",
        body: new URLSearchParams(),
        redirect: "manual",
        headers,
      });
      expect(await problemOf(response)).toMatchObject({ status: 403, code: "cross_site_request" });
      expect(response.headers.getSetCookie()).toEqual([]);
    }
    expect((await fetch(`${world.origin}/api/auth/start`, { redirect: "manual" })).status).toBe(405);
  });

  test("passes on wishes for the provider's page and nothing else", async () => {
    const smuggled = {
      redirect_uri: "https://evil.example/",
      scope: "openid offline_access",
      state: "mine",
      response_type: "token",
      client_id: "evil",
    };
    const query = new URLSearchParams({ ...smuggled, nonce: "mine" });
    const browser = world.browser();
    const response = await browser.fetch(`/api/auth/start?${query}`, {
      method: "POST",
      body: new URLSearchParams({ ...smuggled, login_hint: "ada@example.org", prompt: "select_account", ui_locales: "de en" }),
    });
    const url = new URL(response.headers.get("location") ?? "");
    expect(url.origin).toBe(world.idp.issuer);
    const sent = Object.fromEntries(url.searchParams);
    expect(sent).toMatchObject({
      client_id: "cairn",
      redirect_uri: `${world.origin}/api/auth/callback/conn_default`,
      response_type: "code",
      scope: "openid email profile",
      code_challenge_method: "S256",
      login_hint: "ada@example.org",
      prompt: "select_account",
      ui_locales: "de en",
    });
    expect(sent.state).not.toBe("mine");
    expect(sent.nonce).toMatch(/^[\w-]{43}$/);
  });

  test.each(["//evil.example", "https://evil.example", "/\\evil.example", "/%2F%2Fevil.example", "/api/auth/logout"])(
    "comes back to the front page instead of %s",
    async (return_to) => {
      const response = await world.browser().signIn(address(), { return_to });
      expect(response.headers.get("location")).toBe("/");
    },
  );
});

interface Expected {
  status: number;
  code: string;
  claim?: string;
}
const missing = (claim: string): Expected => ({ status: 401, code: "claim_missing", claim });
const invalid = (claim?: string): Expected => ({ status: 401, code: "id_token_invalid", ...(claim ? { claim } : {}) });
const down: Expected = { status: 502, code: "provider_unavailable" };

describe("a provider that does wrong", () => {
  test.each<[string, Expected]>([
    ["missing-sub", missing("sub")],
    ["empty-sub", missing("sub")],
    ["numeric-sub", invalid("sub")],
    ["missing-aud", missing("aud")],
    ["wrong-aud", invalid("aud")],
    ["missing-iss", missing("iss")],
    ["wrong-iss", invalid("iss")],
    ["missing-exp", missing("exp")],
    ["expired", invalid("exp")],
    ["nbf-future", invalid("nbf")],
    ["missing-iat", missing("iat")],
    ["unsigned", invalid("alg")],
    ["hs256", invalid("alg")],
    ["tampered", invalid("signature")],
    ["other-key", invalid("signature")],
    ["unknown-kid", invalid("signature")],
    ["wrong-nonce", invalid("nonce")],
    ["missing-nonce", missing("nonce")],
    ["no-id-token", invalid()],
    ["garbage-id-token", invalid()],
    ["no-email", missing("email")],
    ["denied", { status: 403, code: "access_denied" }],
    ["server-error", down],
    ["token-503", down],
    ["token-html", down],
    ["token-slow", down],
    ["token-reset", down],
  ])("%s is told to programs and to people, and starts no session", async (fault, expected) => {
    const program = world.browser();
    const email = address(fault);
    const callback = await world.idp.signInAs(await program.start(), email);
    const began = Date.now();
    const answer = await program.fetch(callback, { headers: { accept: "application/json" } });
    expect(Date.now() - began).toBeLessThan(10_000);
    const problem = await problemOf(answer);
    expect(problem).toMatchObject(expected);
    expect(problem.claim).toBe(expected.claim);
    expect(answer.status).toBe(expected.status);
    expect(program.jar.header(new URL(callback))).toBe("");

    const person = world.browser();
    const theirs = await world.idp.signInAs(await person.start({ return_to: "/acme" }), email);
    const page = await person.fetch(theirs, { headers: { accept: "text/html,*/*;q=0.8" } });
    expect(page.status).toBe(303);
    const location = new URL(page.headers.get("location") ?? "");
    expect(location.origin + location.pathname).toBe(`${world.origin}/sign-in/error`);
    expect(Object.fromEntries(location.searchParams)).toEqual({
      code: expected.code,
      ...(expected.claim ? { claim: expected.claim } : {}),
      request_id: page.headers.get("x-request-id"),
      return_to: "/acme",
    });
    expect(person.jar.header(new URL(theirs))).toBe("");
    expect(await world.query("SELECT id FROM users WHERE email = ?", email)).toEqual([]);

    const audited = await world.query<{ data: string }>("SELECT data FROM audit WHERE request_id = ?", problem.request_id);
    const { status: _, ...data } = expected;
    expect(audited.map((row) => JSON.parse(row.data))).toEqual(expected.status === 502 ? [] : [data]);
  });

  test("after a failure the next try in the same browser works", async () => {
    const browser = world.browser();
    await browser.signIn(address("tampered"));
    expect((await browser.signIn(address())).headers.get("location")).toBe("/");
    expect((await browser.me()).user).not.toBeNull();
  });

  test("an address that is not verified signs in", async () => {
    const browser = world.browser();
    const email = address("unverified-email");
    await browser.signIn(email);
    expect((await browser.me()).user?.email).toBe(email);
  });

  test("no secret of a sign-in is in the log", async () => {
    const browser = world.browser();
    const callback = new URL(await world.idp.signInAs(await browser.start(), address()));
    const cookie = browser.jar.header(callback);
    await browser.fetch(callback.href);
    await browser.signIn(address("tampered"));
    const logs = world.logs();
    expect(logs).toContain("/api/auth/callback/conn_default");
    const values = [...callback.searchParams.values(), ...cookie.split("; ").map((pair) => pair.slice(pair.indexOf("=") + 1)), "eyJ"];
    const secrets = values.filter((value) => value === "eyJ" || value.length > 30);
    expect(secrets).toHaveLength(6);
    expect(secrets.filter((secret) => logs.includes(secret))).toEqual([]);
    expect(logs).not.toMatch(/"status":500/);
  });
});
