import { createHash } from "node:crypto";
import { expect, test, vi } from "vitest";
import { type LoopbackOptions, signInThroughBrowser } from "../../src/cli/login/loopback.ts";
import { serve } from "./support.ts";

const token = { access_token: "a", token_type: "Bearer", expires_in: 60, refresh_token: "r" };

/** A sign-in that has shown its address and waits. */
async function waiting(more: Partial<LoopbackOptions> = {}) {
  const server = await serve({ "POST /api/oauth/token": () => ({ json: token }) });
  const onForged = vi.fn();
  let shown = (_: URL) => {};
  const url = new Promise<URL>((done) => {
    shown = done;
  });
  const result = signInThroughBrowser({
    call: { host: server.url, fetch },
    asked: { workspace: "acme/vision" },
    issuer: server.url,
    onForged,
    show: async (address) => shown(new URL(address)),
    ...more,
  });
  result.catch(() => undefined);
  const query = (await url).searchParams;
  const callback = (fields: Record<string, string>) => fetch(`${query.get("redirect_uri")}?${new URLSearchParams(fields)}`);
  return { server, onForged, result, query, state: query.get("state") ?? "", callback };
}

test("asks with PKCE S256 on a loopback address and proves it at the token endpoint", async () => {
  const { server, result, query, state, callback } = await waiting();
  expect(Object.fromEntries(query)).toMatchObject({
    response_type: "code",
    client_id: "cairn-cli",
    code_challenge_method: "S256",
    redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
    cairn_workspace: "acme/vision",
  });
  const response = await callback({ code: "c1", state, iss: server.url });
  expect(response.status).toBe(200);
  expect(await response.text()).toContain("Signed in");
  await expect(result).resolves.toEqual(token);
  const form = server.asked[0]?.form;
  expect(form?.get("code")).toBe("c1");
  expect(
    createHash("sha256")
      .update(form?.get("code_verifier") ?? "")
      .digest("base64url"),
  ).toBe(query.get("code_challenge"));
});

test.each([
  ["no state", {}],
  ["another state", { state: "forged" }],
])("a forged callback with %s is refused, leads to no request, and the real one still works", async (_, fields) => {
  const { server, onForged, result, state, callback } = await waiting();
  const forged = await callback({ code: "stolen", ...(fields as Record<string, string>) });
  expect(forged.status).toBe(400);
  expect(await forged.text()).toContain("This answer was refused");
  expect(onForged).toHaveBeenCalledOnce();
  expect(server.asked).toEqual([]);
  await callback({ code: "real", state });
  await expect(result).resolves.toEqual(token);
  expect(server.asked.map(({ form }) => form.get("code"))).toEqual(["real"]);
});

test("an answer in the name of another issuer is refused", async () => {
  const { server, onForged, state, callback } = await waiting();
  expect((await callback({ code: "c", state, iss: "https://elsewhere.example.org" })).status).toBe(400);
  expect(onForged).toHaveBeenCalledOnce();
  expect(server.asked).toEqual([]);
});

test("a code is taken once", async () => {
  let release = () => {};
  const held = new Promise<void>((done) => {
    release = done;
  });
  const server = await serve({ "POST /api/oauth/token": () => held.then(() => ({ json: token })) });
  const { result, state, callback } = await waiting({ call: { host: server.url, fetch } });
  const first = callback({ code: "c1", state });
  await expect.poll(() => server.asked.length).toBe(1);
  expect((await callback({ code: "c2", state })).status).toBe(400);
  release();
  expect((await first).status).toBe(200);
  await result;
  expect(server.asked.length).toBe(1);
});

test("a denial ends with exit code 4", async () => {
  const { server, result, state, callback } = await waiting();
  expect(await (await callback({ error: "access_denied", state })).text()).toContain("Sign-in denied");
  await expect(result).rejects.toMatchObject({ exit: 4 });
  expect(server.asked).toEqual([]);
});

test("what the server says is shown as text", async () => {
  const { result, state, callback } = await waiting();
  const answer = await (await callback({ error: "server_error", error_description: "<script>x</script>", state })).text();
  expect(answer).toContain("&lt;script&gt;");
  expect(answer).not.toContain("<script>");
  await expect(result).rejects.toMatchObject({ exit: 4 });
});

test("the wait ends, with exit code 8", async () => {
  const { result } = await waiting({ timeoutMs: 50 });
  await expect(result).rejects.toMatchObject({ exit: 8 });
});

test("other paths and methods are not the callback", async () => {
  const { query, result, state, callback } = await waiting();
  const at = query.get("redirect_uri") ?? "";
  expect((await fetch(new URL("/favicon.ico", at))).status).toBe(404);
  expect((await fetch(`${at}?code=c&state=${state}`, { method: "POST" })).status).toBe(404);
  await callback({ code: "c", state });
  await result;
});
