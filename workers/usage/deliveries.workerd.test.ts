import { abortAllDurableObjects } from "cloudflare:test";
import type { OrganizationUsage } from "@cairn/sdk/schema";
import { expect, test } from "vitest";
import { DAY_MS } from "../shared/clock.ts";
import { createHookPlace, type HookPlace, ok, passTime, URL_A, URL_B, useHookStage } from "../test/support/webhooks.ts";
import { SCHEDULE_MS } from "../webhook/limits.ts";

const types = ["workspace.updated"];

const stage = useHookStage();

const date = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** Deliveries of the last days, by day. */
async function deliveriesOf({ owner, base }: HookPlace): Promise<number[]> {
  const query = `?from=${date(Date.now() - 4 * DAY_MS)}&to=${date(Date.now())}`;
  const { days } = await owner.json<OrganizationUsage>(`${base}/usage${query}`);
  return days.map(({ deliveries }) => deliveries).filter((count) => count > 0);
}

test("every attempt is counted on its day, repetitions, tests and replays too, whatever dies", async () => {
  stage.receivers.answer(URL_A, () => new Response("no", { status: 500 }));
  stage.receivers.answer(URL_B, ok);
  const place = await createHookPlace();
  const { id: a } = await place.create({ url: URL_A, types });
  const { id: b } = await place.create({ url: URL_B, types });
  await place.happen();
  await place.handOn();
  await passTime(stage.clock, 3 * DAY_MS, [a, b]);
  const sent = stage.receivers.sent.length;
  expect(sent).toBe(SCHEDULE_MS.length + 1);
  await abortAllDurableObjects();
  const counts = await deliveriesOf(place);
  expect(counts.length).toBeGreaterThan(1);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(sent);
  await place.post(`webhooks/${b}/test`, { type: "workspace.updated" });
  await passTime(stage.clock, 1_000, [a, b]);
  await abortAllDurableObjects();
  expect((await deliveriesOf(place)).reduce((sum, count) => sum + count, 0)).toBe(sent + 1);
});
