import type { Curve } from "@cairn/sdk/schema";
import type { Range } from "./domain";
import type { XAxis } from "./traces";

/**
 * The steps to ask for when a part of x is looked at, so that it comes in full detail: wide enough to hold the points just outside,
 * to which the lines at the edges lead. Null where the part cannot be told in steps: then everything is asked for.
 */
export function stepRange(curves: readonly Curve[], axis: XAxis, { min, max }: Range): { from: number; to: number } | null {
  if (axis.kind === "metric") return null;
  if (axis.kind === "step") {
    const margin = Math.ceil((max - min) * 0.02) + 1;
    return { from: Math.floor(min) - margin, to: Math.ceil(max) + margin };
  }
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const curve of curves) {
    const start = axis.kind === "relative" ? (curve.times[0] ?? 0) : 0;
    for (let i = 0; i < curve.steps.length; i++) {
      const [first, last] = [((curve.times[i] as number) - start) / 1_000, ((curve.last_times[i] as number) - start) / 1_000];
      const isBefore = last < min && ((curve.times[i + 1] ?? Number.POSITIVE_INFINITY) - start) / 1_000 < min;
      const isBehind = first > max && i > 0 && ((curve.last_times[i - 1] as number) - start) / 1_000 > max;
      if (isBefore || isBehind) continue;
      from = Math.min(from, curve.steps[i] as number);
      to = Math.max(to, curve.last_steps[i] as number);
    }
  }
  return from <= to ? { from, to } : null;
}

/** Buckets asked for a panel: about one for each pixel, of a few sizes only so that a resize seldom asks anew; fewer where runs are many. */
export function bucketsFor(widthPx: number, runs: number): number {
  const wanted = widthPx > 1_400 ? 2_000 : widthPx > 700 ? 1_000 : 500;
  return runs > 100 ? Math.min(wanted, 500) : runs > 20 ? Math.min(wanted, 1_000) : wanted;
}
