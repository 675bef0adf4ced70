import type { RunGrouping } from "@cairn/sdk/schema";
import { numberIn } from "./tests.ts";

type Fn = RunGrouping["aggregates"][number]["fn"];

/** Sums up cells. All but the count take numbers only, and leave NaN out. */
export class Aggregate {
  readonly #fn: Fn;
  readonly #values: number[] = [];
  #count = 0;

  constructor(fn: Fn) {
    this.#fn = fn;
  }

  add(cell: number | string | boolean): void {
    this.#count += 1;
    const value = typeof cell === "string" ? numberIn(cell) : typeof cell === "number" ? cell : null;
    if (value !== null && !Number.isNaN(value)) this.#values.push(value);
  }

  /** Null when there are no numbers to sum up. */
  result(): number | null {
    if (this.#fn === "count") return this.#count;
    return this.#values.length === 0 ? null : FUNCTIONS[this.#fn](this.#values);
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

const FUNCTIONS: Record<Exclude<Fn, "count">, (values: readonly number[]) => number> = {
  sum,
  mean,
  min: (values) => values.reduce((a, b) => Math.min(a, b)),
  max: (values) => values.reduce((a, b) => Math.max(a, b)),
  // Of a sample; 0 for a single value.
  std: (values) => {
    if (values.length === 1) return 0;
    const centre = mean(values);
    return Math.sqrt(sum(values.map((value) => (value - centre) ** 2)) / (values.length - 1));
  },
  median: (values) => {
    const sorted = Float64Array.from(values).sort();
    const [low, high] = [sorted[(values.length - 1) >> 1] ?? 0, sorted[values.length >> 1] ?? 0];
    return low === high ? low : (low + high) / 2;
  },
};
