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
    const point = { step, time, value, order: this.#count++ };
    if (this.#kept && this.#kept.length < this.#maxPoints) {
      this.#kept.push(point);
      return;
    }
    if (this.#kept) this.#startSampling(this.#kept);
    this.#sort(point);
  }

  finish(): Curve {
    const sampled = this.#kept === null;
    const points = this.#kept ?? [...new Set([this.#first, this.#last, ...this.#buckets.flatMap(keptOf)])].filter((p) => p !== null);
    points.sort(inOrder);
    return {
      steps: points.map((p) => p.step),
      times: points.map((p) => p.time),
      values: points.map((p) => p.value),
      count: this.#count,
      sampled,
    };
  }

  #startSampling(kept: readonly Point[]): void {
    const buckets = Math.floor((this.#maxPoints - 2) / 2);
    this.#buckets = Array.from({ length: buckets }, () => ({ min: null, max: null, nan: null }));
    this.#kept = null;
    for (const point of kept) this.#sort(point);
  }

  #sort(point: Point): void {
    if (!this.#first || inOrder(point, this.#first) < 0) this.#first = point;
    if (!this.#last || inOrder(point, this.#last) > 0) this.#last = point;
    const part = this.#span > 0 ? (point.step - this.#from) / this.#span : 0;
    const bucket = this.#buckets[Math.min(Math.floor(part * this.#buckets.length), this.#buckets.length - 1)];
    if (!bucket) return;
    if (Number.isNaN(point.value)) bucket.nan ??= point;
    else {
      if (!bucket.min || point.value < bucket.min.value) bucket.min = point;
      if (!bucket.max || point.value > bucket.max.value) bucket.max = point;
    }
  }
}

const inOrder = (a: Point, b: Point) => a.step - b.step || a.order - b.order;

const keptOf = ({ min, max, nan }: Bucket): (Point | null)[] => (min ? [min, max] : [nan]);
