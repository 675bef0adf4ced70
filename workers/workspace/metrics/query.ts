import { BucketBuilder, type Buckets, widthFor } from "../../series/buckets.ts";
import type { Points } from "../../series/points.ts";
import type { VerbCtx, VerbInput } from "../context.ts";
import { encodeCurves } from "./curves.ts";
import { findRunNumber } from "./store.ts";

export interface CurveInput {
  runs: readonly string[];
  keys: readonly string[];
  buckets: number;
  fromStep: number | null;
  toStep: number | null;
  /** Where all curves of a metric begin and end, when the caller asked for only some of the runs: [key, first, last] each. */
  ranges: readonly [string, number, number][] | null;
}

/** A curve as buckets, or as points when there are no more of them than buckets were asked for. */
export interface FoundCurve {
  runId: string;
  key: string;
  total: number;
  data: { kind: "buckets"; buckets: Buckets } | { kind: "points"; points: Points };
}

/** First and last step of each metric over some runs; metrics that no run has are left out. */
export function readRanges({ ctx, input }: VerbInput<Omit<CurveInput, "ranges">>): [string, number, number][] {
  const ranges = new Map<string, [number, number]>();
  for (const id of input.runs) {
    const run = findRunNumber(ctx.sql, id);
    if (run === null) continue;
    const summaries = ctx.series.summaries(run);
    for (const key of input.keys) {
      const summary = summaries.get(key);
      if (!summary) continue;
      const [first, last] = ranges.get(key) ?? [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      ranges.set(key, [Math.min(first, summary.firstStep), Math.max(last, summary.lastStep)]);
    }
  }
  return Array.from(ranges, ([key, [first, last]]) => [
    key,
    Math.max(first, input.fromStep ?? first),
    Math.min(last, input.toStep ?? last),
  ]);
}

/**
 * Curves of runs, encoded (docs/storage.md), in the order of runs, then keys; runs and metrics that are not there are left out. The
 * buckets of one metric have one width in all runs, so that they can be compared place by place.
 */
export function queryCurves({ ctx, input }: VerbInput<CurveInput>): ArrayBuffer | Promise<ArrayBuffer> {
  const ranges = input.ranges ?? readRanges({ ctx, input });
  return ctx.series.fetching(() => {
    const curves: FoundCurve[] = [];
    for (const runId of input.runs) {
      const run = findRunNumber(ctx.sql, runId);
      if (run === null) continue;
      const summaries = ctx.series.summaries(run);
      for (const [key, from, to] of ranges) {
        const summary = summaries.get(key);
        if (!summary) continue;
        const data = readCurve(ctx, { run, key, from, to, buckets: input.buckets, count: summary.count });
        curves.push({ runId, key, total: summary.count, data });
      }
    }
    return encodeCurves(curves);
  });
}

interface Wanted {
  run: number;
  key: string;
  from: number;
  to: number;
  buckets: number;
  count: number;
}

function readCurve({ series }: VerbCtx, { run, key, from, to, buckets, count }: Wanted): FoundCurve["data"] {
  if (from > to || count <= buckets) return { kind: "points", points: series.points(run, key, from, to) };
  const width = widthFor(from, to, buckets);
  const builder = new BucketBuilder(width, Math.min(buckets, count));
  series.addTo(builder, run, key, Math.floor(from / width) * width, (Math.floor(to / width) + 1) * width - 1);
  if (builder.count <= buckets) return { kind: "points", points: series.points(run, key, from, to) };
  return { kind: "buckets", buckets: builder.finish() };
}
