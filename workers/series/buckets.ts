import type { Points } from "./points.ts";

/**
 * Buckets of one series: bucket n holds the points with step from n × width to (n + 1) × width - 1. Width is a power of two, so
 * buckets of two widths fit into each other. Sorted by index; buckets without points are not there.
 */
export interface Buckets {
  width: number;
  length: number;
  indexes: Float64Array;
  counts: Float64Array;
  nans: Float64Array;
  /** Of the values that are not NaN; NaN when there is none. */
  mins: Float64Array;
  maxs: Float64Array;
  /** 0 when every value is NaN. */
  sums: Float64Array;
  firstSteps: Float64Array;
  firstTimes: Float64Array;
  firsts: Float64Array;
  lastSteps: Float64Array;
  lastTimes: Float64Array;
  lasts: Float64Array;
}

/** Names of the columns, in the order in which they are stored. */
export const BUCKET_COLUMNS = [
  "indexes",
  "counts",
  "nans",
  "firstSteps",
  "lastSteps",
  "firstTimes",
  "lastTimes",
  "mins",
  "maxs",
  "sums",
  "firsts",
  "lasts",
] as const;
export type BucketColumn = (typeof BUCKET_COLUMNS)[number];

const START = 64;

/**
 * Fills buckets from points and from narrower buckets. Give them in order of arrival: of equal steps the first to come is `first`, the
 * last to come is `last`.
 */
export class BucketBuilder {
  readonly width: number;
  #columns: Record<BucketColumn, Float64Array<ArrayBuffer>>;
  #length = 0;
  #isSorted = true;
  /** Made when an index comes that is lower than one before. */
  #slots: Map<number, number> | null = null;

  constructor(width: number, expected = START) {
    this.width = width;
    this.#columns = columnsOf(() => new Float64Array(Math.max(expected, 1)));
  }

  get length(): number {
    return this.#length;
  }

  /** Points there are in all buckets. */
  get count(): number {
    let count = 0;
    for (let i = 0; i < this.#length; i++) count += this.#columns.counts[i] as number;
    return count;
  }

  addPoints({ steps, times, values }: Points): void {
    const { width } = this;
    let index = Number.NaN;
    let slot = 0;
    let end = Number.NEGATIVE_INFINITY;
    let start = Number.POSITIVE_INFINITY;
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i] as number;
      const value = values[i] as number;
      if (step >= end || step < start) {
        index = Math.floor(step / width);
        start = index * width;
        end = start + width;
        slot = this.#slotOf(index);
      }
      const c = this.#columns;
      const count = c.counts[slot] as number;
      if (count === 0) startBucket(c, slot, step);
      c.counts[slot] = count + 1;
      if (count === 0 || step < (c.firstSteps[slot] as number)) {
        c.firstSteps[slot] = step;
        c.firstTimes[slot] = times[i] as number;
        c.firsts[slot] = value;
      }
      if (step >= (c.lastSteps[slot] as number)) {
        c.lastSteps[slot] = step;
        c.lastTimes[slot] = times[i] as number;
        c.lasts[slot] = value;
      }
      // Comparisons with NaN are false, so the first number replaces it.
      if (!Number.isNaN(value)) {
        if (!(value >= (c.mins[slot] as number))) c.mins[slot] = value;
        if (!(value <= (c.maxs[slot] as number))) c.maxs[slot] = value;
        c.sums[slot] = (c.sums[slot] as number) + value;
      } else c.nans[slot] = (c.nans[slot] as number) + 1;
    }
  }

  /** Buckets at most as wide as these, those from place `from` to before place `to`. */
  addBuckets(b: Buckets, from = 0, to = b.length): void {
    const ratio = b.width / this.width;
    for (let i = from; i < to; i++) {
      const slot = this.#slotOf(Math.floor((b.indexes[i] as number) * ratio));
      const c = this.#columns;
      const firstStep = b.firstSteps[i] as number;
      const lastStep = b.lastSteps[i] as number;
      const count = c.counts[slot] as number;
      if (count === 0) startBucket(c, slot, firstStep);
      c.counts[slot] = count + (b.counts[i] as number);
      c.nans[slot] = (c.nans[slot] as number) + (b.nans[i] as number);
      c.sums[slot] = (c.sums[slot] as number) + (b.sums[i] as number);
      if (count === 0 || firstStep < (c.firstSteps[slot] as number)) {
        c.firstSteps[slot] = firstStep;
        c.firstTimes[slot] = b.firstTimes[i] as number;
        c.firsts[slot] = b.firsts[i] as number;
      }
      if (lastStep >= (c.lastSteps[slot] as number)) {
        c.lastSteps[slot] = lastStep;
        c.lastTimes[slot] = b.lastTimes[i] as number;
        c.lasts[slot] = b.lasts[i] as number;
      }
      const min = b.mins[i] as number;
      const max = b.maxs[i] as number;
      if (!Number.isNaN(min) && !(min >= (c.mins[slot] as number))) c.mins[slot] = min;
      if (!Number.isNaN(max) && !(max <= (c.maxs[slot] as number))) c.maxs[slot] = max;
    }
  }

  /** The buckets, sorted. Add nothing after it. */
  finish(): Buckets {
    const length = this.#length;
    if (this.#isSorted) return { width: this.width, length, ...columnsOf((name) => this.#columns[name].subarray(0, length)) };
    const { indexes } = this.#columns;
    const order = Uint32Array.from({ length }, (_, i) => i).sort((a, b) => (indexes[a] as number) - (indexes[b] as number));
    return { width: this.width, length, ...columnsOf((name) => Float64Array.from(order, (i) => this.#columns[name][i] as number)) };
  }

  #slotOf(index: number): number {
    const { indexes } = this.#columns;
    const last = this.#length === 0 ? Number.NEGATIVE_INFINITY : (indexes[this.#length - 1] as number);
    if (index === last) return this.#length - 1;
    if (index < last || this.#slots) {
      this.#slots ??= new Map(Array.from(indexes.subarray(0, this.#length), (known, slot) => [known, slot]));
      const slot = this.#slots.get(index);
      if (slot !== undefined) return slot;
      this.#slots.set(index, this.#length);
      if (index < last) this.#isSorted = false;
    }
    if (this.#length === indexes.length) this.#grow();
    this.#columns.indexes[this.#length] = index;
    return this.#length++;
  }

  #grow(): void {
    const before = this.#columns;
    this.#columns = columnsOf((name) => {
      const column = new Float64Array(before[name].length * 2);
      column.set(before[name]);
      return column;
    });
  }
}

function startBucket(c: Record<BucketColumn, Float64Array>, slot: number, step: number): void {
  c.mins[slot] = Number.NaN;
  c.maxs[slot] = Number.NaN;
  c.lastSteps[slot] = step;
}

export function columnsOf<T>(make: (name: BucketColumn) => T): Record<BucketColumn, T> {
  return Object.fromEntries(BUCKET_COLUMNS.map((name) => [name, make(name)])) as Record<BucketColumn, T>;
}

/** The least power of two, at least 1, so wide that steps from one to another fall into at most `buckets` buckets. */
export function widthFor(from: number, to: number, buckets: number): number {
  let width = 1;
  while (Math.floor(to / width) - Math.floor(from / width) + 1 > buckets) width *= 2;
  return width;
}
