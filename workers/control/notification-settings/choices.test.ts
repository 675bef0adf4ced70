import { expect, test } from "vitest";
import { channelsOf, DEFAULT_DIGEST, nextDigestAt } from "./choices.ts";

const next = (now: string, digest: Partial<typeof DEFAULT_DIGEST>) =>
  new Date(nextDigestAt({ ...DEFAULT_DIGEST, ...digest }, Date.parse(now))).toISOString();

test("gathered mail comes at the next full hour, or at the hour where the person is", () => {
  expect(next("2026-11-28T10:00:00.000Z", { every: "off" })).toBe("2026-11-28T10:00:00.000Z");
  expect(next("2026-11-28T10:00:00.000Z", { every: "hourly" })).toBe("2026-11-28T11:00:00.000Z");
  expect(next("2026-11-28T10:59:59.999Z", { every: "hourly", time_zone: "Asia/Kathmandu" })).toBe("2026-11-28T11:15:00.000Z");
  expect(next("2026-11-28T06:59:00.000Z", { every: "daily", hour: 8, time_zone: "Europe/Berlin" })).toBe("2026-11-28T07:00:00.000Z");
  expect(next("2026-11-28T07:00:00.000Z", { every: "daily", hour: 8, time_zone: "Europe/Berlin" })).toBe("2026-11-29T07:00:00.000Z");
  // The clock goes forward at 2: the day has no such hour, and no day is left out.
  expect(next("2027-03-27T12:00:00.000Z", { every: "daily", hour: 2, time_zone: "Europe/Berlin" })).toMatch(/^2027-03-28T/);
});

test("what somebody chose counts, and the usual for all else", () => {
  const channels = channelsOf({ channels: { mention: { in_app: true, email: false, slack: false } }, digest: DEFAULT_DIGEST });
  expect([channels.mention.email, channels.run_failed.email, channels.comment.email]).toEqual([false, true, false]);
});
