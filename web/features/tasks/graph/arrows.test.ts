import { expect, test } from "vitest";
import { firstNode, nodeTowards } from "./arrows";

// Two that feed a third, which feeds two; beside them one that has to do with none.
const points = new Map(
  Object.entries({ a: [0, 0], b: [0, 100], c: [300, 50], d: [600, 0], e: [600, 400], alone: [310, 160] }).map(([id, [x = 0, y = 0]]) => [
    id,
    { x, y },
  ]),
);
const near = new Set(["a", "b", "d", "e"]);
const at = { points, near, direction: "right" } as const;

test("along the direction an arrow follows edges, across it it goes to what is nearest", () => {
  expect(nodeTowards("ArrowRight", "c", at)).toBe("d");
  expect(nodeTowards("ArrowLeft", "c", at)).toBe("a");
  expect(nodeTowards("ArrowDown", "c", at)).toBe("alone");
  expect(nodeTowards("ArrowDown", "a", { ...at, near: new Set(["c"]) })).toBe("b");
  expect(nodeTowards("ArrowLeft", "a", { ...at, near: new Set(["c"]) })).toBeNull();
});

test("without an edge that way it goes to what lies there", () => {
  expect(nodeTowards("ArrowRight", "alone", { ...at, near: new Set() })).toBe("d");
});

test("drawn downwards, edges are followed up and down", () => {
  const down = new Map([...points].map(([id, { x, y }]) => [id, { x: y, y: x }]));
  expect(nodeTowards("ArrowDown", "c", { points: down, near, direction: "down" })).toBe("d");
});

test("what is first in the direction of reading comes first", () => {
  expect(firstNode(points)).toBe("a");
  expect(firstNode(new Map())).toBeNull();
});
