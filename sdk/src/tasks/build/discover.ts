import { type TaskEnvironment, targetFor } from "../environment.ts";
import type { AnyTask } from "../types.ts";
import { isUsable } from "./compute.ts";
import type { ForceChoice } from "./force.ts";
import { type Graph, isComplete, type Node } from "./graph.ts";
import { takenBackOf } from "./taken-back.ts";

export interface DiscoverOptions {
  readonly environment: TaskEnvironment;
  /** What counts as missing although it is there. */
  readonly force: ForceChoice;
  /** Told of each that is complete. */
  readonly onReused: (node: Node) => void;
}

/** Questions about outputs at once. */
const LOOKS = 128;

/**
 * Finds what is missing of some tasks, and adds them and what they need to a graph. What is complete is not looked behind. Returns the nodes that are new.
 * @throws TaskError `task_cycle`; StorageError when outputs cannot be read.
 */
export async function discover(graph: Graph, roots: Iterable<AnyTask>, options: DiscoverOptions): Promise<Node[]> {
  const found: Node[] = [];
  let frontier: Node[] = [];
  for (const task of roots) {
    const { node, isNew } = graph.add(task);
    if (isNew) frontier.push(node);
  }
  while (frontier.length > 0) {
    const next: Node[] = [];
    await look(frontier, options);
    for (const node of frontier) {
      found.push(node);
      if (isComplete(node)) continue;
      for (const task of node.task.dependencies) {
        const { node: need, isNew } = graph.add(task);
        if (isNew) next.push(need);
        graph.link(node, need);
      }
    }
    frontier = next;
  }
  return found;
}

/** Finds which of some nodes are complete. */
async function look(nodes: readonly Node[], { environment, force, onReused }: DiscoverOptions): Promise<void> {
  const isThere = async (task: AnyTask): Promise<boolean> =>
    !force.has(task) && isUsable(task, await targetFor(task, environment), { environment, resolve: async () => {} });
  const there: Node[] = [];
  for (let i = 0; i < nodes.length; i += LOOKS) {
    const some = nodes.slice(i, i + LOOKS);
    const answers = await Promise.all(some.map(({ task }) => isThere(task)));
    there.push(...some.filter((_, j) => answers[j]));
  }
  const takenBack = await takenBackOf(
    there.map(({ task }) => task),
    environment,
  );
  for (const node of there) {
    if (takenBack.has(node.task.id)) continue;
    node.status = "reused";
    onReused(node);
    for (const dependent of node.neededBy) dependent.open--;
  }
}
