import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import type { RunDetail } from "@cairn/sdk/schema";
import { beforeAll, test, vi } from "vitest";
import { DAY_MS, HOUR_MS } from "../../shared/clock.ts";
import { sha256Hex } from "../../test/support/bytes.ts";
import { env, migrateControl, outcome } from "../../test/support/fixtures.ts";
import { column, createPlace, objectOf, type Place, startRun } from "../../test/support/workspaces.ts";
import { TRASH_MS } from "../limits.ts";

beforeAll(migrateControl);

/** Keys of everything that the workspace has in R2. */
const keysOf = async ({ workspaceId }: Place) => (await env.BLOBS.list({ prefix: `ws/${workspaceId}/` })).objects.map(({ key }) => key);

/** Lets the alarm find that so much time has passed, as often as it wants. */
async function wait({ workspaceId }: Place, afterMs: number): Promise<void> {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + afterMs });
  try {
    for (let i = 0; i < 5; i++) await runDurableObjectAlarm(objectOf(workspaceId));
  } finally {
    vi.useRealTimers();
  }
}

/** Text that does not compress. */
const noise = (length: number) => {
  let text = "";
  while (text.length < length) text += crypto.randomUUID();
  return text.slice(0, length);
};

/** A run that has something in every part of the workspace, and ended. */
async function fullRun(place: Place, shared: string): Promise<RunDetail> {
  const { owner, base } = place;
  const { id } = await startRun(place, { notes: "n", environment: { git: { diff: "+1" } } });
  const files = [shared, noise(1_000)];
  const blobs: { sha256: string; size: number }[] = [];
  for (const text of files) {
    const digest = await sha256Hex(text);
    const sent = {
      method: "PUT",
      raw: new TextEncoder().encode(text),
      headers: { "content-type": "application/octet-stream", "content-length": String(text.length) },
    };
    await owner.json(`${base}/blobs/${digest}`, sent, 200);
    blobs.push({ sha256: digest, size: text.length });
  }
  const artifacts = blobs.map((blob, i) => ({ path: `files/${i}.txt`, ...blob, content_type: "text/plain" }));
  await owner.json(`${base}/runs/${id}/artifacts`, { json: { artifacts } });
  const lines = Array.from({ length: 150 }, (_, i) => ({ at: i, text: noise(1_000) }));
  const media = [{ key: "sample", step: 0, kind: "text", at: 0, content_type: "text/plain", ...blobs[1] }];
  await owner.json(
    `${base}/runs/${id}/log`,
    { json: { writer: "writer_1", sequence: 1, metrics: [column("loss", [1, 2])], lines, media } },
    200,
  );
  await owner.json(`${base}/comments`, { json: { subject: id, body: "n" } }, 201);
  return owner.json<RunDetail>(`${base}/runs/${id}/finish`, { json: {} }, 200);
}

const rowsOf = (place: Place, run: RunDetail) =>
  runInDurableObject(objectOf(place.workspaceId), (_, { storage: { sql } }) => {
    const query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*' AND name NOT GLOB 'sqlite_*'";
    return sql
      .exec<{ name: string }>(query)
      .toArray()
      .map(({ name }) => name)
      .filter((name) => sql.exec(`SELECT * FROM ${name} LIMIT 0`).columnNames.includes("run_number"))
      .filter((name) => sql.exec(`SELECT 1 FROM ${name} WHERE run_number = ?`, run.number).toArray().length > 0);
  });

test("a purge frees rows and bytes of every kind, but not those that another run refers to", async ({ expect }) => {
  const place = await createPlace();
  const { owner, base } = place;
  const shared = noise(500);
  const [first, second] = [await fullRun(place, shared), await fullRun(place, shared)];
  expect(first).toMatchObject({ line_count: 150, artifact_count: 2, artifact_bytes: 1_500 });
  await wait(place, 2 * HOUR_MS);
  const before = await keysOf(place);
  expect(before.filter((key) => key.includes("/blobs/"))).toHaveLength(3);
  expect(before.filter((key) => key.includes("/lines/")).length).toBeGreaterThan(0);
  expect((await rowsOf(place, first)).length).toBeGreaterThan(5);

  expect(await outcome(owner.fetch(`${base}/runs/${first.id}`, { method: "DELETE" }))).toBe("204");
  await wait(place, TRASH_MS - DAY_MS);
  expect(await keysOf(place), "in the trash everything is kept").toEqual(before);
  expect(await owner.json(`${base}/runs/${first.id}`)).toMatchObject({ artifact_count: 2, line_count: 150 });

  for (const days of [0, 1.5, 3]) {
    await evictDurableObject(objectOf(place.workspaceId));
    await wait(place, TRASH_MS + days * DAY_MS + HOUR_MS);
  }
  expect(await rowsOf(place, first)).toEqual([]);
  expect((await keysOf(place)).filter((key) => key.includes("/blobs/"))).toHaveLength(2);
  const file = await owner.fetch(`${base}/runs/${second.id}/content?path=files/0.txt`);
  expect(await file.text()).toBe(shared);
  expect(await owner.json(`${base}/runs/${second.id}/lines?tail=1`)).toMatchObject({ items: [{ number: 150 }] });

  expect(await outcome(owner.fetch(`${base}/runs/${second.id}?purge=true`, { method: "DELETE" }))).toBe("204");
  for (const days of [0, 1.5, 3]) await wait(place, days * DAY_MS + HOUR_MS);
  expect(await rowsOf(place, second)).toEqual([]);
  expect(await keysOf(place)).toEqual([]);
});
