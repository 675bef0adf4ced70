import { expect, test } from "vitest";
import { criticalPath } from "./critical-path";

const ran = (started_at: number | null, finished_at: number | null) => ({ started_at, finished_at });

test("the path leads from what ended last through what each waited for longest", () => {
  const nodes = [ran(0, 10), ran(0, 30), ran(30, 50), ran(10, 20), ran(50, 60)];
  const edges: [number, number][] = [
    [2, 0],
    [2, 1],
    [3, 0],
    [4, 2],
    [4, 3],
  ];
  expect(criticalPath(nodes, edges, 60)).toEqual([4, 2, 1]);
});

test("what runs ends now; what was reused or never began is no part of it", () => {
  const nodes = [ran(null, null), ran(0, 5), ran(5, null)];
  expect(
    criticalPath(
      nodes,
      [
        [2, 1],
        [2, 0],
      ],
      100,
    ),
  ).toEqual([2, 1]);
  expect(criticalPath([ran(null, null)], [], 1)).toEqual([]);
});
