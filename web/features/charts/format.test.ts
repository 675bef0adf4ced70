import { describe, expect, test } from "vitest";
import { colourVariable } from "./colour";
import { formatDuration, formatMetric, formatNumber } from "./format";

describe("numbers in charts and tables", () => {
  test.each([
    [0, "0"],
    [1234, "1234"],
    [0.5, "0.5"],
    [0.123456, "0.1235"],
    [1 / 3, "0.3333"],
    [100.04, "100"],
    [0.000012, "1.200e-5"],
    [123456789, "1.235e+8"],
    [-2.5, "-2.5"],
  ])("%d reads %s", (value, text) => expect(formatNumber(value)).toBe(text));

  test("words for what is no number stay", () => expect(formatMetric("NaN")).toBe("NaN"));

  test.each([
    [850, "850 ms"],
    [1_500, "1.5 s"],
    [42_000, "42 s"],
    [185_000, "3m 05s"],
    [4_800_000, "1h 20m"],
    [187_200_000, "2d 4h"],
  ])("%d ms reads %s", (ms, text) => expect(formatDuration(ms)).toBe(text));

  test("a colour stays with its name", () => {
    expect(colourVariable("train/loss")).toBe(colourVariable("train/loss"));
    expect(new Set("abcdefghijklmnopqrstuvwxyz".split("").map(colourVariable)).size).toBeGreaterThan(6);
  });
});
