import type { Curve } from "@cairn/sdk/schema";
import type { ChartRun } from "./chart-run";
import { toNumber } from "./format";
import { type Smoothing, smoothed } from "./smoothing";

/** What x is: the step, the time of day, the time since the run's first point, or the value of another metric at the same step. */
export type XAxis = { kind: "step" | "time" | "relative" } | { kind: "metric"; key: string };

/** A line as it is drawn. All columns have one length; a value that is no finite number leaves a gap. */
export interface Trace {
  /** Id of the run, or of the group with "group:" before it. */
  id: string;
  name: string;
  colour: string;
  x: number[];
  /** Smoothed where asked for. */
  y: number[];
  /** As it was logged; the mean where several points share a bucket. */
  original: number[];
  /** Least and greatest value of each bucket, or the edge of a group's band. */
  low: number[];
  high: number[];
  /** Whether low and high differ anywhere. */
  hasBand: boolean;
  step: number[];
  /** Where values were NaN or infinite: x and which. */
  bad: { x: number; what: string }[];
  /** Whether x never falls: not so when x is a metric. */
  isOrdered: boolean;
  /** Points behind the line. */
  count: number;
  /** The very last point: where it is on x, and its value. */
  end: { x: number; step: number; value: number } | null;
}

/** Mean of a bucket's values that are numbers. */
const meanOf = (curve: Curve, i: number): number => {
  const numbers = (curve.counts[i] as number) - (curve.nans[i] as number);
  return numbers === 0 ? Number.NaN : toNumber(curve.sums[i] ?? "NaN") / numbers;
};

/** x of each bucket; NaN where the other metric has no value. */
function xOf(curve: Curve, axis: XAxis, other: Curve | undefined): number[] {
  if (axis.kind === "step") return curve.steps;
  if (axis.kind === "time") return curve.times.map((ms) => ms / 1_000);
  if (axis.kind === "relative") {
    const start = curve.times[0] ?? 0;
    return curve.times.map((ms) => (ms - start) / 1_000);
  }
  if (!other) return curve.steps.map(() => Number.NaN);
  // Buckets of one answer lie at the same places, so the bucket's number tells which belong together; points meet at their step.
  const width = Math.max(curve.width, other.width) || 1;
  const at = new Map(other.steps.map((step, i) => [Math.floor(step / width), meanOf(other, i)]));
  return curve.steps.map((step) => at.get(Math.floor(step / width)) ?? Number.NaN);
}

function endOf(curve: Curve, axis: XAxis, x: readonly number[]): Trace["end"] {
  const i = curve.steps.length - 1;
  if (i < 0) return null;
  const step = curve.last_steps[i] as number;
  const time = curve.last_times[i] as number;
  const place = { step, time: time / 1_000, relative: (time - (curve.times[0] as number)) / 1_000, metric: x[i] as number };
  return { x: place[axis.kind], step, value: toNumber(curve.lasts[i] ?? "NaN") };
}

/** What a bucket holds that cannot be drawn as a number. */
function badOf(curve: Curve, i: number): string | null {
  if ((curve.nans[i] as number) > 0) return "NaN";
  if (curve.maxs[i] === "Infinity") return "Infinity";
  return curve.mins[i] === "-Infinity" ? "-Infinity" : null;
}

/**
 * The line of one curve, not smoothed yet: `smoothTraces` does that for all together.
 *
 * @param other curve of the metric on the x axis, of the same run
 */
export function traceOf(curve: Curve, run: Pick<ChartRun, "id" | "name" | "colour">, axis: XAxis, other?: Curve): Trace {
  const x = xOf(curve, axis, other);
  const y = curve.steps.map((_, i) => meanOf(curve, i));
  const low = curve.mins.map(toNumber);
  const high = curve.maxs.map(toNumber);
  const bad: Trace["bad"] = [];
  for (let i = 0; i < x.length; i++) {
    const what = badOf(curve, i);
    if (what !== null && Number.isFinite(x[i])) bad.push({ x: x[i] as number, what });
  }
  return {
    id: run.id,
    name: run.name,
    colour: run.colour,
    x,
    y,
    original: y,
    low,
    high,
    hasBand: curve.width > 0 && low.some((value, i) => value !== high[i] && Number.isFinite(value)),
    step: curve.steps,
    bad,
    isOrdered: axis.kind !== "metric",
    count: curve.total,
    end: endOf(curve, axis, x),
  };
}

/** The same lines, smoothed alike. `range`: steps of the longest one, where these are only a part. */
export function smoothTraces(traces: readonly Trace[], smoothing: Smoothing, range?: number): Trace[] {
  if (smoothing.kind === "none") return [...traces];
  const longest = range ?? traces.reduce((most, { step }) => Math.max(most, (step.at(-1) ?? 0) - (step[0] ?? 0)), 0);
  return traces.map((trace) => ({ ...trace, y: smoothed(trace.step, trace.original, smoothing, longest) }));
}
