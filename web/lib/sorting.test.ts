import { expect, test } from "vitest";
import { nextSorting, sortedBy } from "./sorting";

const same = <T>(value: T) => value;

test("numbers and text are sorted as people count, in both directions", () => {
  expect(sortedBy([10, 9, 100], same, false)).toEqual([9, 10, 100]);
  expect(sortedBy([10, 9, 100], same, true)).toEqual([100, 10, 9]);
  expect(sortedBy(["fold-10", "Fold-9", "fold-1"], same, false)).toEqual(["fold-1", "Fold-9", "fold-10"]);
});

test("what has no value comes last in both directions", () => {
  expect(sortedBy([null, 2, Number.NaN, 1, undefined], same, false)).toEqual([1, 2, null, Number.NaN, undefined]);
  expect(sortedBy([null, 2, Number.NaN, 1, undefined], same, true)).toEqual([2, 1, null, Number.NaN, undefined]);
});

test("infinities have their places, equals keep theirs", () => {
  expect(sortedBy([0, Infinity, -Infinity, Infinity], same, false)).toEqual([-Infinity, 0, Infinity, Infinity]);
  const equal = [
    { id: 1, of: "a" },
    { id: 2, of: "a" },
  ];
  expect(sortedBy(equal, ({ of }) => of, true)).toEqual(equal);
});

test("presses on a head go through both directions and back to none", () => {
  const first = nextSorting(null, "runs", true);
  expect(first).toEqual({ key: "runs", isDescending: true });
  const second = nextSorting(first, "runs", true);
  expect(second).toEqual({ key: "runs", isDescending: false });
  expect(nextSorting(second, "runs", true)).toBeNull();
  expect(nextSorting(second, "name", false)).toEqual({ key: "name", isDescending: false });
});
