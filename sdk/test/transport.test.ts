import { expect, test, vi } from "vitest";
import { Cairn, CairnError, type Exchange } from "../src/index.ts";
import { json, problem, TestApi } from "./support/api.ts";

const me = { actor: { type: "user", id: "usr_1", name: "Ada" } };
const scope = { organization: "acme", workspace: "vision" };

/** The error of a call that must fail. */
async function errorOf(promise: PromiseLike<unknown>): Promise<CairnError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!CairnError.isCairnError(error)) throw new Error(`expected an error of the SDK, got ${error}`);
  return error;
}

test("a connection that breaks before or after the server did its work is repeated under the same key", async () => {
  const done = new Set<string>();
  let cuts = 0;
  await using api = await new TestApi((seen, answer, request) => {
    const key = String(seen.headers["idempotency-key"]);
    if (cuts++ === 0) return request.socket.destroy();
    done.add(key);
    if (cuts === 2) return request.socket.destroy();
    json(answer, 201, { slug: "acme" });
  }).start();
  const cairn = new Cairn({ url: api.url, token: "cairn_svc_0123456789abcdef" });
  await expect(cairn.organizations.create({ name: "Acme" })).resolves.toMatchObject({ slug: "acme" });
  expect(api.seen).toHaveLength(3);
  expect(done.size).toBe(1);
  expect(api.seen[0]?.headers.authorization).toBe("Bearer cairn_svc_0123456789abcdef");
  expect(new Set(api.seen.map((seen) => seen.body)).size).toBe(1);
});

test("a write without a key is sent once", async () => {
  await using api = await new TestApi((_, __, request) => request.socket.destroy()).start();
  const cairn = new Cairn({ url: api.url });
  const error = await errorOf(cairn.organizations.create({ name: "Acme" }, { idempotencyKey: false }));
  expect(error).toMatchObject({ name: "ConnectionError", code: "connection_failed", status: null, isRetryable: true });
  expect(api.seen).toHaveLength(1);
});

test("an answer that stops in the middle counts as no answer", async () => {
  await using api = await new TestApi((_, answer) => {
    if (api.seen.length > 1) return json(answer, 200, me);
    answer.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    answer.write('{"actor":', () => answer.socket?.destroy());
  }).start();
  await expect(new Cairn({ url: api.url }).me.get()).resolves.toEqual(me);
});

test.each([
  ["503 with Retry-After", 503, "unavailable", { "retry-after": "1" }],
  ["429 with Retry-After", 429, "rate_limited", { "retry-after": "1" }],
  ["429 with an empty RateLimit quota", 429, "rate_limited", { ratelimit: '"default";r=0;t=1' }],
])("%s is waited for", async (_, status, code, headers) => {
  await using api = await new TestApi((__, answer) => {
    if (api.seen.length > 1) json(answer, 200, me);
    else problem(answer, status, code, {}, headers);
  }).start();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  try {
    const refused = Promise.withResolvers<void>();
    const started = Date.now();
    const call = new Cairn({ url: api.url, onExchange: () => refused.resolve() }).me.get();
    await refused.promise;
    // The only timer left is the wait, and the clock stands still but for it.
    await vi.advanceTimersToNextTimerAsync();
    await expect(call).resolves.toEqual(me);
    expect(Date.now() - started).toBeGreaterThanOrEqual(1_000);
    expect(Date.now() - started).toBeLessThanOrEqual(1_250);
  } finally {
    vi.useRealTimers();
  }
  expect(api.seen).toHaveLength(2);
});

test("a wait longer than the call may last fails at once and says how long it would be", async () => {
  await using api = await new TestApi((_, answer) => problem(answer, 429, "rate_limited", {}, { "retry-after": "3600" })).start();
  const error = await errorOf(new Cairn({ url: api.url }).me.get());
  expect(error).toMatchObject({ name: "RateLimitError", code: "rate_limited", retryAfterMs: 3_600_000 });
  expect(api.seen).toHaveLength(1);
});

test("retries end after the number that is allowed", async () => {
  await using api = await new TestApi((_, answer) => problem(answer, 500, "internal")).start();
  const error = await errorOf(new Cairn({ url: api.url, maxRetries: 2 }).me.get());
  expect(error).toMatchObject({ name: "ServerError", code: "internal", requestId: "req_test" });
  expect(api.seen).toHaveLength(3);
});

test("a server that does not answer in time", async () => {
  await using api = await new TestApi(() => {}).start();
  const error = await errorOf(new Cairn({ url: api.url }).me.get({ timeoutMs: 100 }));
  expect(error).toMatchObject({ name: "TimeoutError", code: "timed_out" });
});

test("the caller's signal ends a call with its reason, also between two tries", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  await using api = await new TestApi((_, answer) => {
    problem(answer, 503, "unavailable", {}, { "retry-after": "30" });
    answer.on("finish", () => controller.abort(reason));
  }).start();
  await expect(new Cairn({ url: api.url }).me.get({ signal: controller.signal })).rejects.toBe(reason);
  await expect(new Cairn({ url: api.url }).me.get({ signal: controller.signal })).rejects.toBe(reason);
  expect(api.seen).toHaveLength(1);
});

test("a page of something else is no answer of Cairn", async () => {
  await using api = await new TestApi((_, answer) => answer.writeHead(200, { "content-type": "text/html" }).end("<h1>Hello</h1>")).start();
  const error = await errorOf(new Cairn({ url: api.url, maxRetries: 1 }).me.get());
  expect(error).toMatchObject({ code: "invalid_response", name: "ServerError" });
  expect(error.detail).not.toContain("<h1>");
});

test("a proxy's error page keeps its status and loses its text", async () => {
  await using api = await new TestApi((_, answer) => answer.writeHead(403, { "content-type": "text/html" }).end("<h1>No</h1>")).start();
  expect(await errorOf(new Cairn({ url: api.url }).me.get())).toMatchObject({ name: "PermissionError", code: "http_error", status: 403 });
});

test.each([
  [401, "unauthenticated", "AuthenticationError"],
  [401, "token_expired", "TokenExpiredError"],
  [401, "token_revoked", "TokenRevokedError"],
  [401, "session_expired", "SessionExpiredError"],
  [401, "key_expired", "KeyExpiredError"],
  [401, "key_revoked", "KeyRevokedError"],
  [403, "forbidden", "PermissionError"],
  [404, "not_found", "NotFoundError"],
  [409, "slug_taken", "ConflictError"],
  [410, "invitation_expired", "ConflictError"],
  [400, "invalid_request", "ValidationError"],
  [422, "idempotency_mismatch", "ValidationError"],
  [418, "a_code_of_tomorrow", "ValidationError"],
])("%i %s is a %s and is not repeated", async (status, code, name) => {
  const errors = [{ path: "body.name", rule: "too_small", message: "must not be empty" }];
  await using api = await new TestApi((_, answer) => problem(answer, status, code, { errors, claim: "sub" })).start();
  const error = await errorOf(new Cairn({ url: api.url }).me.get());
  expect(error).toMatchObject({ name, status, code, errors, requestId: "req_test", isRetryable: false, problem: { claim: "sub" } });
  expect(api.seen).toHaveLength(1);
  const plain: unknown = JSON.parse(JSON.stringify(error));
  expect(CairnError.isCairnError(plain)).toBe(true);
  expect(CairnError.isCairnError(new Error("other"))).toBe(false);
});

test("an error names the limit that was reached, and how much of it is used", async () => {
  const limits = [{ name: "runs_per_month", value: 5, used: 5 }, { name: "views", value: 200 }, undefined];
  await using api = await new TestApi((_, answer) => problem(answer, 409, "limit_reached", { limit: limits.shift() })).start();
  const limitNow = async () => ((await errorOf(new Cairn({ url: api.url }).me.get())) as CairnError).limit;
  expect(await limitNow()).toEqual({ name: "runs_per_month", maximum: 5, current: 5 });
  expect(await limitNow()).toEqual({ name: "views", maximum: 200, current: null });
  expect(await limitNow()).toBeNull();
});

test("a DELETE whose answer was lost is done when the repetition finds nothing", async () => {
  await using api = await new TestApi((_, answer, request) => {
    if (api.seen.length === 1) request.socket.destroy();
    else problem(answer, 404, "not_found");
  }).start();
  const cairn = new Cairn({ url: api.url, ...scope });
  await expect(cairn.runs.delete("run_1")).resolves.toBeUndefined();
  expect(await errorOf(cairn.runs.delete("run_1"))).toMatchObject({ code: "not_found" });
});

test("lists are walked page by page and no further than asked", async () => {
  await using api = await new TestApi((seen, answer) => {
    const cursor = Number(new URL(seen.path, "http://x").searchParams.get("cursor") ?? 0);
    json(answer, 200, { items: [{ name: `r${cursor}` }, { name: `r${cursor + 1}` }], next_cursor: cursor < 4 ? String(cursor + 2) : null });
  }).start();
  const cairn = new Cairn({ url: `${api.url}/`, ...scope });
  const names: string[] = [];
  for await (const run of cairn.runs.list({ status: "running", limit: 2 })) names.push(run.name);
  expect(names).toEqual(["r0", "r1", "r2", "r3", "r4", "r5"]);
  expect(api.seen[1]?.path).toBe("/api/v1/orgs/acme/workspaces/vision/runs?status=running&limit=2&cursor=2");
  api.seen.length = 0;
  expect(await cairn.runs.list().toArray({ limit: 3 })).toHaveLength(3);
  expect(api.seen).toHaveLength(2);
  const page = await cairn.runs.list().page("4");
  expect(page.next_cursor).toBeNull();
});

test("withResponse gives the answer with what came around it", async () => {
  await using api = await new TestApi((_, answer) => json(answer, 200, me, { ratelimit: '"default";r=9;t=1' })).start();
  const { data, response, requestId } = await new Cairn({ url: api.url }).me.get().withResponse();
  expect(data).toEqual(me);
  expect(requestId).toBe("req_test");
  expect(response.headers.get("ratelimit")).toContain("r=9");
});

test("parts of a path cannot leave it, and a missing workspace is named", async () => {
  await using api = await new TestApi((_, answer) => json(answer, 200, {})).start();
  const cairn = new Cairn({ url: api.url, organization: "acme" });
  await cairn.runs.get("a/../b", { workspace: "vision" });
  expect(api.seen[0]?.path).toBe("/api/v1/orgs/acme/workspaces/vision/runs/a%2F..%2Fb");
  expect(() => cairn.runs.get("..", scope)).toThrow(TypeError);
  expect(await errorOf(cairn.runs.get("run_1"))).toMatchObject({ name: "ConfigurationError", code: "not_configured" });
  await expect(cairn.runs.get("run_1", { organization: "..", workspace: "x" })).rejects.toThrow(TypeError);
  expect(api.seen).toHaveLength(1);
});

test("what is told of an exchange holds no secret", async () => {
  const exchanges: Exchange[] = [];
  await using api = await new TestApi((_, answer) =>
    problem(answer, 400, "invalid_request", { detail: "cairn_svc_0123456789abcdefghij is odd" }),
  ).start();
  const token = "cairn_svc_0123456789abcdefghij";
  const cairn = new Cairn({ url: api.url, token, onExchange: (exchange) => exchanges.push(exchange) });
  const error = await errorOf(cairn.organizations.create({ name: "hidden body" }));
  expect(exchanges).toMatchObject([{ method: "POST", status: 400, attempt: 1, code: "invalid_request", requestId: "req_test" }]);
  const told = JSON.stringify([exchanges, error, cairn]) + String(error.stack);
  expect(told).not.toContain(token);
  expect(told).not.toContain("hidden body");
});
