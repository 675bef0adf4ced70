import { expect, test } from "vitest";
import { colourOf, coloursTogether, RUN_COLOURS } from "./colours";

const runs = (...numbers: number[]) => numbers.map((number) => ({ id: `run${number}`, number }));
const different = (colours: Map<string, string>) => new Set(colours.values()).size;

test("runs with neighbouring numbers never share a colour, and each has its own", () => {
  const twelve = runs(...Array.from({ length: 12 }, (_, i) => 95 + i));
  const colours = coloursTogether(twelve, undefined);
  expect(different(colours)).toBe(12);
  for (const run of twelve) expect(colours.get(run.id)).toBe(colourOf(run, undefined));
});

test("runs whose own colours clash get different ones, whatever their order", () => {
  const clashing = runs(0, 1, 13, 25, 37, 49, 61, 73, 85, 97, 109, 2);
  const colours = coloursTogether(clashing, undefined);
  expect(different(colours)).toBe(12);
  expect(coloursTogether(clashing.toReversed(), undefined)).toEqual(colours);
  // The lowest with a colour keeps it, and one that clashes with none keeps its own.
  for (const run of runs(0, 1, 2)) expect(colours.get(run.id)).toBe(colourOf(run, undefined));
});

test("one more run with a higher number leaves the colours of the others", () => {
  const before = coloursTogether(runs(3, 4, 5), undefined);
  const after = coloursTogether(runs(3, 4, 5, 16), undefined);
  for (const [id, colour] of before) expect(after.get(id)).toBe(colour);
  expect(different(after)).toBe(4);
});

test("a chosen colour stays, and no other run gets it while others are free", () => {
  const own = colourOf({ id: "run1", number: 1 }, undefined);
  const colours = coloursTogether(runs(1, 2, 3), { run3: own });
  expect(colours.get("run3")).toBe(own);
  expect(different(colours)).toBe(3);
});

test("what was remembered but is no colour is not used", () => {
  expect(coloursTogether(runs(1), { run1: "red" }).get("run1")).toBe(colourOf({ id: "run1", number: 1 }, undefined));
});

test("more than twelve runs all have a colour", () => {
  const many = coloursTogether(runs(...Array.from({ length: 30 }, (_, i) => i)), undefined);
  expect(many.size).toBe(30);
  for (const colour of many.values()) expect(RUN_COLOURS).toContain(colour);
});
