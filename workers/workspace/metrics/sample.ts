interface Point {
  step: number;
  time: number;
  value: number;
  /** Order of arrival, which decides between points of one step. */
  order: number;
}

interface Bucket {
  min: Point | null;
  max: Point | null;
  /** Kept while the bucket has no number, so that a stretch of NaN stays visible. */
  nan: Point | null;
}

export interface Curve {
  steps: number[];
  times: number[];
  values: number[];
  /** Points there are, kept or not. */
  count: number;
  sampled: boolean;
}

/**
 * Collects the points of one curve in any order and keeps at most `maxPoints` (at least 2): all of them when they fit, otherwise
 * the first, the last, and the lowest and highest of each bucket of steps. Memory grows with `maxPoints`, not with the points.
 */
export class Sampler {
  readonly #maxPoints: number;
  readonly #from: number;
  readonly #span: number;
  #kept: Point[] | null = [];
  #buckets: Bucket[] = [];
  #first: Point | null = null;
  #last: Point | null = null;
  #count = 0;

  /** `from` and `to` are the lowest and highest step that points can have. */
  constructor(maxPoints: number, from: number, to: number) {
    this.#maxPoints = maxPoints;
    this.#from = from;
    this.#span = to - from;
  }

  add(step: number, time: number, value: number): void {
    const order = this.#count++;
    if (this.#kept && this.#kept.length < this.#maxPoints) {
      this.#kept.push({ step, time, value, order });
      return;
    }
    if (this.#kept) this.#startSampling(this.#kept);
    this.#sample(step, time, value, order);
  }

  finish(): Curve {
    const sampled = this.#kept === null;
    const points = this.#kept ?? [...this.#sampled().values()];
    points.sort(inOrder);
    return {
      steps: points.map((p) => p.step),
      times: points.map((p) => p.time),
      values: points.map((p) => p.value),
      count: this.#count,
      sampled,
    };
  }

  /** What was kept, each point once though it may be the first and the lowest of its bucket. */
  #sampled(): Map<number, Point> {
    const kept = [this.#first, this.#last, ...this.#buckets.flatMap(keptOf)].filter((point) => point !== null);
    return new Map(kept.map((point) => [point.order, point]));
  }

  #startSampling(kept: readonly Point[]): void {
    const buckets = Math.floor((this.#maxPoints - 2) / 2);
    this.#buckets = Array.from({ length: buckets }, () => ({ min: null, max: null, nan: null }));
    this.#kept = null;
    for (const { step, time, value, order } of kept) this.#sample(step, time, value, order);
  }

  /** Takes points in the order they came; makes an object only of those it keeps, because most are not. */
  #sample(step: number, time: number, value: number, order: number): void {
    if (!this.#first || step < this.#first.step) this.#first = { step, time, value, order };
    if (!this.#last || step >= this.#last.step) this.#last = { step, time, value, order };
    const part = this.#span > 0 ? (step - this.#from) / this.#span : 0;
    const bucket = this.#buckets[Math.min(Math.floor(part * this.#buckets.length), this.#buckets.length - 1)];
    if (!bucket) return;
    if (Number.isNaN(value)) bucket.nan ??= { step, time, value, order };
    else {
      if (!bucket.min || value < bucket.min.value) bucket.min = { step, time, value, order };
      if (!bucket.max || value > bucket.max.value) bucket.max = { step, time, value, order };
    }
  }
}

const inOrder = (a: Point, b: Point) => a.step - b.step || a.order - b.order;

const keptOf = ({ min, max, nan }: Bucket): (Point | null)[] => (min ? [min, max] : [nan]);
