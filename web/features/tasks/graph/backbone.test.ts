import { expect, test } from "vitest";
import { backbone } from "./backbone";

const edges = (...pairs: [number, number, number?][]) => pairs.map(([from, to, count = 1]) => ({ from, to, count }));
const pairs = (kept: { from: number; to: number }[]) => kept.map(({ from, to }) => `${from}>${to}`).toSorted();

test("an edge beside a longer way tells nothing new", () => {
  expect(pairs(backbone(4, edges([3, 2], [2, 1], [1, 0], [3, 0], [3, 1], [2, 0])))).toEqual(["1>0", "2>1", "3>2"]);
});

test("a diamond keeps both its ways", () => {
  expect(pairs(backbone(4, edges([3, 1], [3, 2], [1, 0], [2, 0], [3, 0])))).toEqual(["1>0", "2>0", "3>1", "3>2"]);
});

test("of two that need each other the greater number counts; longer circles are cut too", () => {
  expect(pairs(backbone(2, edges([0, 1, 5], [1, 0, 9])))).toEqual(["1>0"]);
  expect(backbone(3, edges([0, 1], [1, 2], [2, 0]))).toHaveLength(2);
  expect(backbone(1, edges([0, 0]))).toEqual([]);
});

test("a graph in which each needs all before it becomes a chain", () => {
  const all = Array.from({ length: 200 }, (_, from) => Array.from({ length: from }, (_, to) => ({ from, to, count: 1 }))).flat();
  expect(backbone(200, all)).toHaveLength(199);
});
