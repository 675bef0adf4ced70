import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { discover } from "./discovery.ts";
import { PROVIDER_BODY_MAX_BYTES, PROVIDER_TOTAL_MS } from "./limits.ts";
import { openOutgoing } from "./outgoing.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const url = "https://login.example.org/token";
const outage = { code: "provider_unavailable" };

/** A provider that answers after a while, and hears when nobody waits any longer. */
function open(answer: (signal: AbortSignal) => Promise<Response>, timeoutMs = 5_000) {
  return openOutgoing({
    settings: { AUTH_OIDC_TIMEOUT_MS: timeoutMs, isLocal: false },
    connection: { orgId: "org_1" },
    totalMs: PROVIDER_TOTAL_MS,
    fetch: (_input, init) => answer(init?.signal as AbortSignal),
  });
}
const after = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

test("each call has its time, and all together have theirs", async () => {
  let aborted = 0;
  const outgoing = open(async (signal) => {
    signal.addEventListener("abort", () => aborted++);
    return new Promise(() => undefined);
  });
  const waited: number[] = [];
  for (let i = 0; i < 3; i++) {
    const began = Date.now();
    const failed = expect(outgoing.fetch(url)).rejects.toMatchObject(outage);
    await vi.advanceTimersByTimeAsync(5_000);
    await failed;
    waited.push(Date.now() - began);
  }
  expect(aborted).toBe(2);
  const began = Date.now();
  await expect(outgoing.fetch(url)).rejects.toMatchObject(outage);
  expect(Date.now() - began).toBe(0);
  expect(PROVIDER_TOTAL_MS).toBeLessThan(10_000);
  expect(outgoing.failure()).toMatchObject(outage);
});

test("an answer that is still being read when the time is over counts as none", async () => {
  const outgoing = open(async () => new Response(new ReadableStream({ start: (stream) => stream.enqueue(new Uint8Array(1)) })));
  const failed = expect(outgoing.fetch(url)).rejects.toMatchObject(outage);
  await vi.advanceTimersByTimeAsync(5_000);
  await failed;
});

test("answers in time come through with status and body", async () => {
  const outgoing = open(async () => {
    await after(4_900);
    return new Response("{}", { status: 401 });
  });
  const answered = outgoing.fetch(url);
  await vi.advanceTimersByTimeAsync(4_900);
  const response = await answered;
  expect([response.status, await response.text()]).toEqual([401, "{}"]);
  expect(outgoing.failure()).toBeNull();
});

test.each([
  [PROVIDER_BODY_MAX_BYTES, true],
  [PROVIDER_BODY_MAX_BYTES + 1, false],
])("a body of %i bytes is read: %s", async (size, fine) => {
  const outgoing = open(async () => new Response(new Uint8Array(size)));
  if (fine) expect((await (await outgoing.fetch(url)).arrayBuffer()).byteLength).toBe(size);
  else await expect(outgoing.fetch(url)).rejects.toMatchObject(outage);
});

test.each([301, 307, 429, 500, 503])("%i is an outage", async (status) => {
  await expect(open(async () => new Response(null, { status })).fetch(url)).rejects.toMatchObject(outage);
});

test("an address that is refused is not called", async () => {
  let calls = 0;
  const outgoing = open(async () => {
    calls++;
    return new Response();
  });
  await expect(outgoing.fetch("https://169.254.169.254/latest")).rejects.toMatchObject({ code: "client_rejected" });
  expect(calls).toBe(0);
});

test("a discovery document is kept for ten minutes", async () => {
  const issuer = "https://kept.example.org";
  let calls = 0;
  const outgoing = open(async () => {
    calls++;
    return Response.json({ issuer: `${issuer}/`, authorization_endpoint: issuer, token_endpoint: issuer, jwks_uri: issuer });
  });
  let now = 1_000_000;
  const read = () => discover({ issuer, outgoing, clock: { now: () => now } });
  expect((await read()).issuer).toBe(`${issuer}/`);
  now += 599_999;
  await read();
  expect(calls).toBe(1);
  now += 1;
  await read();
  expect(calls).toBe(2);
});
