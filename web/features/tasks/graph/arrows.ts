import type { Direction, Point } from "./layout";

export type Arrow = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";
const WAYS: Readonly<Record<Arrow, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};
/** A node this much farther off than any other is chosen only if there is no other. */
const FAR = 1e7;
/** What lies straight on is nearer than what lies aside. */
const ASIDE = 3;

export const isArrow = (key: string): key is Arrow => key in WAYS;

/**
 * The node that an arrow key leads to: along the direction of the graph to what is needed or needs it, if any lies that way, and across it
 * to the nearest. Null: there is none.
 *
 * @param near ids of nodes with an edge to `at`
 */
export function nodeTowards(
  arrow: Arrow,
  at: string,
  { points, near, direction }: { points: ReadonlyMap<string, Point>; near: ReadonlySet<string>; direction: Direction },
): string | null {
  const from = points.get(at);
  if (!from) return null;
  const way = WAYS[arrow];
  const isAlong = (direction === "right") === (way.x !== 0);
  let [found, least]: [string | null, number] = [null, Number.POSITIVE_INFINITY];
  for (const [id, { x, y }] of points) {
    const along = (x - from.x) * way.x + (y - from.y) * way.y;
    if (along <= 0) continue;
    const aside = Math.abs(x - from.x) * Math.abs(way.y) + Math.abs(y - from.y) * Math.abs(way.x);
    const distance = along + ASIDE * aside + (isAlong && !near.has(id) ? FAR : 0);
    if (distance < least) [found, least] = [id, distance];
  }
  return found;
}

/** The node to begin with: the first in the direction of reading. */
export function firstNode(points: ReadonlyMap<string, Point>): string | null {
  let first: { id: string; sum: number } | null = null;
  for (const [id, { x, y }] of points) if (first === null || x + y < first.sum) first = { id, sum: x + y };
  return first?.id ?? null;
}
