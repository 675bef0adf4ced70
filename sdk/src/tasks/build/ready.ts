import { ConfigurationError } from "../../errors.ts";
import { nameOf } from "../errors.ts";
import type { Estimate } from "../types.ts";
import type { Node } from "./graph.ts";

type Amounts = { -readonly [name in "cpus" | "gpus" | "memoryBytes"]: NonNullable<Estimate[name]> };

/** How much a build may use at once; what is left out has no bound. */
export interface Budget {
  readonly resources?: Partial<Amounts> | undefined;
  /** Tasks of a kind at once, by the kind's name. */
  readonly throttle?: { readonly [kind: string]: number } | undefined;
  readonly priority?: ((node: Node) => number) | undefined;
}

/** How many that are too large for now are passed over to find a smaller one. */
const PARKED_MAX = 64;
const NAMES = ["cpus", "gpus", "memoryBytes"] as const;

/** Tasks that can start: the most urgent first, as far as throttles and resources allow. */
export class ReadyTasks {
  readonly #budget: Budget;
  readonly #heap: Node[] = [];
  /** Ready, but the resources that they ask for are used up. */
  readonly #parked: Node[] = [];
  /** Ready, but their kind is throttled: heaps, of which one task comes back for each that ends. */
  readonly #throttled = new Map<string, Node[]>();
  readonly #used: Amounts = { cpus: 0, gpus: 0, memoryBytes: 0 };
  readonly #kinds = new Map<string, number>();

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  get size(): number {
    let size = this.#heap.length + this.#parked.length;
    for (const heap of this.#throttled.values()) size += heap.length;
    return size;
  }

  /** @throws ConfigurationError when it asks for more than there is at all. */
  add(node: Node): void {
    for (const name of NAMES) {
      const asked = node.estimate[name] ?? 0;
      const total = this.#budget.resources?.[name];
      if (total === undefined || asked <= total) continue;
      throw new ConfigurationError({
        code: "not_configured",
        detail: `${nameOf(node.task)} asks for ${name}: ${asked}, but the build has ${total}. Raise resources.${name}, or lower its estimate.`,
      });
    }
    push(this.#heap, node, this.#isBefore);
  }

  /** Takes the next one that fits, and with it what it uses; null when none does. */
  take(): Node | null {
    while (this.#parked.length < PARKED_MAX) {
      const node = pop(this.#heap, this.#isBefore);
      if (!node) return null;
      const { kind } = node.task.type;
      if (kind !== undefined && (this.#kinds.get(kind) ?? 0) >= (this.#budget.throttle?.[kind] ?? Number.POSITIVE_INFINITY)) {
        const heap = this.#throttled.get(kind) ?? [];
        this.#throttled.set(kind, heap);
        push(heap, node, this.#isBefore);
      } else if (this.#fits(node)) {
        this.#use(node, 1);
        return node;
      } else this.#parked.push(node);
    }
    return null;
  }

  /** Takes the resources of one that goes on, although they may be over the bound for a while. */
  occupy(node: Node): void {
    this.#use(node, 1);
  }

  /** Gives back what a task used. */
  free(node: Node): void {
    this.#use(node, -1);
    for (const parked of this.#parked.splice(0)) push(this.#heap, parked, this.#isBefore);
    const throttled = this.#throttled.get(node.task.type.kind ?? "");
    const next = throttled && pop(throttled, this.#isBefore);
    if (next) push(this.#heap, next, this.#isBefore);
  }

  clear(): Node[] {
    const all = [...this.#heap.splice(0), ...this.#parked.splice(0), ...[...this.#throttled.values()].flat()];
    this.#throttled.clear();
    return all;
  }

  readonly #isBefore = (a: Node, b: Node): boolean => {
    const [first, second] = this.#budget.priority ? [this.#budget.priority(a), this.#budget.priority(b)] : [0, 0];
    if (first !== second) return first > second;
    return a.weight === b.weight ? a.order < b.order : a.weight > b.weight;
  };

  #fits({ estimate }: Node): boolean {
    return NAMES.every((name) => this.#used[name] + (estimate[name] ?? 0) <= (this.#budget.resources?.[name] ?? Number.POSITIVE_INFINITY));
  }

  #use({ task, estimate }: Node, sign: 1 | -1): void {
    const { kind } = task.type;
    if (kind !== undefined) this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + sign);
    for (const name of NAMES) this.#used[name] += sign * (estimate[name] ?? 0);
  }
}

/** A binary heap in an array: ready tasks come and go in the order of their urgency at a cost that hardly grows with their number. */
function push<T>(heap: T[], item: T, isBefore: (a: T, b: T) => boolean): void {
  let at = heap.push(item) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBefore(item, heap[parent] as T)) break;
    heap[at] = heap[parent] as T;
    at = parent;
  }
  heap[at] = item;
}

function pop<T>(heap: T[], isBefore: (a: T, b: T) => boolean): T | null {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined) return null;
  if (heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1] as T, heap[child] as T)) child++;
    if (!isBefore(heap[child] as T, last)) break;
    heap[at] = heap[child] as T;
    at = child;
  }
  heap[at] = last;
  return first;
}
