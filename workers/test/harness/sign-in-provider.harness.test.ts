import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { completeLogin } from "../../../scripts/idp/drive.ts";
import { startFaultyProvider } from "../../../scripts/idp/faulty.ts";
import { startIdentityProvider } from "../../../scripts/idp/index.ts";
import { freePort } from "../../../scripts/stack/ports.ts";
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
