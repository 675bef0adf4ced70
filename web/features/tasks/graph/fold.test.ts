import { expect, test } from "vitest";
import { type FoldInput, fold, OPENED_MAX, SHOWN_MAX } from "./fold";

const node = (id: string, kind: string, status = "success") => ({ id, kind, status });
const nothing = new Set<string>();

/** One source, `width` chains of two steps, one sink. */
function fanOut(width: number): FoldInput {
  const nodes = [node("source", "Load"), node("sink", "Summarize", "pending")];
  const edges: [number, number][] = [];
  for (let i = 0; i < width; i++) {
    nodes.push(node(`clean-${i}`, "Clean"), node(`train-${i}`, "Train", i % 3 ? "pending" : "success"));
    const at = nodes.length - 2;
    edges.push([at, 0], [at + 1, at], [1, at + 1]);
  }
  return { nodes, edges };
}

test("a small graph stays as it is", () => {
  const graph = fanOut(2);
  const folded = fold(graph, nothing);
  expect(folded.nodes.map(({ id }) => id).toSorted()).toEqual(graph.nodes.map(({ id }) => id).toSorted());
  expect(folded.edges).toHaveLength(graph.edges.length);
});

test("parallel chains become one chain, with how many stand how", () => {
  const { nodes, edges } = fold(fanOut(1_000), nothing);
  expect(nodes.map(({ kind, members }) => [kind, members.length])).toEqual([
    ["Load", 1],
    ["Summarize", 1],
    ["Clean", 1_000],
    ["Train", 1_000],
  ]);
  expect(nodes[3]?.counts).toEqual({ success: 334, pending: 666 });
  expect(edges.map(({ count }) => count)).toEqual([1_000, 1_000, 1_000]);
});

test("the same type at another place is another fold", () => {
  const nodes = [node("a", "Load"), node("b", "Load2"), ...Array.from({ length: 40 }, (_, i) => node(`step-${i}`, "Step"))];
  const edges = Array.from({ length: 40 }, (_, i): [number, number] => [i + 2, i % 2]);
  expect(fold({ nodes, edges }, nothing).nodes.map(({ members }) => members.length)).toEqual([1, 1, 20, 20]);
});

test("an opened fold shows its first members, what failed before the rest, which stays folded", () => {
  const graph = fanOut(1_000);
  const failed = graph.nodes.findIndex(({ id }) => id === "train-900");
  const nodes = graph.nodes.map((one, i) => (i === failed ? { ...one, status: "failed" } : one));
  const closed = fold({ ...graph, nodes }, nothing).nodes.find(({ kind }) => kind === "Train");
  const opened = fold({ ...graph, nodes }, new Set([closed?.id ?? ""])).nodes.filter(({ kind }) => kind === "Train");
  expect(opened).toHaveLength(OPENED_MAX + 1);
  expect(opened.map(({ id }) => id)).toContain("train-900");
  expect(opened.find(({ members }) => members.length > 1)).toMatchObject({ id: closed?.id, members: { length: 1_000 - OPENED_MAX } });
});

test("a task that is wanted stands beside its fold", () => {
  const { nodes, placeOf } = fold(fanOut(100), new Set(["train-7"]));
  expect(nodes.filter(({ kind }) => kind === "Train").map(({ members }) => members.length)).toEqual([1, 99]);
  expect(nodes[placeOf[2 + 7 * 2 + 1] ?? 0]?.id).toBe("train-7");
});

test("what cannot be told apart finely enough is folded by type", () => {
  // A random graph: neighbourhoods are all different.
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed % below;
  };
  const nodes = Array.from({ length: 10_000 }, (_, i) => node(`t${i}`, `Type${random(20)}`));
  const edges = Array.from({ length: 30_000 }, (): [number, number] => {
    const from = 1 + random(9_999);
    return [from, random(from)];
  });
  const folded = fold({ nodes, edges }, nothing);
  expect(folded.nodes.length).toBeLessThanOrEqual(SHOWN_MAX);
  expect(folded.nodes.reduce((sum, { members }) => sum + members.length, 0)).toBe(10_000);
});
