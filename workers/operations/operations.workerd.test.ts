import { createExecutionContext, createScheduledController, evictDurableObject, waitOnExecutionContext } from "cloudflare:test";
import type { SystemStatus } from "@cairn/sdk/schema";
import { beforeAll, describe, expect, test } from "vitest";
import worker from "../index.ts";
import { createPerson, env, migrateControl, send } from "../test/support/fixtures.ts";

beforeAll(migrateControl);

const TOKEN = "operator-token-of-the-tests-0123456789";
const operator = { headers: { authorization: `Bearer ${TOKEN}` } };
const withToken = (replaced: Record<string, unknown> = {}) => ({ env: { CAIRN_OPERATOR_TOKEN: TOKEN, ...replaced } });
const broken = { BLOBS: { head: () => Promise.reject(new Error("no such bucket")) } };

async function runCron(at: number, replaced: Record<string, unknown> = {}): Promise<void> {
  const ctx = createExecutionContext();
  await worker.scheduled(createScheduledController({ scheduledTime: new Date(at), cron: "* * * * *" }), { ...env, ...replaced }, ctx);
  await waitOnExecutionContext(ctx);
}

describe("whether the system answers", () => {
  test("is told without reading anything, and with asking every part", async () => {
    const alive = await send("/healthz", { env: { CONTROL: null, BLOBS: null } });
    expect([alive.status, await alive.json()]).toEqual([200, { status: "ok", version: expect.stringMatching(/^\d+\.\d+\.\d+/) }]);
    const ready = await send("/readyz");
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: "ready", checks: { database: "ok", storage: "ok", objects: "ok" } },
    ]);
    const unready = await send("/readyz", { env: broken });
    expect([unready.status, await unready.json()]).toEqual([
      503,
      { status: "not ready", checks: { database: "ok", storage: "down", objects: "ok" } },
    ]);
  });

  test("is known for each day from the checks of the clock, and told to anybody", async () => {
    const day = Date.UTC(2031, 4, 7);
    await runCron(day);
    await runCron(day + 60_000, broken);
    await runCron(day + 86_400_000);
    const answer = await send("/api/v1/status", { env: broken });
    const { status, components } = (await answer.json()) as SystemStatus;
    expect(status).toBe("degraded");
    const [database, storage] = components;
    const of = (one: typeof database) => one?.days.filter(({ date }) => date.startsWith("2031-05"));
    expect(of(storage)).toEqual([
      { date: "2031-05-07", checks: 2, failures: 1 },
      { date: "2031-05-08", checks: 1, failures: 0 },
    ]);
    expect(of(database)?.every(({ failures }) => failures === 0)).toBe(true);
    expect([database?.status, storage?.status]).toEqual(["operational", "down"]);
    expect(storage?.uptime).toBeLessThan(1);
  });
});

describe("what operators ask for", () => {
  test("does not exist without the token", async () => {
    const ada = await createPerson("Ada");
    for (const path of ["/api/operations/health", "/api/operations/metrics"]) {
      expect((await send(path, operator)).status).toBe(404);
      expect((await send(path, withToken())).status).toBe(404);
      expect((await ada.fetch(path, withToken())).status).toBe(404);
      expect((await send(path, { headers: { authorization: `Bearer ${TOKEN}x` }, ...withToken() })).status).toBe(404);
      expect((await send(path, { ...operator, ...withToken() })).status).toBe(200);
    }
  });

  test("tells each part with the time it took, and when the clock last ran", async () => {
    const at = Date.UTC(2031, 5, 1, 12);
    await runCron(at);
    const health = await (await send("/api/operations/health", { ...operator, ...withToken() })).json();
    expect(health).toMatchObject({
      status: "ready",
      environment: "local",
      checks: { database: { status: "ok", ms: expect.any(Number) }, storage: { status: "ok" }, objects: { status: "ok" } },
      cron: { last_run_at: "2031-06-01T12:00:00.000Z" },
    });
  });

  test("counts requests by operation and status, also after the object that counts was gone", async () => {
    const ada = await createPerson("Ada");
    const scrape = async () => (await send("/api/operations/metrics", { ...operator, ...withToken() })).text();
    const series = 'cairn_http_requests_total{operation="meGet",status="200"}';
    const counted = (text: string) =>
      Number(
        text
          .split("\n")
          .find((line) => line.startsWith(`${series} `))
          ?.split(" ")
          .at(-1) ?? 0,
      );
    const before = counted(await scrape());
    for (let i = 0; i < 3; i++) await ada.fetch("/api/v1/me");
    expect(counted(await scrape())).toBe(before + 3);
    const text = await scrape();
    expect(text).toContain('cairn_http_request_duration_seconds_count{operation="meGet"}');
    expect(text).toContain('cairn_component_up{component="database"} 1');
    expect(text).toMatch(/^cairn_build_info\{version="[^"]+"\} 1$/m);
    const object = env.OPERATIONS.get(env.OPERATIONS.idFromName("operations"));
    const { runDurableObjectAlarm } = await import("cloudflare:test");
    await runDurableObjectAlarm(object);
    await evictDurableObject(object);
    expect(counted(await scrape())).toBeGreaterThanOrEqual(before + 3);
  });
});
