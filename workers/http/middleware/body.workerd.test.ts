import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { beforeAll, describe, expect, test } from "vitest";
import { createOrg, createPerson, env, migrateControl, outcome, type Person, send } from "../../test/support/fixtures.ts";
import { post } from "../../test/support/oauth.ts";
import { app } from "../app.ts";
import { BODY_MAX_BYTES, LOG_BODY_MAX_BYTES } from "./body.ts";

beforeAll(migrateControl);

let ada: Person;
beforeAll(async () => {
  ada = await createPerson("Ada");
});

/** Well-formed JSON of exactly so many bytes, not all of them letters of one byte. */
function bodyOf(sizeBytes: number): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify({ name: "é" }));
  const body = new Uint8Array(sizeBytes).fill(0x20);
  body.set(text.subarray(0, -1));
  body.set(text.subarray(-1), sizeBytes - 1);
  return body;
}

/** Sends a body with its length declared, or in chunks without one. */
async function sendBytes(path: string, body: Uint8Array, how: "declared" | "chunked", headers: Record<string, string> = {}) {
  const chunks = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < body.length; at += 65_536) controller.enqueue(body.slice(at, at + 65_536));
      controller.close();
    },
  });
  const all = { cookie: ada.cookie, origin: env.CAIRN_ORIGIN, "content-type": "application/json", ...headers };
  const request = new Request(new URL(path, env.CAIRN_ORIGIN), {
    method: "POST",
    headers: how === "declared" ? { ...all, "content-length": String(body.length) } : all,
    body: (how === "declared" ? body : chunks) as BodyInit,
  });
  const ctx = createExecutionContext();
  const response = await app.fetch(request, env, ctx);
  await waitOnExecutionContext(ctx);
  return response;
}

describe.each(["declared", "chunked"] as const)("a body with its length %s", (how) => {
  test("of exactly the limit is read, one byte more is not", async () => {
    expect(await outcome(sendBytes("/api/v1/orgs", bodyOf(BODY_MAX_BYTES), how))).toBe("201");
    const refused = await sendBytes("/api/v1/orgs", bodyOf(BODY_MAX_BYTES + 1), how);
    expect(refused.status).toBe(413);
    expect(await refused.json()).toMatchObject({ code: "payload_too_large", limit: { name: "body_bytes", value: BODY_MAX_BYTES } });
  });

  test("may be larger for a batch of metric points", async () => {
    const org = await createOrg(ada);
    const path = `/api/v1/orgs/${org.slug}/workspaces/${org.workspace.slug}/runs/run_none/log`;
    expect(await outcome(sendBytes(path, bodyOf(LOG_BODY_MAX_BYTES), how))).not.toBe("413 payload_too_large");
    expect(await outcome(sendBytes(path, bodyOf(LOG_BODY_MAX_BYTES + 1), how))).toBe("413 payload_too_large");
  });

  test("is limited on the form endpoints and for strangers too", async () => {
    const form = { "content-type": "application/x-www-form-urlencoded" };
    expect(await outcome(sendBytes("/api/oauth/token", new Uint8Array(BODY_MAX_BYTES + 1).fill(0x61), how, form))).toBe(
      "413 payload_too_large",
    );
    const nobody = { cookie: "" };
    expect(await outcome(sendBytes("/api/v1/orgs", bodyOf(BODY_MAX_BYTES + 1), how, nobody))).toBe("413 payload_too_large");
  });
});

describe("the media type", () => {
  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/xml",
    "application/jsonx",
    "",
  ])("%j is not supported", async (type) => {
    expect(await outcome(ada.fetch("/api/v1/orgs", { raw: '{"name":"A"}', headers: { "content-type": type } }))).toBe(
      "415 unsupported_media_type",
    );
  });

  test.each(["application/json; charset=utf-8", "Application/JSON", "application/json;charset=UTF-8"])("%j is", async (type) => {
    expect(await outcome(ada.fetch("/api/v1/orgs", { raw: '{"name":"A"}', headers: { "content-type": type } }))).toBe("201");
  });
});

describe("a body that is no JSON of the contract", () => {
  test.each(["{", '{"name":', "", "null", "[]", '"text"', "7", '{"name":7}', "{}", '{"name":"\\ud800"}', "\u0000", "{'name':'x'}"])(
    "%j is refused as 400",
    async (raw) => {
      const response = await ada.fetch("/api/v1/orgs", { method: "POST", raw, headers: { "content-type": "application/json" } });
      if (raw === '{"name":"\\ud800"}') expect(response.status).toBeLessThan(500);
      else expect(await outcome(response)).toBe("400 invalid_request");
    },
  );

  test("names the field and the rule", async () => {
    const response = await ada.fetch("/api/v1/orgs", { json: { name: "" } });
    expect(await response.json()).toMatchObject({ code: "invalid_request", errors: [{ path: "body.name", rule: "too_small" }] });
  });
});

describe("every answer", () => {
  const broken = {
    prepare: () => {
      throw new Error("secret detail");
    },
  };
  const requests: [number, string, () => Promise<Response>][] = [
    [200, "a success", () => ada.fetch("/api/v1/me")],
    [201, "a creation", () => ada.fetch("/api/v1/orgs", { json: { name: "Headers" } })],
    [401, "no credential", () => send("/api/v1/me")],
    [404, "a page that is not there", () => send("/api/nothing/here")],
    [405, "a method that is not", () => send("/api/v1/me", { method: "PROPFIND" })],
    [413, "a large body", () => sendBytes("/api/v1/orgs", bodyOf(BODY_MAX_BYTES + 1), "declared")],
    [415, "another media type", () => ada.fetch("/api/v1/orgs", { raw: "x", headers: { "content-type": "text/plain" } })],
    [400, "a wrong body", () => ada.fetch("/api/v1/orgs", { json: {} })],
    [303, "a redirect", () => send("/api/oauth/authorize")],
    [400, "an OAuth error", () => post("/api/oauth/token", {})],
    [200, "metadata", () => send("/.well-known/oauth-authorization-server")],
    [500, "a failure", () => ada.fetch("/api/v1/me/grants", { env: { CONTROL: broken } })],
    [500, "a failure of an OAuth endpoint", () => post("/api/oauth/device_authorization", {}, { env: { CONTROL: broken } })],
  ];
  test.each(requests)("%i for %s has the security headers and a request id", async (status, _, request) => {
    const response = await request();
    expect(response.status).toBe(status);
    const text = await response.text();
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    expect(response.headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(response.headers.get("cross-origin-resource-policy")).toBe("same-origin");
    expect(response.headers.get("cache-control")).toMatch(/no-store|max-age/);
    expect(response.headers.get("strict-transport-security")).toBeNull();
    expect(response.headers.get("x-request-id")).toMatch(/^[\w-]{8,64}$/);
    if (response.headers.get("content-type") === "application/problem+json")
      expect(JSON.parse(text).request_id).toBe(response.headers.get("x-request-id"));
    expect(text).not.toContain("secret detail");
  });

  test("asks for https for two years where it is served by https", async () => {
    const headers = { host: "cairn.example.org" };
    const response = await send("/api/v1/me", { env: { CAIRN_ORIGIN: "https://cairn.example.org" }, headers });
    expect(response.headers.get("strict-transport-security")).toBe("max-age=63072000; includeSubDomains");
  });

  test("repeats the caller's request id when it is one, and makes one when it is not", async () => {
    expect((await send("/api/v1/me", { headers: { "x-request-id": "my-request_01" } })).headers.get("x-request-id")).toBe("my-request_01");
    for (const bad of ["short", "x".repeat(65), "has space in", '{"a":"b"}', "a,b;c=dddd"]) {
      const id = (await send("/api/v1/me", { headers: { "x-request-id": bad } })).headers.get("x-request-id");
      expect(id).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test("is for the origin of the settings, written with or without a slash at its end", async () => {
    const response = await send("/.well-known/oauth-authorization-server", { env: { CAIRN_ORIGIN: "https://cairn.example.org/" } });
    expect(await response.json()).toMatchObject({
      issuer: "https://cairn.example.org",
      jwks_uri: "https://cairn.example.org/api/oauth/jwks",
    });
  });

  test("ignores the Host that a request claims", async () => {
    const response = await send("/.well-known/oauth-authorization-server", {
      headers: { host: "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" },
    });
    expect(await response.text()).not.toContain("evil.example");
  });
});
