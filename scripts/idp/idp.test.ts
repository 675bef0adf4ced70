import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as oidc from "openid-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { completeLogin, completeLogout, createCookieJar, lastForm, visit } from "./drive.ts";
import { startIdentityProvider } from "./index.ts";

const client = { id: "cairn", secret: "a-secret-of-some-length" };
const appOrigin = "http://localhost:8787";
const callback = `${appOrigin}/api/auth/callback/conn_default`;

type Provider = Awaited<ReturnType<typeof startIdentityProvider>>;
let folder: string;
let idp: Provider;
const stateFile = (name: string) => join(folder, name, "idp.json");
const start = (name: string, more: { port?: number; rotateKey?: boolean } = {}) =>
  startIdentityProvider({ port: 0, stateFile: stateFile(name), appOrigin, client, ...more });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cairn-idp-"));
  idp = await start("shared");
});
afterAll(async () => {
  await idp.close();
  await rm(folder, { recursive: true });
});

async function attempt(provider: Provider, parameters: Record<string, string> = {}) {
  const config = await oidc.discovery(new URL(provider.issuer), client.id, client.secret, undefined, {
    execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks],
  });
  const checks = {
    pkceCodeVerifier: oidc.randomPKCECodeVerifier(),
    expectedState: oidc.randomState(),
    expectedNonce: oidc.randomNonce(),
  };
  const authorizeUrl = oidc.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope: "openid email profile",
    code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: "S256",
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    ...parameters,
  });
  const finish = async (url: string) => oidc.authorizationCodeGrant(config, new URL(url), checks);
  return { config, authorizeUrl, finish };
}

/** The account page of a fresh attempt: its text, its address, and a way to post to it. */
async function openPage(provider: Provider, parameters: Record<string, string> = {}, jar = createCookieJar()) {
  const { authorizeUrl } = await attempt(provider, parameters);
  const to = (await visit(authorizeUrl, { jar })).headers.get("location");
  const address = new URL(to ?? "", provider.issuer);
  const response = await visit(address, { jar });
  const text = await response.text();
  const post = async (form: Record<string, string>) => {
    const answer = await visit(address, { jar, form });
    return { status: answer.status, text: await answer.text(), location: answer.headers.get("location") };
  };
  return { jar, address, response, text, post };
}

describe("signing in", () => {
  test("a new account signs in by code and PKCE, with e-mail and name in the ID token", async () => {
    const { authorizeUrl, finish } = await attempt(idp);
    const url = await completeLogin({ authorizeUrl, email: " Ada@Example.test ", name: "  Ada   Lovelace " });
    const claims = (await finish(url)).claims();
    expect(claims).toMatchObject({
      iss: idp.issuer,
      aud: client.id,
      email: "Ada@Example.test",
      email_verified: true,
      name: "Ada Lovelace",
    });
    expect(claims?.sub).toMatch(/^acct_/);
  });

  test("the same e-mail in other letters is the same account", async () => {
    const subs: (string | undefined)[] = [];
    for (const email of ["grace@example.test", "GRACE@example.TEST"]) {
      const { authorizeUrl, finish } = await attempt(idp);
      subs.push((await finish(await completeLogin({ authorizeUrl, email, name: "Grace" }))).claims()?.sub);
    }
    expect(subs[0]).toBe(subs[1]);
  });

  test("an account in the list signs in with one click", async () => {
    const first = await attempt(idp);
    const sub = (
      await first.finish(await completeLogin({ authorizeUrl: first.authorizeUrl, email: "click@example.test", name: "Click" }))
    ).claims()?.sub;
    const { text, post, jar } = await openPage(idp);
    expect(text).toContain(`<button class="account" name="account" value="${sub}">`);
    const { location } = await post({ account: sub ?? "" });
    expect((await visit(location ?? "", { jar })).headers.get("location")).toMatch(`${callback}?code=`);
  });

  test("a browser that signed in before goes through without a page; prompt=login and select_account show it again", async () => {
    const jar = createCookieJar();
    const first = await attempt(idp);
    await completeLogin({ authorizeUrl: first.authorizeUrl, email: "again@example.test", name: "Again", jar });
    const second = await attempt(idp);
    const straight = await visit(second.authorizeUrl, { jar });
    expect(straight.headers.get("location")).toMatch(`${callback}?code=`);
    for (const prompt of ["login", "select_account", "login select_account"]) {
      const page = await openPage(idp, { prompt }, jar);
      expect(page.text).toContain("Signed in</span>");
      const again = await attempt(idp, { prompt });
      const url = await completeLogin({ authorizeUrl: again.authorizeUrl, email: "again@example.test", name: "", jar });
      expect((await again.finish(url)).claims()?.email).toBe("again@example.test");
    }
  });

  test("another account can be taken while signed in, with no page between", async () => {
    const jar = createCookieJar();
    const first = await attempt(idp);
    await completeLogin({ authorizeUrl: first.authorizeUrl, email: "one@example.test", name: "One", jar });
    const page = await openPage(idp, { prompt: "select_account" }, jar);
    const { location } = await page.post({ email: "two@example.test", name: "Two" });
    expect((await visit(location ?? "", { jar })).headers.get("location")).toMatch(`${callback}?code=`);
    const next = await attempt(idp);
    const url = (await visit(next.authorizeUrl, { jar })).headers.get("location") ?? "";
    expect((await next.finish(url)).claims()?.email).toBe("two@example.test");
  });

  test("prompt=consent asks nothing", async () => {
    const { authorizeUrl, finish } = await attempt(idp, { prompt: "consent" });
    const url = await completeLogin({ authorizeUrl, email: "consent@example.test", name: "Consent" });
    expect((await finish(url)).claims()?.email).toBe("consent@example.test");
  });

  test("cancel says access_denied", async () => {
    const { text, address, jar } = await openPage(idp);
    expect(text).toContain(`href="${address.pathname}/cancel"`);
    const back = (await visit(`${address}/cancel`, { jar })).headers.get("location") ?? "";
    expect(new URL((await visit(back, { jar })).headers.get("location") ?? "").searchParams.get("error")).toBe("access_denied");
  });

  test("PKCE is demanded", async () => {
    const { authorizeUrl } = await attempt(idp);
    authorizeUrl.searchParams.delete("code_challenge");
    authorizeUrl.searchParams.delete("code_challenge_method");
    const back = new URL((await visit(authorizeUrl, { jar: createCookieJar() })).headers.get("location") ?? "");
    expect(back.searchParams.get("error")).toBe("invalid_request");
  });
});

describe("the account page", () => {
  test.each([
    ["no e-mail", { email: " ", name: "N" }, "Enter an e-mail address."],
    ["not an e-mail", { email: "ada", name: "N" }, "This is not an e-mail address"],
    ["no dot", { email: "ada@host", name: "N" }, "This is not an e-mail address"],
    ["long e-mail", { email: `${"a".repeat(250)}@x.test`, name: "N" }, "longer than 254"],
    ["no name", { email: "noname@x.test", name: "  " }, "Enter a name."],
    ["long name", { email: "longname@x.test", name: "é".repeat(81) }, "longer than 80"],
    ["no fields at all", {}, "Enter an e-mail address."],
  ])("refuses %s, says so and keeps what was typed", async (_, form: Record<string, string>, message) => {
    const { post } = await openPage(idp);
    const answer = await post(form);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(message);
    expect(answer.text).toContain('aria-invalid="true"');
    for (const value of Object.values(form)) expect(answer.text).toContain(`value="${value}"`);
  });

  test("takes a name of 80 characters, and shows markup as text", async () => {
    const name = `<b>"O'Hara" & co</b>`.padEnd(80, "…");
    const { post } = await openPage(idp);
    expect((await post({ email: "markup@x.test", name })).status).toBe(303);
    const { text } = await openPage(idp);
    expect(text).toContain("&lt;b&gt;&quot;O&#39;Hara&quot; &amp; co&lt;/b&gt;");
    expect(text).not.toContain("<b>");
  });

  test("fills in login_hint, escaped, and puts a known one first", async () => {
    expect((await openPage(idp, { login_hint: "new@hint.test" })).text).toContain('value="new@hint.test"');
    expect((await openPage(idp, { login_hint: '"><i>' })).text).toContain('value="&quot;&gt;&lt;i&gt;"');
    for (const email of ["first@hint.test", "second@hint.test"]) await (await openPage(idp)).post({ email, name: email });
    const { text } = await openPage(idp, { login_hint: "FIRST@hint.test" });
    expect(text.indexOf("first@hint.test")).toBeLessThan(text.indexOf("second@hint.test"));
  });

  test("forbids scripts and foreign content, and holds none", async () => {
    const { response, text } = await openPage(idp);
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("script-src");
    expect(text).not.toContain("<script");
    expect(text).not.toMatch(/(src|href|url)[=(]["']?https?:/);
    expect(text).toContain('<html lang="en">');
  });

  test("refuses a form from another site, a body that is too large, and a foreign host name", async () => {
    const { address, jar, post } = await openPage(idp);
    const foreign = await fetch(address, {
      method: "POST",
      headers: { origin: "https://evil.test", cookie: jar.header(address) },
      body: "",
    });
    expect(foreign.status).toBe(403);
    expect((await post({ name: "x".repeat(20_000) })).status).toBe(413);
    const status = await new Promise((resolve) =>
      request(idp.issuer, { headers: { host: "evil.test" } }, (answer) => resolve(answer.statusCode)).end(),
    );
    expect(status).toBe(421);
  });
});

describe("no dead ends", () => {
  const show = async (path: string, jar = createCookieJar()) => {
    const response = await visit(new URL(path, idp.issuer), { jar });
    return { status: response.status, text: await response.text() };
  };

  test("an ended sign-in offers to start again", async () => {
    const { address, jar, post } = await openPage(idp);
    const { location } = await post({ email: "ended@x.test", name: "Ended" });
    await visit(location ?? "", { jar });
    for (const path of [address.pathname, `${address.pathname}/cancel`, location ?? "", "/login/never-was"]) {
      const { status, text } = await show(path, jar);
      expect(status).toBe(400);
      expect(text).toContain("This sign-in has ended");
      expect(text).toContain(`href="${appOrigin}/sign-in"`);
    }
  });

  test("a callback address that is not registered says where Cairn is", async () => {
    const { authorizeUrl } = await attempt(idp, { redirect_uri: "http://127.0.0.1:8787/api/auth/callback/conn_default" });
    const { text } = await show(authorizeUrl.href);
    expect(text).toContain("Cairn is open at another address");
    expect(text).toContain(appOrigin);
  });

  test.each([
    ["unknown client", "/auth?client_id=nobody&response_type=code&scope=openid", 400, "This application is not known here"],
    ["unknown path", "/nothing/here", 404, "There is no such page"],
    ["front page", "/", 404, "There is no such page"],
    ["sign-out with a garbage hint", "/session/end?id_token_hint=garbage", 400, "You are not signed out here yet"],
    ["after sign-out", "/session/end/success", 200, "You are signed out"],
  ])("%s has a page with a way back", async (_, path, status, heading) => {
    const answer = await show(path);
    expect(answer).toMatchObject({ status, text: expect.stringContaining(`<h1>${heading}</h1>`) });
    expect(answer.text).toMatch(`href="${appOrigin}/`);
  });
});

describe("signing out", () => {
  test("asks, ends the session and comes back to Cairn with state", async () => {
    const jar = createCookieJar();
    const { config, authorizeUrl, finish } = await attempt(idp);
    const tokens = await finish(await completeLogin({ authorizeUrl, email: "out@example.test", name: "Out", jar }));
    const endSessionUrl = oidc.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token ?? "",
      post_logout_redirect_uri: `${appOrigin}/signed-out`,
      state: "s1",
    });
    const page = await (await visit(endSessionUrl, { jar })).text();
    expect(page).toContain("out@example.test");
    expect(page).toContain('name="logout" value="yes"');
    expect(await completeLogout({ endSessionUrl, jar })).toBe(`${appOrigin}/signed-out?state=s1`);
    const next = await visit((await attempt(idp)).authorizeUrl, { jar });
    expect(next.headers.get("location")).toMatch(/^\/login\//);
    // The session has ended: a second sign-out has nothing to ask.
    expect((await visit(endSessionUrl, { jar })).headers.get("location")).toBe(`${appOrigin}/signed-out?state=s1`);
  });

  test("staying signed in comes back to Cairn too, and keeps the session", async () => {
    const jar = createCookieJar();
    const { config, authorizeUrl } = await attempt(idp);
    await completeLogin({ authorizeUrl, email: "stay@example.test", name: "Stay", jar });
    const endSessionUrl = oidc.buildEndSessionUrl(config, { post_logout_redirect_uri: `${appOrigin}/` });
    const form = lastForm(await (await visit(endSessionUrl, { jar })).text());
    const answer = await visit(form?.action ?? "", { jar, form: form?.fields ?? {} });
    expect(answer.headers.get("location")).toBe(`${appOrigin}/`);
    expect((await visit((await attempt(idp)).authorizeUrl, { jar })).headers.get("location")).toMatch(`${callback}?code=`);
  });
});

describe("state", () => {
  test("a restart keeps accounts, keys and the browser's session, in a file only its owner reads", async () => {
    const jar = createCookieJar();
    const before = await start("restart");
    const first = await attempt(before);
    const tokens = await first.finish(
      await completeLogin({ authorizeUrl: first.authorizeUrl, email: "kept@example.test", name: "Kept", jar }),
    );
    await before.close();
    expect((await stat(stateFile("restart"))).mode & 0o777).toBe(0o600);

    const after = await start("restart", { port: Number(new URL(before.issuer).port) });
    try {
      expect(after.issuer).toBe(before.issuer);
      const second = await attempt(after);
      const url = (await visit(second.authorizeUrl, { jar })).headers.get("location") ?? "";
      expect((await second.finish(url)).claims()?.sub).toBe(tokens.claims()?.sub);
      expect((await openPage(after)).text).toContain("kept@example.test");
    } finally {
      await after.close();
    }
  });

  test("an account is on disk before its sign-in goes on, however many come at once", async () => {
    const provider = await start("disk");
    await Promise.all(
      Array.from({ length: 12 }, async (_, i) => {
        const email = `disk${i}@example.test`;
        const { post } = await openPage(provider);
        expect((await post({ email, name: "Disk" })).status).toBe(303);
        const { accounts } = JSON.parse(await readFile(stateFile("disk"), "utf8")) as { accounts: { email: string }[] };
        expect(accounts.map((account) => account.email)).toContain(email);
      }),
    );
    await provider.close();
  });

  test("a clean stop leaves no half-written file, and keeps what was said last", async () => {
    const provider = await start("stop");
    await (await openPage(provider)).post({ email: "stop@example.test", name: "Stop" });
    await provider.close();
    await provider.close();
    expect(await readdir(join(folder, "stop"))).toEqual(["idp.json"]);
    const { rows } = JSON.parse(await readFile(stateFile("stop"), "utf8")) as { rows: Record<string, { payload: { result?: unknown } }> };
    expect(Object.values(rows).some((row) => row.payload.result !== undefined)).toBe(true);
  });

  test("a new key signs, and the old public key stays, so an old hint still signs out", async () => {
    const jar = createCookieJar();
    const before = await start("rotate");
    const first = await attempt(before);
    const tokens = await first.finish(
      await completeLogin({ authorizeUrl: first.authorizeUrl, email: "key@example.test", name: "Key", jar }),
    );
    await before.close();
    const after = await start("rotate", { port: Number(new URL(before.issuer).port), rotateKey: true });
    try {
      const { keys } = (await (await fetch(`${after.issuer}/jwks`)).json()) as { keys: { kid: string; d?: string }[] };
      expect(keys).toHaveLength(2);
      expect(keys.every((key) => key.d === undefined)).toBe(true);
      const endSessionUrl = oidc.buildEndSessionUrl(first.config, {
        id_token_hint: tokens.id_token ?? "",
        post_logout_redirect_uri: `${appOrigin}/`,
      });
      expect(await completeLogout({ endSessionUrl, jar })).toBe(`${appOrigin}/`);
      const second = await attempt(after);
      const renewed = await second.finish(
        await completeLogin({ authorizeUrl: second.authorizeUrl, email: "key@example.test", name: "", jar }),
      );
      const kid = (token = "") => JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()).kid;
      expect(kid(renewed.id_token)).toBe(keys[0]?.kid);
      expect(kid(tokens.id_token)).toBe(keys[1]?.kid);
    } finally {
      await after.close();
    }
  });

  test("a file that is something else is refused by name and left alone; a taken port too", async () => {
    const file = join(folder, "other.json");
    await writeFile(file, "not json");
    await expect(startIdentityProvider({ port: 0, stateFile: file, appOrigin, client })).rejects.toThrow(file);
    expect(await readFile(file, "utf8")).toBe("not json");
    await expect(start("port", { port: Number(new URL(idp.issuer).port) })).rejects.toThrow(/Port \d+ .* is taken/);
  });
});
