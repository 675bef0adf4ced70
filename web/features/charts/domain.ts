import { shownPart } from "./nearest";
import { spikeAt } from "./spikes";
import type { Trace } from "./traces";

export interface Range {
  min: number;
  max: number;
}

/** Outliers are what lies outside these parts of all values. */
const CLIP = { from: 0.05, to: 0.95 };
/** Room above and below the lines, as part of their height. */
const PADDING = 0.05;

/** From the least to the greatest x of all lines, never of no length; null without any that the axis can hold. */
export function xDomain(traces: readonly Trace[], isLog = false): Range | null {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { x } of traces)
    for (const value of x) {
      if (!Number.isFinite(value) || (isLog && value <= 0)) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  if (min > max) return null;
  if (min < max) return { min, max };
  return isLog ? { min: min / 2, max: max * 2 } : { min: min - 1, max: max + 1 };
}

export interface YDomainOptions {
  /** Only what lies in this part of x counts. */
  x: Range;
  isLog: boolean;
  /** Leaves out the lowest and the highest 5 % of the values. */
  clipsOutliers: boolean;
  /** Whether bands are drawn and so need room; else what stands out of the lines does. */
  showsBand: boolean;
  /** Whether what was logged is drawn behind the smoothed lines. */
  showsOriginal: boolean;
}

/** The part of y that holds what is seen, with some room around it; null when nothing can be drawn. */
export function yDomain(traces: readonly Trace[], { x, isLog, clipsOutliers, showsBand, showsOriginal }: YDomainOptions): Range | null {
  // All values are kept only where they are ranked: of a hundred long lines they are many.
  const values: number[] = [];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const take = (value: number | undefined) => {
    if (value === undefined || !Number.isFinite(value) || (isLog && value <= 0)) return;
    if (clipsOutliers) values.push(value);
    if (value < min) min = value;
    if (value > max) max = value;
  };
  for (const trace of traces) {
    const { from, to } = shownPart(trace, x);
    for (let i = from; i <= to; i++) {
      const at = trace.x[i] as number;
      if (!(at >= x.min && at <= x.max)) continue;
      take(trace.y[i]);
      if (showsOriginal && trace.original !== trace.y) take(trace.original[i]);
      if (clipsOutliers || !trace.hasBand) continue;
      if (showsBand) {
        take(trace.low[i]);
        take(trace.high[i]);
      } else take(spikeAt(trace, i) ?? undefined);
    }
  }
  if (min > max) return null;
  if (clipsOutliers) ({ min, max } = clipped(values));
  return padded(min, max, isLog);
}

/** The 5th and the 95th percentile, by linear interpolation. */
export function clipped(values: readonly number[]): Range {
  const sorted = Float64Array.from(values).sort();
  const at = (part: number): number => {
    const place = part * (sorted.length - 1);
    const below = sorted[Math.floor(place)] as number;
    return below + ((sorted[Math.ceil(place)] as number) - below) * (place - Math.floor(place));
  };
  return { min: at(CLIP.from), max: at(CLIP.to) };
}

function padded(min: number, max: number, isLog: boolean): Range {
  if (isLog) {
    const room = max > min ? (max / min) ** PADDING : 2;
    return { min: min / room, max: max * room };
  }
  if (min === max) {
    const room = Math.abs(min) * 0.1 || 1;
    return { min: min - room, max: max + room };
  }
  const room = (max - min) * PADDING;
  return { min: min - room, max: max + room };
}
