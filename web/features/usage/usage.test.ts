import type { UsageDay } from "@cairn/sdk/schema";
import { describe, expect, test } from "vitest";
import { barsOf, niceTop } from "./bars";
import { type Days, daysOfRange, type Range } from "./ranges";
import { amountText, percentText } from "./words";

test.each<[Range, string, Days]>([
  ["month", "2026-11-28", { from: "2026-11-01", to: "2026-11-28" }],
  ["month", "2026-11-01", { from: "2026-11-01", to: "2026-11-01" }],
  ["last-month", "2026-03-31", { from: "2026-02-01", to: "2026-02-28" }],
  ["last-month", "2026-01-15", { from: "2025-12-01", to: "2025-12-31" }],
  ["90-days", "2026-03-31", { from: "2026-01-01", to: "2026-03-31" }],
  ["year", "2026-12-31", { from: "2026-01-01", to: "2026-12-31" }],
])("%s on %s", (range, today, days) => {
  expect(daysOfRange(range, today)).toEqual(days);
});

describe("bars", () => {
  const day = (date: string, runs: number, files = 0): UsageDay => ({
    day: date,
    runs,
    points: 0,
    requests: 0,
    deliveries: 0,
    bytes: { database: files, points: 0, logs: 0, files },
  });

  test("have a part for each class of bytes, and one for a count", () => {
    expect(barsOf([day("2026-11-01", 3, 5)], "runs")).toEqual([{ day: "2026-11-01", parts: [3], total: 3 }]);
    expect(barsOf([day("2026-11-01", 3, 5)], "bytes")).toEqual([{ day: "2026-11-01", parts: [5, 0, 0, 5], total: 10 }]);
  });

  test.each([
    [0, false, 1],
    [3, false, 5],
    [20, false, 20],
    [21, false, 50],
    [1_001, false, 2_000],
    [1_025, true, 2_048],
    [3_000_000, true, 5_242_880],
  ])("up to %d end at a round number", (most, isBytes, top) => {
    expect(niceTop(most, isBytes)).toBe(top);
  });
});

test("amounts are in their unit, and a limit is only said to be used up when it is", () => {
  expect(amountText("bytes", 1_536)).toBe("1.5 KiB");
  expect(amountText("points_per_month", 1_234_567)).toBe("1,234,567");
  expect([percentText(999, 1_000), percentText(1_000, 1_000), percentText(1_500, 1_000), percentText(1, 1_000)]).toEqual([
    "99 %",
    "100 %",
    "150 %",
    "< 1 %",
  ]);
});
