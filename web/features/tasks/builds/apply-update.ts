import type { BuildDetail, BuildGraph, BuildUpdate } from "@cairn/sdk/schema";

/** The graph after what the socket told of it. What it does not hold is left: then the graph is fetched anew. */
export function applyToGraph(graph: BuildGraph, update: BuildUpdate): BuildGraph {
  if (update.version <= graph.version) return graph;
  const changed = new Map(update.tasks.map((task) => [task.id, task]));
  const nodes = graph.nodes.map((node) => {
    const change = changed.get(node.id);
    if (!change) return node;
    const { status, attempt, started_at, finished_at } = change;
    return { ...node, status, attempt, started_at, finished_at };
  });
  return { ...graph, nodes, version: update.version };
}

/** Whether the graph has to be fetched anew: more changed than was told, or it holds tasks that were not known. */
export function needsFetch(graph: BuildGraph, update: BuildUpdate): boolean {
  if (update.is_partial) return true;
  const total = Object.values(update.counts).reduce((sum, count) => sum + count, 0);
  return total !== graph.nodes.length;
}

/** The build after what the socket told of it. */
export const applyToBuild = (build: BuildDetail, { status, counts }: BuildUpdate): BuildDetail => ({ ...build, status, counts });
