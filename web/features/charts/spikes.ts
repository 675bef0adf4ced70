import type { Trace } from "./traces";

/** A bucket's extreme stands out when it lies further from the line than this many times what is usual for the line. */
const USUAL_TIMES = 3;
/** What is usual, by the columns that tell it: traces are made anew more often than these. */
const known = new WeakMap<number[], number>();

/**
 * The extreme of a bucket that stands out of the line, where bands are not drawn: a spike of one point among thousands is not lost in the
 * bucket's mean. null: everything in the bucket is about as near to the line as usual. A group's band tells of other runs, not of spikes.
 */
export function spikeAt(trace: Trace, i: number): number | null {
  if (!trace.hasBand || trace.id.startsWith("group:")) return null;
  const [mean, low, high] = [trace.original[i], trace.low[i], trace.high[i]] as [number, number, number];
  const [up, down] = [high - mean, mean - low];
  const reach = Math.max(up, down);
  if (!Number.isFinite(reach) || reach <= usualReach(trace) * USUAL_TIMES) return null;
  return up >= down ? high : low;
}

/** The median distance from a bucket's mean to its farther extreme. */
function usualReach({ original, low, high }: Trace): number {
  const before = known.get(high);
  if (before !== undefined) return before;
  const reaches: number[] = [];
  for (let i = 0; i < high.length; i++) {
    const reach = Math.max((high[i] as number) - (original[i] as number), (original[i] as number) - (low[i] as number));
    if (Number.isFinite(reach)) reaches.push(reach);
  }
  const sorted = Float64Array.from(reaches).sort();
  const median = sorted[sorted.length >> 1] ?? 0;
  known.set(high, median);
  return median;
}
