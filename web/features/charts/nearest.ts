import type { Range } from "./domain";
import type { Trace } from "./traces";

/** Index of the point of a line that lies nearest to x and has a value; null when there is none. */
function nearestIndex(trace: Trace, x: number): number | null {
  return trace.isOrdered ? nearestInOrder(trace, x) : nearestAnywhere(trace, x);
}

function nearestInOrder({ x, y }: Trace, at: number): number | null {
  let [low, high] = [0, x.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] as number) < at) low = middle + 1;
    else high = middle;
  }
  let [left, right] = [low - 1, low];
  while (left >= 0 && !Number.isFinite(y[left])) left--;
  while (right < x.length && !Number.isFinite(y[right])) right++;
  const [hasLeft, hasRight] = [left >= 0, right < x.length];
  if (!hasLeft) return hasRight ? right : null;
  if (!hasRight) return left;
  return at - (x[left] as number) < (x[right] as number) - at ? left : right;
}

function nearestAnywhere({ x, y }: Trace, at: number): number | null {
  let [best, distance] = [-1, Number.POSITIVE_INFINITY];
  for (let i = 0; i < x.length; i++) {
    const away = Math.abs((x[i] as number) - at);
    if (away < distance && Number.isFinite(y[i])) [best, distance] = [i, away];
  }
  return best < 0 ? null : best;
}

/** First and last index of the points that a part of x shows, with one more at either side, to which the lines at the edges lead. */
export function shownPart({ x, isOrdered }: Pick<Trace, "x" | "isOrdered">, { min, max }: Range): { from: number; to: number } {
  if (!isOrdered || x.length === 0) return { from: 0, to: x.length - 1 };
  const firstFrom = (value: number): number => {
    let [low, high] = [0, x.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((x[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return { from: Math.max(0, firstFrom(min) - 1), to: Math.min(x.length - 1, firstFrom(max) + 1) };
}

/**
 * The point of a line to name for a place of x. At a place that was set from elsewhere (`isExact`) there is none before the line begins
 * or after it ends: the nearest one would pass for a value that was never logged.
 */
export function pointAt(trace: Trace, x: number, isExact: boolean): { x: number; value: number } | null {
  const i = nearestIndex(trace, x);
  if (i === null) return null;
  if (isExact && trace.isOrdered) {
    const first = trace.x.find(Number.isFinite) ?? Number.POSITIVE_INFINITY;
    const last = Math.max(trace.x.findLast(Number.isFinite) ?? Number.NEGATIVE_INFINITY, trace.end?.x ?? Number.NEGATIVE_INFINITY);
    if (x < first || x > last) return null;
  }
  return { x: trace.x[i] as number, value: trace.y[i] as number };
}

export interface TooltipRow {
  id: string;
  name: string;
  colour: string;
  x: number;
  step: number;
  value: number;
  /** What was logged, where the line is smoothed. */
  original: number | null;
  /** Edges of the bucket or band, where there are any. */
  low: number | null;
  high: number | null;
}

/**
 * The value of each line at x, the greatest first. A line that ended long before x, or begins long after, is left out.
 *
 * @param reach farthest that a point may lie from x
 */
export function rowsAt(traces: readonly Trace[], x: number, reach: number): TooltipRow[] {
  const rows: TooltipRow[] = [];
  for (const trace of traces) {
    const i = nearestIndex(trace, x);
    if (i === null || Math.abs((trace.x[i] as number) - x) > reach) continue;
    const [value, original, low, high] = [trace.y[i], trace.original[i], trace.low[i], trace.high[i]] as number[];
    const hasBand = trace.hasBand && low !== high && Number.isFinite(low) && Number.isFinite(high);
    rows.push({
      id: trace.id,
      name: trace.name,
      colour: trace.colour,
      x: trace.x[i] as number,
      step: trace.step[i] as number,
      value: value as number,
      original: original === value ? null : (original as number),
      low: hasBand ? (low as number) : null,
      high: hasBand ? (high as number) : null,
    });
  }
  return rows.sort((a, b) => b.value - a.value);
}
