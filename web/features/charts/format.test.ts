import { describe, expect, test } from "vitest";
import { colourVariable, groupColours } from "./colour";
import { formatDuration, formatNumber, formatTick, toNumber } from "./format";
import { formatByName, tickByName, tickSteps } from "./units";

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

  test.each(["NaN", "Infinity", "-Infinity"] as const)("%s stays a word", (word) =>
    expect(formatByName("train/loss", toNumber(word))).toBe(word),
  );

  test.each([
    [0, "0"],
    [1500, "1500"],
    [2_000_000, "2 M"],
    [-6e11, "-600 G"],
    [12_345_600, "12.3456 M"],
    [1e18, "1e18"],
    [2e-7, "2e-7"],
  ])("%d beside an axis is %s", (value, text) => expect(formatTick(value)).toBe(text));

  test.each([
    ["memory/peak_bytes", 20 * 1024 ** 3, "20 GiB"],
    ["system/disk_read_bytes_per_second", 1_536, "1.5 KiB/s"],
    ["system/cpu_percent", 50, "50 %"],
    ["bytes_lost_rate", 5_000_000, "5 M"],
  ])("%s has its unit beside the axis", (name, value, text) => expect(tickByName(name, value)).toBe(text));

  test.each([
    [850, "850 ms"],
    [1_500, "1.5 s"],
    [42_000, "42 s"],
    [185_000, "3m 05s"],
    [4_800_000, "1h 20m"],
    [187_200_000, "2d 4h"],
  ])("%d ms reads %s", (ms, text) => expect(formatDuration(ms)).toBe(text));

  test("groups that are drawn together have a colour each, whatever their order", () => {
    const names = Array.from({ length: 12 }, (_, i) => `group ${i}`);
    expect(new Set(groupColours(names).values()).size).toBe(12);
    expect(groupColours(names.toReversed())).toEqual(groupColours(names));
    expect(groupColours(["lr-search"]).get("lr-search")).toBe(colourVariable("lr-search"));
    expect(groupColours([...names, "group 99"]).get("group 99")).toBeDefined();
  });

  test("a colour stays with its name", () => {
    expect(colourVariable("train/loss")).toBe(colourVariable("train/loss"));
    expect(new Set("abcdefghijklmnopqrstuvwxyz".split("").map(colourVariable)).size).toBeGreaterThan(6);
  });

  test("bytes are cut at round numbers of their unit", () => {
    expect(tickSteps("memory_bytes", 20 * 1024 ** 3)).toEqual(expect.arrayContaining([0.5 * 1024 ** 3, 1024 ** 3]));
    expect(tickSteps("train/loss", 20)).toBeUndefined();
  });
});
