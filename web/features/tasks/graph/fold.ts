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

/** Most nodes that are drawn at once: so many are laid out within a second. */
export const SHOWN_MAX = 300;
/** Fewer alike are drawn one by one. */
const FOLD_FROM = 5;
/** Members of an opened fold that are drawn one by one. */
export const OPENED_MAX = 100;
/** Rounds after which neighbourhoods hardly tell more apart. */
const ROUNDS_MAX = 12;

/**
 * Makes a graph of any size readable: tasks of one type whose neighbours are alike become one node ("312 of 1,000 done"). Of all the ways
 * to tell tasks apart by their neighbours, the finest is taken with which no more than `max` nodes are left: first whole neighbourhoods,
 * in the end the type alone.
 *
 * @param expanded ids of folds whose members are drawn one by one (the first 100 of them), and of tasks that are
 */
export function fold(graph: FoldInput, expanded: ReadonlySet<string>, max = SHOWN_MAX): FoldedGraph {
  const { nodes, edges } = graph;
  const neighbours = neighboursOf(nodes.length, edges);
  let classes = ranked(nodes.map(({ kind }) => kind));
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const finer = refine(classes, neighbours);
    if (finer.count === classes.count || shownOf(finer) > max) break;
    classes = finer;
  }
  return assemble(graph, classes, expanded);
}

interface Classes {
  /** Class of each node, numbered by their first member. */
  of: Int32Array;
  count: number;
}
interface Neighbours {
  needs: number[][];
  neededBy: number[][];
}

function neighboursOf(count: number, edges: FoldInput["edges"]): Neighbours {
  const needs: number[][] = Array.from({ length: count }, () => []);
  const neededBy: number[][] = Array.from({ length: count }, () => []);
  for (const [from, to] of edges) {
    needs[from]?.push(to);
    neededBy[to]?.push(from);
  }
  return { needs, neededBy };
}

function ranked(keys: readonly string[]): Classes {
  const numbers = new Map<string, number>();
  const of = new Int32Array(keys.length);
  keys.forEach((key, i) => {
    let number = numbers.get(key);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(key, number);
    }
    of[i] = number;
  });
  return { of, count: numbers.size };
}

/** Tells nodes apart by the classes of their neighbours, whatever their number. */
function refine({ of }: Classes, { needs, neededBy }: Neighbours): Classes {
  const setOf = (places: readonly number[]) => [...new Set(places.map((place) => of[place] as number))].sort((a, b) => a - b).join(",");
  return ranked(Array.from(of, (own, i) => `${own}|${setOf(needs[i] ?? [])}|${setOf(neededBy[i] ?? [])}`));
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

function assemble({ nodes, edges }: FoldInput, { of, count }: Classes, expanded: ReadonlySet<string>): FoldedGraph {
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
