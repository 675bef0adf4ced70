import { expect, test } from "vitest";
import { daysBefore } from "./days";

test("ninety days end today, and each says how many checks failed", () => {
  const marks = daysBefore("2026-03-01", [
    { date: "2026-02-26", checks: 1_440, failures: 61 },
    { date: "2026-02-27", checks: 1_440, failures: 2 },
    { date: "2026-02-28", checks: 3, failures: 2 },
    { date: "2026-03-01", checks: 10, failures: 0 },
    { date: "2025-01-01", checks: 10, failures: 10 },
  ]);
  expect(marks).toHaveLength(90);
  expect(marks[0]).toEqual({ date: "2025-12-02", kind: "none", text: "2025-12-02: no checks" });
  expect(marks.slice(-4).map(({ date, kind }) => [date, kind])).toEqual([
    ["2026-02-26", "most"],
    ["2026-02-27", "some"],
    ["2026-02-28", "most"],
    ["2026-03-01", "fine"],
  ]);
  expect(marks.at(-3)?.text).toBe("2026-02-27: 2 of 1440 checks failed");
});
