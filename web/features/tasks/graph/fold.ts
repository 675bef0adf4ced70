/** A graph as places in lists: an edge leads from a task to what it needs. */
export interface FoldInput {
  nodes: readonly { id: string /** Tasks of one kind fold together. */; kind: string; status: string }[];
  edges: readonly (readonly [number, number])[];
}

/** What is drawn: a task, or many that stand for one. */
export interface FoldedNode {
  /** The task's id; of a fold `fold:` and the id of its first member, which stays as it is while statuses change. */
  id: string;
  kind: string;
  /** Places in the input. */
  members: readonly number[];
  counts: Readonly<Record<string, number>>;
}

export interface FoldedGraph {
  nodes: FoldedNode[];
  /** Places in `nodes`, and how many edges of the input stand behind it. */
  edges: { from: number; to: number; count: number }[];
  /** Place in `nodes` of each node of the input. */
  placeOf: Int32Array;
}

/** Most nodes that are drawn at once: so many are laid out within a second, and read. */
export const SHOWN_MAX = 150;
/** Fewer alike are drawn one by one. */
const FOLD_FROM = 5;
/** Members of an opened fold that are drawn one by one. */
export const OPENED_MAX = 100;
/** Rounds after which neighbourhoods hardly tell more apart. */
const ROUNDS_MAX = 12;

/** Which tasks are alike. It hangs on the shape of a graph alone: how its tasks stand may change meanwhile. */
export interface Classes {
  /** Class of each node, numbered by their first member. */
  of: Int32Array;
  count: number;
}

/**
 * Tells which tasks may stand for one another: those of one type whose neighbours are alike. Of all the ways to tell tasks apart by their
 * neighbours, the finest is taken with which no more than `max` nodes are left: first whole neighbourhoods, in the end the type alone.
 */
export function classesOf(kinds: readonly (string | number)[], edges: FoldInput["edges"], max = SHOWN_MAX): Classes {
  const needs = neighboursOf(kinds.length, edges, 0);
  const neededBy = neighboursOf(kinds.length, edges, 1);
  let classes = numbered(kinds);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const finer = refine(classes, needs, neededBy);
    if (finer.count === classes.count || shownOf(finer) > max) break;
    classes = finer;
  }
  return classes;
}

/** Neighbours of all nodes in one list, those of node i from `start[i]` to `start[i + 1]`. */
interface Neighbours {
  start: Int32Array;
  all: Int32Array;
}

function neighboursOf(count: number, edges: FoldInput["edges"], end: 0 | 1): Neighbours {
  const start = new Int32Array(count + 1);
  for (const edge of edges) start[edge[end] + 1] = (start[edge[end] + 1] ?? 0) + 1;
  for (let i = 0; i < count; i++) start[i + 1] = (start[i + 1] ?? 0) + (start[i] ?? 0);
  const next = start.slice();
  const all = new Int32Array(edges.length);
  for (const edge of edges) {
    const at = next[edge[end]] ?? 0;
    all[at] = edge[1 - end] ?? 0;
    next[edge[end]] = at + 1;
  }
  return { start, all };
}

function numbered(keys: Iterable<string | number>): Classes {
  const numbers = new Map<string | number, number>();
  const of: number[] = [];
  for (const key of keys) {
    let number = numbers.get(key);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(key, number);
    }
    of.push(number);
  }
  return { of: Int32Array.from(of), count: numbers.size };
}

/** Spreads a number over 32 bits (the finalizer of MurmurHash3). */
function spread(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** Tells nodes apart by the classes of their neighbours, whatever their number: by sums of hashes of 53 bits, in which order is nothing. */
function refine({ of, count }: Classes, needs: Neighbours, neededBy: Neighbours): Classes {
  const seenFor = new Int32Array(2 * count).fill(-1);
  const keys = Array.from(of, (own, i) => {
    let [low, high] = [spread(own + 1), spread(own ^ 0x9e3779b9)];
    for (const [{ start, all }, side] of [[needs, 0] as const, [neededBy, 1] as const]) {
      for (let at = start[i] ?? 0, end = start[i + 1] ?? 0; at < end; at++) {
        const mark = 2 * (of[all[at] ?? 0] ?? 0) + side;
        if (seenFor[mark] === i) continue;
        seenFor[mark] = i;
        low = (low + spread(mark + 0x51ed270b)) | 0;
        high = (high + spread(mark ^ 0x2545f491)) | 0;
      }
    }
    return (low >>> 0) * 2 ** 21 + (high >>> 11);
  });
  return numbered(keys);
}

/** Nodes that would be drawn: small classes are not folded. */
function shownOf({ of, count }: Classes): number {
  const sizes = new Int32Array(count);
  for (const one of of) sizes[one] = (sizes[one] ?? 0) + 1;
  return sizes.reduce((sum, size) => sum + (size < FOLD_FROM ? size : 1), 0);
}

/** What is worth seeing of an opened fold comes first. */
const INTERESTING = ["failed", "crashed", "running", "suspended", "waiting", "preempted", "cancelled"];
const rankOf = (status: string): number => {
  const at = INTERESTING.indexOf(status);
  return at < 0 ? INTERESTING.length : at;
};

/**
 * Makes a graph of any size readable: tasks that are alike become one node ("312 of 1,000 done").
 *
 * @param expanded ids of folds whose members are drawn one by one (the first 100 of them), and of tasks that are
 * @param classes which tasks are alike, where that is known already
 */
export function fold(graph: FoldInput, expanded: ReadonlySet<string>, classes?: Classes): FoldedGraph {
  const { nodes, edges } = graph;
  const { of, count } =
    classes ??
    classesOf(
      nodes.map(({ kind }) => kind),
      edges,
    );
  const members: number[][] = Array.from({ length: count }, () => []);
  for (const [i, one] of of.entries()) members[one]?.push(i);
  const folded: FoldedNode[] = [];
  const placeOf = new Int32Array(nodes.length);

  function add(id: string, places: readonly number[]) {
    const counts: Record<string, number> = {};
    for (const place of places) {
      placeOf[place] = folded.length;
      const status = nodes[place]?.status ?? "";
      counts[status] = (counts[status] ?? 0) + 1;
    }
    folded.push({ id, kind: nodes[places[0] ?? 0]?.kind ?? "", members: places, counts });
  }
  const statusAt = (place: number) => nodes[place]?.status ?? "";
  for (const all of members) {
    const first = nodes[all[0] ?? 0];
    const id = `fold:${first?.id}`;
    const isOpen = expanded.has(id);
    const opened = isOpen ? all.toSorted((a, b) => rankOf(statusAt(a)) - rankOf(statusAt(b)) || a - b).slice(0, OPENED_MAX) : [];
    const alone = new Set(all.length < FOLD_FROM ? all : [...opened, ...all.filter((place) => expanded.has(nodes[place]?.id ?? ""))]);
    for (const place of all) if (alone.has(place)) add(nodes[place]?.id ?? "", [place]);
    const rest = all.filter((place) => !alone.has(place));
    if (rest.length === 1) add(nodes[rest[0] ?? 0]?.id ?? "", rest);
    else if (rest.length > 1) add(id, rest);
  }

  const found = new Map<number, { from: number; to: number; count: number }>();
  for (const [from, to] of edges) {
    const [a, b] = [placeOf[from] ?? 0, placeOf[to] ?? 0];
    if (a === b) continue;
    const key = a * folded.length + b;
    const known = found.get(key);
    if (known) known.count++;
    else found.set(key, { from: a, to: b, count: 1 });
  }
  return { nodes: folded, edges: [...found.values()], placeOf };
}
