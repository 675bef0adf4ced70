/** Points of one series, column by column. */
export interface Points {
  /** Whole numbers from -2^53 to 2^53. */
  steps: Float64Array;
  /** Unix ms. */
  times: Float64Array;
  values: Float64Array;
}

/** Whether no step is smaller than the one before it. */
export function isSorted(steps: ArrayLike<number>): boolean {
  for (let i = 1; i < steps.length; i++) if ((steps[i] as number) < (steps[i - 1] as number)) return false;
  return true;
}

/** Points in order of (step, arrival), given in order of arrival; the same object when they are in order. */
export function sortPoints(points: Points): Points {
  const { steps } = points;
  if (isSorted(steps)) return points;
  const order = Uint32Array.from(steps, (_, i) => i).sort((a, b) => (steps[a] as number) - (steps[b] as number) || a - b);
  const pick = (column: Float64Array) => Float64Array.from(order, (i) => column[i] as number);
  return { steps: pick(steps), times: pick(points.times), values: pick(points.values) };
}

/** The first index whose step is at least `step`, in sorted steps. */
export function lowerBound(steps: Float64Array, step: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps[middle] as number) < step) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Those from one step to another, both included, of sorted points; views, not copies. */
export function slicePoints({ steps, times, values }: Points, from: number, to: number): Points {
  const start = lowerBound(steps, from);
  let end = steps.length;
  if (end > start && (steps[end - 1] as number) > to) {
    end = lowerBound(steps, to);
    while (end < steps.length && steps[end] === to) end++;
  }
  return { steps: steps.subarray(start, end), times: times.subarray(start, end), values: values.subarray(start, end) };
}

/** Sorted runs of points as one, ordered by (step, run, place in the run). */
export function mergePoints(runs: readonly Points[]): Points {
  const length = runs.reduce((n, { steps }) => n + steps.length, 0);
  const all: Points = { steps: new Float64Array(length), times: new Float64Array(length), values: new Float64Array(length) };
  let at = 0;
  for (const run of runs) {
    all.steps.set(run.steps, at);
    all.times.set(run.times, at);
    all.values.set(run.values, at);
    at += run.steps.length;
  }
  return sortPoints(all);
}
