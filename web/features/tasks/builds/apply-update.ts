import type { BuildDetail, BuildGraph, BuildTaskPage, BuildUpdate } from "@cairn/sdk/schema";

/** The graph after what the socket told of it. What it does not hold is left: then the graph is fetched anew. */
export function applyToGraph(graph: BuildGraph, update: BuildUpdate): BuildGraph {
  return update.version <= graph.version ? graph : withTasks(graph, update.version, update.tasks);
}

type Changed = Pick<BuildUpdate["tasks"][number], "id" | "status" | "attempt" | "started_at" | "finished_at">;

function withTasks(graph: BuildGraph, version: number, tasks: readonly Changed[]): BuildGraph {
  if (tasks.length === 0) return { ...graph, version };
  const changed = new Map(tasks.map((task) => [task.id, task]));
  const nodes = graph.nodes.map((node) => {
    const change = changed.get(node.id);
    if (!change) return node;
    const { status, attempt, started_at, finished_at } = change;
    return { ...node, status, attempt, started_at, finished_at };
  });
  return { ...graph, nodes, version };
}

const timeOf = (timestamp: string | null): number | null => (timestamp === null ? null : Date.parse(timestamp));

/**
 * The graph with all tasks that changed since some time; null when it has to be fetched: more changed than is told, or tasks came.
 *
 * @param now the graph when the answer came
 * @param asked the graph when it was asked for: where the two differ the socket was quicker
 */
export function applyChanges(now: BuildGraph, asked: BuildGraph, { items, next_cursor, version }: BuildTaskPage): BuildGraph | null {
  if (next_cursor !== null || now.nodes.length !== asked.nodes.length) return null;
  const places = new Map(now.nodes.map(({ id }, i) => [id, i]));
  if (items.some(({ id }) => !places.has(id))) return null;
  const isNews = (id: string) => version >= now.version || now.nodes[places.get(id) ?? 0] === asked.nodes[places.get(id) ?? 0];
  const tasks = items
    .filter(({ id }) => isNews(id))
    .map((item) => ({ ...item, started_at: timeOf(item.started_at), finished_at: timeOf(item.finished_at) }));
  return tasks.length === 0 && version <= now.version ? now : withTasks(now, Math.max(version, now.version), tasks);
}

/** Whether the graph has to be fetched anew: more changed than was told, or it holds tasks that were not known. */
export function needsFetch(graph: BuildGraph, update: BuildUpdate): boolean {
  if (update.is_partial) return true;
  const total = Object.values(update.counts).reduce((sum, count) => sum + count, 0);
  return total !== graph.nodes.length;
}

/** The build after what the socket told of it. */
export const applyToBuild = (build: BuildDetail, { status, counts }: BuildUpdate): BuildDetail => ({ ...build, status, counts });
