import { type Points, sortPoints } from "./points.ts";

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
 * Fills buckets from points and from narrower buckets. Give both in order of arrival: of equal steps the first to come is `first`, the
 * last to come is `last`.
 */
export class BucketBuilder {
  readonly width: number;
  #columns: Record<BucketColumn, Float64Array<ArrayBuffer>>;
  #length = 0;
  #isSorted = true;
  /** Made when an index comes that is lower than one before. */
  #slots: Map<number, number> | null = null;
  /** Buckets that are all there is so far: handed on as they are, copied only when more comes. */
  #whole: Buckets | null = null;

  constructor(width: number, expected = START) {
    this.width = width;
    this.#columns = columnsOf(() => new Float64Array(Math.max(expected, 1)));
  }

  get length(): number {
    return this.#whole?.length ?? this.#length;
  }

  /** Points there are in all buckets. */
  get count(): number {
    const [counts, length] = this.#whole ? [this.#whole.counts, this.#whole.length] : [this.#columns.counts, this.#length];
    let count = 0;
    for (let i = 0; i < length; i++) count += counts[i] as number;
    return count;
  }

  addPoints(points: Points): void {
    this.#copyWhole();
    const { steps, times, values } = sortPoints(points);
    const { width } = this;
    let guess = 1;
    for (let from = 0; from < steps.length; ) {
      const index = Math.floor((steps[from] as number) / width);
      const end = (index + 1) * width;
      // Buckets of one curve hold about the same number of points, so the end is looked for where it was before.
      let to = Math.min(steps.length, from + guess);
      while (to < steps.length && (steps[to] as number) < end) to++;
      while (to > from + 1 && (steps[to - 1] as number) >= end) to--;
      guess = to - from;
      const slot = this.#slotOf(index);
      const c = this.#columns;
      const isNew = c.counts[slot] === 0;
      if (isNew) startBucket(c, slot, steps[from] as number);
      addNumbers(c, slot, values, from, to);
      if (isNew || (steps[from] as number) < (c.firstSteps[slot] as number)) {
        c.firstSteps[slot] = steps[from] as number;
        c.firstTimes[slot] = times[from] as number;
        c.firsts[slot] = values[from] as number;
      }
      if ((steps[to - 1] as number) >= (c.lastSteps[slot] as number)) {
        c.lastSteps[slot] = steps[to - 1] as number;
        c.lastTimes[slot] = times[to - 1] as number;
        c.lasts[slot] = values[to - 1] as number;
      }
      from = to;
    }
  }

  /** Buckets at most as wide as these, those from place `from` to before place `to`. */
  addBuckets(b: Buckets, from = 0, to = b.length): void {
    if (this.length === 0 && b.width === this.width && from === 0 && to === b.length) {
      this.#whole = b;
      return;
    }
    this.#copyWhole();
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

  /** The buckets, sorted. Add nothing after it, and change nothing of them: they may be those that were added. */
  finish(): Buckets {
    if (this.#whole) return this.#whole;
    const length = this.#length;
    if (this.#isSorted) return { width: this.width, length, ...columnsOf((name) => this.#columns[name].subarray(0, length)) };
    const { indexes } = this.#columns;
    const order = Uint32Array.from({ length }, (_, i) => i).sort((a, b) => (indexes[a] as number) - (indexes[b] as number));
    return { width: this.width, length, ...columnsOf((name) => Float64Array.from(order, (i) => this.#columns[name][i] as number)) };
  }

  #copyWhole(): void {
    const whole = this.#whole;
    if (!whole) return;
    this.#whole = null;
    for (const name of BUCKET_COLUMNS) {
      const column = new Float64Array(Math.max(this.#columns[name].length, whole.length));
      column.set(whole[name]);
      this.#columns[name] = column;
    }
    this.#length = whole.length;
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

/** Counts values from one place to before another into a bucket. */
function addNumbers(c: Record<BucketColumn, Float64Array>, slot: number, values: Float64Array, from: number, to: number): void {
  let min = c.mins[slot] as number;
  let max = c.maxs[slot] as number;
  let sum = c.sums[slot] as number;
  let nans = 0;
  for (let i = from; i < to; i++) {
    const value = values[i] as number;
    if (value < min) min = value;
    else if (!(value >= min)) {
      // One of the two is NaN: this value, or the minimum while there was no number.
      if (Number.isNaN(value)) {
        nans++;
        continue;
      }
      min = value;
      max = value;
    }
    if (value > max) max = value;
    sum += value;
  }
  c.counts[slot] = (c.counts[slot] as number) + to - from;
  c.nans[slot] = (c.nans[slot] as number) + nans;
  c.mins[slot] = min;
  c.maxs[slot] = max;
  c.sums[slot] = sum;
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
