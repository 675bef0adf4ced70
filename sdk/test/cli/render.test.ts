import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { editsOf } from "../../src/cli/diff/edits.ts";
import { unifiedDiff } from "../../src/cli/diff/unified.ts";
import { pointAt } from "../../src/cli/filter-error.ts";
import { colouredText } from "../../src/cli/log-lines.ts";
import { Output } from "../../src/cli/output.ts";
import { bar, resample, sparkline } from "../../src/cli/sparkline.ts";
import { bytes, shortNumber, span, widthOf } from "../../src/cli/text.ts";

describe("sparklines", () => {
  test("show low and high, gaps for what is no number, edges for infinities", () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7])).toBe("▁▂▃▄▅▆▇█");
    expect(sparkline([1, Number.NaN, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])).toBe("█ ▁█▁");
    expect(sparkline([3, 3, 3])).toBe("▁▁▁");
    expect(sparkline([])).toBe("");
  });

  test("in ASCII have no other characters", () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII
    expect(sparkline([0, 5, 2, 9], { ascii: true })).toMatch(/^[\x00-\x7f]{4}$/);
  });

  test("are as long as there are values, whatever the values", () => {
    fc.assert(
      fc.property(fc.array(fc.double()), (values) => {
        expect(sparkline(values)).toMatch(new RegExp(`^[▁▂▃▄▅▆▇█ ]{${values.length}}$`));
      }),
    );
  });

  test("points fall into columns by their step; a stretch without points carries on, one of NaN is a gap", () => {
    expect(resample([0, 1, 2, 3, 100, 101], [4, 4, 4, 4, 1, 1], 4)).toEqual([4, 4, 4, 1]);
    expect(resample([0, 50, 100], [1, Number.NaN, 3], 3)).toEqual([1, Number.NaN, 3]);
    expect(resample([7], [2], 10)).toEqual([2]);
  });

  test("a bar is always as wide as it should be", () => {
    for (const share of [0, 0.01, 0.5, 0.99, 1, 7]) for (const ascii of [true, false]) expect(bar(share, 10, { ascii })).toHaveLength(10);
    expect(bar(0.5, 4)).toBe("██  ");
    expect(bar(0.5, 4, { ascii: true })).toBe("##  ");
  });
});

describe("diffs", () => {
  const line = fc.constantFrom("a", "b", "c", "d");

  test("lead from one side to the other", () => {
    fc.assert(
      fc.property(fc.array(line), fc.array(line), (before, after) => {
        const edits = editsOf(before, after);
        expect(edits.flatMap(({ kind, lines }) => (kind === "added" ? [] : lines))).toEqual(before);
        expect(edits.flatMap(({ kind, lines }) => (kind === "removed" ? [] : lines))).toEqual(after);
      }),
    );
  });

  test("are the shortest", () => {
    const edits = editsOf([..."abcabba"], [..."cbabac"]);
    expect(edits.reduce((sum, { kind, lines }) => sum + (kind === "same" ? 0 : lines.length), 0)).toBe(5);
  });

  test("are unified with three lines around, and ranges as diff -u writes them", () => {
    const before = Array.from({ length: 12 }, (_, i) => `line ${i + 1}`);
    const after = before.with(5, "changed");
    expect(unifiedDiff(before.join("\n"), after.join("\n"))).toEqual([
      "@@ -3,7 +3,7 @@",
      " line 3",
      " line 4",
      " line 5",
      "-line 6",
      "+changed",
      " line 7",
      " line 8",
      " line 9",
    ]);
    expect(unifiedDiff("", "a\nb\n")).toEqual(["@@ -0,0 +1,2 @@", "+a", "+b"]);
    expect(unifiedDiff("a\n", "")).toEqual(["@@ -1 +0,0 @@", "-a"]);
    expect(unifiedDiff("a\nb", "a\nb")).toEqual([]);
  });

  test("two changes far apart are two hunks, near each other one", () => {
    const text = (...changed: number[]) => Array.from({ length: 30 }, (_, i) => (changed.includes(i) ? `x${i}` : `${i}`)).join("\n");
    const heads = (lines: string[]) => lines.filter((each) => each.startsWith("@@"));
    expect(heads(unifiedDiff(text(), text(2, 25)))).toEqual(["@@ -1,6 +1,6 @@", "@@ -23,7 +23,7 @@"]);
    expect(heads(unifiedDiff(text(), text(10, 15)))).toEqual(["@@ -8,12 +8,12 @@"]);
  });

  test("of texts that have nothing in common end in time", () => {
    const many = (mark: string) => Array.from({ length: 20_000 }, (_, i) => `${mark}${i}`);
    expect(editsOf(many("a"), many("b")).map(({ kind, lines }) => [kind, lines.length])).toEqual([
      ["removed", 20_000],
      ["added", 20_000],
    ]);
  });
});

describe("tables in a terminal", () => {
  const shown = (columns: number | null, rows: readonly string[][], more: { optional?: "uncut"; whole?: true }[] = []) => {
    let text = "";
    let talk = "";
    const stdout = { write: (part: string) => (text += part), isTTY: columns !== null, columns: columns ?? undefined };
    const out = new Output(stdout, { write: (part: string) => (talk += part) }, { json: false, quiet: false, color: "never", env: {} });
    out.table(
      rows,
      (rows[0] ?? []).map((_, i) => ({ title: `C${i}`, value: (row: string[]) => row[i] ?? "", ...more[i] })),
    );
    return { lines: text.trimEnd().split("\n"), talk };
  };

  test("never get wider than the terminal, with wide characters too", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 120 }),
        fc.array(fc.tuple(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), fc.string()), { minLength: 1, maxLength: 5 }),
        (columns, rows) => {
          for (const line of shown(columns, rows).lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });

  test("leave optional columns out first, then cut, then say what is missing", () => {
    const row = ["name", "x".repeat(30), "id".repeat(20)];
    const more = [{}, {}, { optional: "uncut" as const, whole: true as const }];
    expect(shown(100, [row], more)).toMatchObject({ lines: [expect.stringContaining("C2"), expect.stringContaining("id")], talk: "" });
    expect(shown(40, [row], more).lines[1]).toBe(`name  ${"x".repeat(30)}`);
    expect(shown(20, [row], more).lines[1]).toBe(`name  ${"x".repeat(13)}…`);
    const many = [Array.from({ length: 10 }, (_, i) => `value ${i} here`)];
    const { lines, talk } = shown(40, many);
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(40);
    expect(talk).toMatch(/^The terminal is too narrow for: C4, .*C9\.\n$/);
  });

  test("in a pipe are whole", () => {
    expect(shown(null, [["a".repeat(300), "b"]]).lines[1]).toBe(`${"a".repeat(300)}  b`);
  });
});

test("a caret stands below the place of a fault, under wide characters too", () => {
  expect(pointAt("metric.loss < 1", 7)).toEqual(["metric.loss < 1", "       ^"]);
  expect(pointAt('tags.名 = "x', 9)).toEqual(['tags.名 = "x', "          ^"]);
  const [text, caret] = pointAt(`${"a".repeat(500)}!${"b".repeat(500)}`, 500);
  expect(text.indexOf("!")).toBe(caret.indexOf("^"));
  expect(text.length).toBeLessThan(130);
});

test("of a log's colours nothing else that steers the terminal is kept", () => {
  expect(colouredText("\u001b[31mred\u001b[0m \u001b[2J\u001b]0;title\u0007x\r")).toBe("\u001b[31mred\u001b[0m x \u001b[0m");
  expect(colouredText("plain")).toBe("plain");
  const began = performance.now();
  for (let i = 0; i < 20; i++) colouredText("\u001b]".repeat(8_000));
  expect(performance.now() - began).toBeLessThan(1_000);
});

test("numbers, sizes and lengths of time are short", () => {
  expect([0.1234567, 3, 1e-9, 123456789, 1e15].map(shortNumber)).toEqual(["0.123457", "3", "1e-9", "123456789", "1000000000000000"]);
  expect([0, 1023, 1024, 1.5 * 2 ** 30].map(bytes)).toEqual(["0 B", "1023 B", "1.0 KiB", "1.5 GiB"]);
  expect([120, 48_000, 192_000, 7_500_000, 200_000_000].map(span)).toEqual(["120ms", "48s", "3m 12s", "2h 5m", "2d 7h"]);
});
