import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SignedIn, signIn } from "../support/sign-in.ts";
import { type PrivateStack, startPrivateStack } from "../support/stack.ts";

/** As deployed without routes on the api Worker: every request comes to the web Worker, which hands the API's on. */
describe("the API behind the web Worker", () => {
  let server: PrivateStack;
  let person: SignedIn;
  const name = `t-${randomUUID().slice(0, 8)}`;
  let place: { slug: string; workspace: { slug: string } };

  beforeAll(async () => {
    server = await startPrivateStack({ env: { CAIRN_DIRECT_ROUTES: "0" } });
    person = await signIn({ email: `${name}@web.example`, origin: server.origin });
    const answer = await person.fetch("/api/v1/orgs", { method: "POST", json: { name, slug: name } });
    expect(answer.status).toBe(201);
    place = await answer.json();
  });
  afterAll(() => server.remove());

  test("the session of a sign-in that went through it is good for the API and the pages", async () => {
    expect(await (await person.fetch("/api/v1/me")).json()).toMatchObject({ actor: { type: "user", name: `${name}@web.example` } });
    expect(place).toMatchObject({ slug: name, workspace: { slug: expect.any(String) } });
    const page = await person.fetch(`/${place.slug}/${place.workspace.slug}`);
    expect(page.status).toBe(200);
    expect(page.headers.get("content-security-policy")).toContain("'nonce-");
    const foreign = { origin: "https://elsewhere.example" };
    expect((await person.fetch("/api/v1/orgs", { method: "POST", json: { name: "Forged" }, headers: foreign })).status).toBe(403);
  });

  test("a refusal is the API's problem document with its headers, and not the web Worker's", async () => {
    const answer = await fetch(`${server.origin}/api/v1/me`);
    expect(answer.status).toBe(401);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": expect.stringContaining("application/problem+json"),
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "referrer-policy": expect.any(String),
      "www-authenticate": expect.stringContaining("Bearer"),
    });
    const problem = (await answer.json()) as { request_id: string };
    expect(problem).toMatchObject({ status: 401, code: "unauthenticated" });
    expect(answer.headers.get("x-request-id")).toBe(problem.request_id);
  });

  test("metadata speaks of the public origin", async () => {
    const answer = await fetch(`${server.origin}/.well-known/oauth-authorization-server`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ issuer: server.origin, token_endpoint: `${server.origin}/api/oauth/token` });
  });

  test("a body over the limit is refused, with a length and in chunks", async () => {
    const body = JSON.stringify({ name: "a".repeat(2 * 1024 * 1024) });
    const headers = { "content-type": "application/json" };
    const init = { method: "POST", headers, duplex: "half" } as const;
    expect((await person.fetch("/api/v1/orgs", { ...init, body })).status).toBe(413);
    const chunked = await person.fetch("/api/v1/orgs", { ...init, body: new Blob([body]).stream() } as RequestInit);
    expect(chunked.status).toBe(413);
    expect(await chunked.json()).toMatchObject({ status: 413, request_id: expect.any(String) });
  });

  test("a WebSocket is upgraded and greeted", async () => {
    const url = new URL(`/api/v1/orgs/${place.slug}/workspaces/${place.workspace.slug}/live`, server.origin);
    const headers = { cookie: person.jar.header(url) ?? "", origin: server.origin };
    // Node's WebSocket takes headers, which a browser adds by itself; its types say only what browsers have.
    const socket = new WebSocket(url.href.replace("http", "ws"), { headers } as unknown as string[]);
    const first = await new Promise<unknown>((done, failed) => {
      socket.addEventListener("message", ({ data }) => done(JSON.parse(String(data))), { once: true });
      socket.addEventListener("close", ({ code }) => failed(new Error(`closed with ${code}`)), { once: true });
    });
    expect(first).toEqual({ kind: "hello", sequence: expect.any(Number) });
    const closed = new Promise((done) => socket.addEventListener("close", done, { once: true }));
    socket.send("ping");
    socket.close(1000);
    await closed;
  });
});
