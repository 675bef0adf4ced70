import { nameOf, TaskError, type TaskFailure } from "../errors.ts";
import type { AnyTask, Estimate } from "../types.ts";

/** Where a task stands in a build. */
export type NodeStatus =
  | "pending"
  | "ready"
  | "running"
  /** Computed by somebody else; looked at again in a while. */
  | "waiting"
  | "success"
  | "reused"
  | "failed"
  | "skipped"
  | "cancelled"
  | "held";

const ENDED: ReadonlySet<NodeStatus> = new Set(["success", "reused", "failed", "skipped", "cancelled", "held"]);

/** A task of a build. */
export interface Node {
  readonly task: AnyTask;
  readonly estimate: Estimate;
  /** Number of discovery, by which equals are ordered. */
  readonly order: number;
  status: NodeStatus;
  readonly needs: Set<Node>;
  readonly neededBy: Set<Node>;
  /** Needs that are not complete yet. */
  open: number;
  /** Longest way to a root, in estimated seconds: the critical path goes first. */
  weight: number;
  tries: number;
  failure: { failure: TaskFailure; error: unknown } | null;
}

/** The tasks of a build and what needs what. */
export class Graph {
  readonly #nodes = new Map<string, Node>();

  get size(): number {
    return this.#nodes.size;
  }

  nodes(): IterableIterator<Node> {
    return this.#nodes.values();
  }

  find(id: string): Node | undefined {
    return this.#nodes.get(id);
  }

  /** The task's node, made when there is none. */
  add(task: AnyTask): { node: Node; isNew: boolean } {
    const known = this.#nodes.get(task.id);
    if (known) return { node: known, isNew: false };
    const estimate = task.type.estimate?.(task.params) ?? {};
    const node: Node = {
      task,
      estimate,
      order: this.#nodes.size,
      status: "pending",
      needs: new Set(),
      neededBy: new Set(),
      open: 0,
      weight: 0,
      tries: 0,
      failure: null,
    };
    this.#nodes.set(task.id, node);
    return { node, isNew: true };
  }

  /** One needs another. Known twice, it is one edge. */
  link(node: Node, need: Node): void {
    if (node.needs.has(need)) return;
    node.needs.add(need);
    need.neededBy.add(node);
    if (!isComplete(need)) node.open++;
  }

  /**
   * Refuses an edge that would close a circle.
   * @throws TaskError `task_cycle`, with the tasks of the circle in order.
   */
  refuseCycle(node: Node, need: Node): void {
    const way = wayFrom(need, node);
    if (!way) return;
    const names = [node, ...way].map(({ task }) => nameOf(task));
    throw new TaskError({
      code: "task_cycle",
      task: node.task,
      detail: `Tasks need each other in a circle: ${names.join(" needs ")}.`,
      hint: "Split one of them, so that what both need is a task of its own.",
    });
  }

  /** Works out the weights anew, from the roots down. */
  weigh(): void {
    const left = new Map<Node, number>();
    const next: Node[] = [];
    for (const node of this.#nodes.values()) {
      node.weight = node.estimate.seconds ?? 1;
      left.set(node, node.neededBy.size);
      if (node.neededBy.size === 0) next.push(node);
    }
    for (let node = next.pop(); node; node = next.pop()) {
      for (const need of node.needs) {
        need.weight = Math.max(need.weight, node.weight + (need.estimate.seconds ?? 1));
        const count = (left.get(need) ?? 0) - 1;
        left.set(need, count);
        if (count === 0) next.push(need);
      }
    }
  }
}

export const isComplete = ({ status }: Node): boolean => status === "success" || status === "reused";
export const hasEnded = ({ status }: Node): boolean => ENDED.has(status);

/** Nodes on a way along needs, first and last included; null when there is none. */
function wayFrom(start: Node, goal: Node): Node[] | null {
  const from = new Map<Node, Node | null>([[start, null]]);
  const stack = [start];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node === goal) {
      const way: Node[] = [];
      for (let at: Node | null = node; at; at = from.get(at) ?? null) way.unshift(at);
      return way;
    }
    for (const need of node.needs) {
      if (from.has(need)) continue;
      from.set(need, node);
      stack.push(need);
    }
  }
  return null;
}
