import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diffLines } from "./line-diff";
import { bestPlaces, changeFrom, isMeasured, SECTIONS } from "./rows";

const side = (lines: ReturnType<typeof diffLines>, which: "left" | "right") =>
  lines.flatMap((line) => (line[which] === null ? [] : [line[which]])).join("\n");

describe("two texts line by line", () => {
  test("what is the same stands beside itself, what changed beside what it became", () => {
    expect(diffLines("a\nlr = 1\nb\nc", "a\nlr = 2\nb\nc\nd")).toEqual([
      { left: "a", right: "a" },
      { left: "lr = 1", right: "lr = 2" },
      { left: "b", right: "b" },
      { left: "c", right: "c" },
      { left: null, right: "d" },
    ]);
  });

  test("both sides are whole, whatever the texts", () => {
    const text = fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 30 }).map((lines) => lines.join("\n"));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after);
        expect(side(lines, "left")).toBe(before);
        expect(side(lines, "right")).toBe(after);
      }),
    );
  });

  test("equal texts have no difference", () => {
    expect(diffLines("a\nb", "a\nb").every(({ left, right }) => left === right)).toBe(true);
  });
});

test.each([
  [2, 3, "+50 %"],
  [-2, -3, "-50 %"],
  [1, 1.012, "+1.2 %"],
  [0.001, 0.1, "×100"],
  [1, -20, "-2100 %"],
  [0, 1, ""],
  [1, "x", ""],
  [1, 1, ""],
])("from %j to %j is %j", (base, value, change) => expect(changeFrom(base, value)).toBe(change));

test("the best of a row is the lowest or the highest number, and none where all are equal", () => {
  expect([...bestPlaces({ values: [3, 1, undefined, "NaN", 1], better: "min", differs: true })]).toEqual([1, 4]);
  expect([...bestPlaces({ values: [3, 1], better: "max", differs: true })]).toEqual([0]);
  expect([...bestPlaces({ values: [1, 1], better: "max", differs: false })]).toEqual([]);
});

test("percents are told of what was chosen or measured alone", () => {
  expect(SECTIONS.filter((section) => isMeasured({ section }))).toEqual(["Params", "Metrics", "Summary"]);
});
