import { expect, test } from "vitest";
import { paramsDiff } from "./params-diff";
import { readTagged } from "./tagged";

test("what differs is named by its path, with both sides", () => {
  const a = { model: { depth: 3, name: "tree" }, layers: [1, 2], at: { $date: "2026-01-01T00:00:00.000Z" } };
  const b = { model: { depth: 4, name: "tree" }, layers: [1, 2, 3], at: { $date: "2026-01-02T00:00:00.000Z" }, seed: null };
  expect(paramsDiff(a, b)).toEqual([
    { path: "model.depth", a: 3, b: 4 },
    { path: "layers[2]", b: 3 },
    { path: "at", a: a.at, b: b.at },
    { path: "seed", b: null },
  ]);
  expect(paramsDiff(a, a)).toEqual([]);
  expect(paramsDiff([1], { 0: 1 })).toHaveLength(1);
});

test("tagged values are read, a plain object is none", () => {
  expect(readTagged({ $task: "abc" })).toEqual({ kind: "task", text: "abc" });
  expect(readTagged({ $array: { dtype: "float32", shape: [3], data: "" } })).toEqual({ kind: "array", text: "float32 [3]" });
  expect(readTagged({ $task: "abc", other: 1 })).toBeNull();
  expect(readTagged([1])).toBeNull();
});
