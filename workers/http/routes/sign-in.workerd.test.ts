import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { settingsOf } from "../../shared/settings.ts";
import { faultyDb } from "../../test/support/faulty-db.ts";
import { createPerson, env, migrateControl, outcome, send } from "../../test/support/fixtures.ts";

beforeAll(migrateControl);
afterEach(() => {
  vi.unstubAllGlobals();
});

const page = { accept: "text/html,application/xhtml+xml" };
const locationOf = (response: Response) => new URL(response.headers.get("location") ?? "", env.CAIRN_ORIGIN);

/** A sign-in form as a browser sends it. */
const form = (headers: Record<string, string> = {}) => ({
  method: "POST",
  raw: "return_to=%2Facme",
  headers: { "content-type": "application/x-www-form-urlencoded", origin: env.CAIRN_ORIGIN, ...headers },
});

const https = {
  CAIRN_ENVIRONMENT: "production",
  CAIRN_ORIGIN: "https://cairn.example",
  AUTH_OIDC_ISSUER: "https://login.example.org",
};

/** Answers for the identity provider of `https`. */
function stubProvider() {
  const issuer = https.AUTH_OIDC_ISSUER;
  const endpoints = { authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`, end_session_endpoint: `${issuer}/end` };
  vi.stubGlobal("fetch", async () => Response.json({ issuer, ...endpoints, jwks_uri: `${issuer}/jwks` }));
}

describe("over https", () => {
  test("what an attempt keeps is for the callback, for https and not for scripts", async () => {
    stubProvider();
    const response = await send("/api/auth/start", { ...form({ origin: https.CAIRN_ORIGIN }), env: https });
    expect(response.status).toBe(303);
    expect(locationOf(response).searchParams.get("redirect_uri")).toBe("https://cairn.example/api/auth/callback/conn_default");
    const cookies = response.headers.getSetCookie();
    expect(cookies).toHaveLength(4);
    for (const cookie of cookies)
      expect(cookie).toMatch(
        /^__Secure-cairn_attempt_[\w-]{12}_(state|pkce|nonce|return_to)=[^;]+; Max-Age=900; Path=\/api\/auth\/callback\/conn_default; HttpOnly; Secure; SameSite=Lax$/,
      );
    expect(cookies.join("; ").length).toBeLessThan(4_000);
  });

  test("signing out clears the cookie that is tied to this host", async () => {
    const response = await send("/api/auth/logout", { method: "POST", headers: { origin: https.CAIRN_ORIGIN }, env: https });
    expect(response.headers.get("set-cookie")).toMatch(/^__Host-cairn_session=; Max-Age=0; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect(response.headers.get("location")).toBe("https://cairn.example/signed-out");
    expect(response.headers.get("strict-transport-security")).toMatch(/^max-age=\d{8}/);
  });

  test.each([
    { CAIRN_ORIGIN: "http://cairn.example" },
    { AUTH_OIDC_ISSUER: "http://login.example.org" },
    { AUTH_OIDC_ISSUER: "http://localhost:8788" },
    { CAIRN_ENVIRONMENT: "local", AUTH_OIDC_ISSUER: "http://login.example.org" },
    { CAIRN_ENVIRONMENT: "local", AUTH_OIDC_ISSUER: "http://localhost.example.org" },
  ])("settings with plain http are refused: %j", (wrong) => {
    expect(() => settingsOf({ ...env, ...https, ...wrong } as unknown as Env)).toThrow(/must be https/);
  });
});

describe("a person in a browser gets a page, never a dead end", () => {
  test("when the server itself fails", async () => {
    const broken = { CONTROL: faultyDb(env.CONTROL, 1, "before").d1 };
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const response = await send("/api/auth/callback/conn_x?code=a&state=b", { headers: page, env: broken });
    expect(response.status).toBe(303);
    expect(locationOf(response).pathname).toBe("/sign-in/error");
    expect(locationOf(response).searchParams.get("code")).toBe("internal");
    expect(locationOf(response).searchParams.get("request_id")).toBe(response.headers.get("x-request-id"));
  });

  test("when the address has tried too often", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new Error("nobody listens")));
    const strict = { CAIRN_RATE_SIGN_IN: "1" };
    const from = { "cf-connecting-ip": "192.0.2.77" };
    const attempt = (headers: Record<string, string>) =>
      send("/api/auth/callback/conn_default?error=access_denied", { headers: { ...from, ...headers }, env: strict });
    expect(await outcome(attempt({}))).toBe("502 provider_unavailable");
    const program = await attempt({});
    expect(program.status).toBe(429);
    expect(Number(program.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(locationOf(await attempt(page)).searchParams.get("code")).toBe("rate_limited");
    const other = { ...from, "cf-connecting-ip": "192.0.2.78" };
    expect(await outcome(send("/api/auth/callback/conn_x", { headers: other, env: strict }))).toBe("404 not_found");
  });

  test("when they came by another name of this host: the next try is at the right one", async () => {
    const response = await send("/api/auth/start", form({ ...page, origin: "http://127.0.0.1:8787" }));
    expect(response.headers.get("location")).toMatch(`${env.CAIRN_ORIGIN}/sign-in/error?code=cross_site_request&request_id=`);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  test.each(["application/json", "*/*", "text/html, application/json", ""])("a program that takes %j gets the problem", async (accept) => {
    const response = await send("/api/auth/callback/conn_x?code=a&state=b", { headers: accept ? { accept } : {} });
    expect(await outcome(response)).toBe("404 not_found");
  });
});

test("a session's cookie works for its own site's writes only", async () => {
  const ada = await createPerson("Ada");
  const foreign = { method: "POST", headers: { origin: "https://evil.example" } };
  expect(await outcome(ada.fetch("/api/auth/logout", foreign))).toBe("403 cross_site_request");
  expect((await ada.fetch("/api/v1/me")).status).toBe(200);
});
