import type { Trace } from "./traces";

export const BANDS = ["range", "std", "stderr"] as const;
/** Least to greatest, one standard deviation, or one standard error of the mean around it. */
export type Band = (typeof BANDS)[number];

/** Most places at which a group is computed. */
const PLACES_MAX = 1_000;

/** y at x between two points of a line; undefined outside of it and in its gaps. `from` is where to begin looking. */
function valueAt(trace: Trace, x: number, from: number): { y: number | undefined; at: number } {
  let at = from;
  while (at + 1 < trace.x.length && (trace.x[at + 1] as number) <= x) at++;
  const [x0, y0] = [trace.x[at] as number, trace.y[at] as number];
  if (x0 === x) return { y: Number.isFinite(y0) ? y0 : undefined, at };
  const [x1, y1] = [trace.x[at + 1], trace.y[at + 1]];
  if (x1 === undefined || y1 === undefined || x < x0) return { y: undefined, at };
  const y = y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
  return { y: Number.isFinite(y) ? y : undefined, at };
}

/** All x of some lines in ascending order, thinned evenly where they are many. */
function placesOf(traces: readonly Trace[]): number[] {
  const all = [...new Set(traces.flatMap(({ x }) => x.filter(Number.isFinite)))].sort((a, b) => a - b);
  if (all.length <= PLACES_MAX) return all;
  return Array.from({ length: PLACES_MAX }, (_, i) => all[Math.round((i * (all.length - 1)) / (PLACES_MAX - 1))] as number);
}

/** Widens a band to all that the lines' buckets hold, so that no spike within one is lost; `x` are the band's places in order. */
function reachExtremes(traces: readonly Trace[], x: readonly number[], low: number[], high: number[]): void {
  for (const trace of traces) {
    if (!trace.hasBand) continue;
    let at = 0;
    for (const [i, place] of trace.x.entries()) {
      const [least, most] = [trace.low[i] as number, trace.high[i] as number];
      if (!Number.isFinite(place + least + most)) continue;
      if (!trace.isOrdered) at = 0;
      while (at + 1 < x.length && (x[at + 1] as number) <= place) at++;
      low[at] = Math.min(low[at] as number, least);
      high[at] = Math.max(high[at] as number, most);
    }
  }
}

/**
 * Several lines as one: their mean at each x, with a band. Between its points a line counts as straight, beyond its ends not at all. A
 * band from least to greatest holds every value behind the lines.
 */
export function groupTrace(name: string, colour: string, traces: readonly Trace[], band: Band): Trace {
  const x = placesOf(traces);
  const found = traces.map(() => 0);
  const [y, low, high]: [number[], number[], number[]] = [[], [], []];
  for (const place of x) {
    const values: number[] = [];
    for (const [i, trace] of traces.entries()) {
      const { y: value, at } = valueAt(trace, place, found[i] as number);
      found[i] = at;
      if (value !== undefined) values.push(value);
    }
    const { mean, from, to } = spread(values, band);
    y.push(mean);
    low.push(from);
    high.push(to);
  }
  if (band === "range") reachExtremes(traces, x, low, high);
  return {
    id: `group:${name}`,
    name: `${name} (${traces.length})`,
    colour,
    x,
    y,
    original: y,
    low,
    high,
    hasBand: traces.length > 1 || (band === "range" && traces.some((trace) => trace.hasBand)),
    step: x,
    bad: traces.flatMap(({ bad }) => bad),
    isOrdered: true,
    count: traces.reduce((sum, { count }) => sum + count, 0),
    end: null,
  };
}

/** Mean of some values and the edges of the band around it; the standard deviation is that of a sample (n − 1). */
export function spread(values: readonly number[], band: Band): { mean: number; from: number; to: number } {
  const n = values.length;
  if (n === 0) return { mean: Number.NaN, from: Number.NaN, to: Number.NaN };
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (band === "range") return { mean, from: Math.min(...values), to: Math.max(...values) };
  const variance = n > 1 ? values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1) : 0;
  const reach = Math.sqrt(variance) / (band === "stderr" ? Math.sqrt(n) : 1);
  return { mean, from: mean - reach, to: mean + reach };
}
