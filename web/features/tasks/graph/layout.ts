import type { ELK } from "elkjs/lib/elk-api";
import { backbone } from "./backbone";
import type { FoldedGraph } from "./fold";

export type Direction = "right" | "down";
export interface Point {
  x: number;
  y: number;
}
/** With more edges than this the layout is of the graph's backbone; fewer also make room for long edges beside the nodes they pass. */
const ALL_EDGES_MAX = 40;
/** Graphs above it are laid out with less care for crossings and for the order in which tasks came. */
const LARGE = 60;
/** Size of a node in the graph's own pixels. */
export const NODE_WIDTH = 208;
export const NODE_HEIGHT = 52;

let elk: Promise<ELK> | undefined;

/** The layout's library runs in a worker of its own: the page stays fluent. It comes when a graph is first shown. */
function engine(): Promise<ELK> {
  elk ??= import("elkjs/lib/elk-api").then(
    ({ default: Elk }) => new Elk({ workerFactory: () => new Worker(new URL("./elk.worker.ts", import.meta.url)) }),
  );
  return elk;
}

/** Starts the worker, whose code is long. */
export const prepare = async (): Promise<void> => void (await (await engine()).knownLayoutAlgorithms());

/** Places of the nodes, in their order: what is needed comes before what needs it, in the direction of reading. */
export async function layout(graph: { nodes: readonly unknown[]; edges: FoldedGraph["edges"] }, direction: Direction): Promise<Point[]> {
  if (graph.nodes.length === 0) return [];
  const isLarge = graph.nodes.length > LARGE;
  const { children = [] } = await (await engine()).layout({
    id: "graph",
    layoutOptions: {
      "elk.algorithm": "layered",
      "elk.direction": direction === "right" ? "RIGHT" : "DOWN",
      "elk.layered.spacing.nodeNodeBetweenLayers": direction === "right" ? "72" : "56",
      "elk.spacing.nodeNode": "20",
      "elk.spacing.componentComponent": "40",
      "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
      // Edges are drawn as curves between the nodes: the cheapest way to route them does.
      "elk.edgeRouting": "POLYLINE",
      ...(isLarge
        ? { "elk.layered.thoroughness": "3" }
        : { "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES", "elk.layered.nodePlacement.bk.fixedAlignment": "BALANCED" }),
    },
    children: graph.nodes.map((_, i) => ({ id: String(i), width: NODE_WIDTH, height: NODE_HEIGHT })),
    edges: (graph.edges.length > ALL_EDGES_MAX ? backbone(graph.nodes.length, graph.edges) : graph.edges).map(({ from, to }, i) => ({
      id: `e${i}`,
      sources: [String(to)],
      targets: [String(from)],
    })),
  });
  const places: Point[] = graph.nodes.map(() => ({ x: 0, y: 0 }));
  for (const { id, x = 0, y = 0 } of children) places[Number(id)] = { x, y };
  return places;
}
