/** An edge between places in a list: the node, and what it needs. */
interface Edge {
  from: number;
  to: number;
  /** Edges that stand behind it. */
  count: number;
}

/**
 * The edges that tell what comes before what: none that closes a circle (folds may need each other), and none beside a longer way. A layout
 * of these puts every node where a layout of all would, in a fraction of the time, since crossings of dense graphs are what takes it.
 *
 * @param count of nodes
 */
export function backbone<E extends Edge>(count: number, edges: readonly E[]): E[] {
  const needs: E[][] = Array.from({ length: count }, () => []);
  const counts = new Map(edges.map(({ from, to, count: behind }) => [from * count + to, behind]));
  for (const edge of edges.toSorted((a, b) => b.count - a.count)) {
    // Of two nodes that need each other, the way that more edges go counts.
    const back = counts.get(edge.to * count + edge.from) ?? 0;
    if (back < edge.count || (back === edge.count && edge.to < edge.from)) needs[edge.from]?.push(edge);
  }
  const place = placesOf(needs);
  const words = (count + 31) >>> 5;
  const reached = new Int32Array(count * words);
  const kept: E[] = [];
  const inOrder = Array.from(place.keys()).sort((a, b) => (place[a] ?? 0) - (place[b] ?? 0));
  for (const node of inOrder) {
    const at = node * words;
    const before = (needs[node] ?? []).filter(({ to }) => (place[to] ?? 0) < (place[node] ?? 0));
    // The nearest first: what these reach needs no edge of its own.
    for (const edge of before.sort((a, b) => (place[b.to] ?? 0) - (place[a.to] ?? 0))) {
      const bit = 1 << (edge.to & 31);
      if (((reached[at + (edge.to >>> 5)] ?? 0) & bit) !== 0) continue;
      kept.push(edge);
      const other = edge.to * words;
      for (let i = 0; i < words; i++) reached[at + i] = (reached[at + i] ?? 0) | (reached[other + i] ?? 0);
      reached[at + (edge.to >>> 5)] = (reached[at + (edge.to >>> 5)] ?? 0) | bit;
    }
  }
  return kept;
}

/** A place for each node behind all that it needs, as far as circles allow. */
function placesOf(needs: readonly (readonly Edge[])[]): Int32Array {
  const place = new Int32Array(needs.length).fill(-1);
  const next = new Int32Array(needs.length);
  const isBegun = new Uint8Array(needs.length);
  let placed = 0;
  for (const first of needs.keys()) {
    const way = isBegun[first] ? [] : [first];
    isBegun[first] = 1;
    for (let node = way.at(-1); node !== undefined; node = way.at(-1)) {
      const edge = needs[node]?.[next[node] ?? 0];
      next[node] = (next[node] ?? 0) + 1;
      if (edge === undefined) {
        place[node] = placed++;
        way.pop();
      } else if (!isBegun[edge.to]) {
        isBegun[edge.to] = 1;
        way.push(edge.to);
      }
    }
  }
  return place;
}
