import type { History, HistorySeries } from "@cairn/sdk/schema";
import { BucketBuilder, type Buckets, widthFor } from "../../series/buckets.ts";
import { notFound } from "../../shared/errors.ts";
import type { VerbCtx, VerbInput } from "../context.ts";
import { HISTORY_EXACT_MAX } from "../limits.ts";
import { Sampler } from "./sample.ts";
import { findRunNumber } from "./store.ts";
import type { Summary } from "./summary.ts";
import { toMetricValue } from "./value.ts";

export interface HistoryInput {
  run: string;
  /** null: all. One that the run does not have is left out. */
  keys: readonly string[] | null;
  maxPoints: number;
  sinceStep: number | null;
}

/**
 * Points of a run's metrics by step, thinned to `maxPoints` each so that extremes stay. Metrics of very many points are thinned from
 * their buckets: values are real ones, at a step of the bucket that they are in. Throws `not_found`.
 */
export function readHistory({ ctx, input }: VerbInput<HistoryInput>): History | Promise<History> {
  return ctx.series.fetching(() => {
    const run = findRunNumber(ctx.sql, input.run);
    if (run === null) throw notFound("run");
    const series: HistorySeries[] = [];
    for (const [key, summary] of ctx.series.summaries(run))
      if (!input.keys || input.keys.includes(key)) series.push(thinned(ctx, run, key, summary, input));
    return { run_id: input.run, series };
  });
}

function thinned(ctx: VerbCtx, run: number, key: string, summary: Summary, { maxPoints, sinceStep }: HistoryInput): HistorySeries {
  const from = Math.max(summary.firstStep, sinceStep ?? summary.firstStep);
  if (from > summary.lastStep) return { key, steps: [], times: [], values: [], count: 0, sampled: false };
  if (summary.count <= HISTORY_EXACT_MAX) {
    const sampler = new Sampler(maxPoints, from, summary.lastStep);
    const { steps, times, values } = ctx.series.points(run, key, from, summary.lastStep);
    for (let i = 0; i < steps.length; i++) sampler.add(steps[i] as number, times[i] as number, values[i] as number);
    const curve = sampler.finish();
    return { key, ...curve, values: curve.values.map(toMetricValue) };
  }
  const width = widthFor(from, summary.lastStep, Math.max(1, Math.floor((maxPoints - 2) / 2)));
  const builder = new BucketBuilder(width, maxPoints);
  ctx.series.addTo(builder, run, key, Math.floor(from / width) * width, summary.lastStep);
  const count = builder.count;
  return { key, ...pointsOf(builder.finish()), count, sampled: count > maxPoints };
}

/** Two points for each bucket, the lowest and the highest in the order in which the curve goes, and both ends of the curve. */
function pointsOf(buckets: Buckets): Pick<HistorySeries, "steps" | "times" | "values"> {
  const steps: number[] = [];
  const times: number[] = [];
  const values: number[] = [];
  const add = (step: number | undefined, time: number | undefined, value: number | undefined) => {
    steps.push(step ?? 0);
    times.push(time ?? 0);
    values.push(value ?? Number.NaN);
  };
  for (let i = 0; i < buckets.length; i++) {
    const isFalling = (buckets.firsts[i] ?? 0) > (buckets.lasts[i] ?? 0);
    const [first, last] = isFalling ? [buckets.maxs[i], buckets.mins[i]] : [buckets.mins[i], buckets.maxs[i]];
    if (i === 0 && !Object.is(first, buckets.firsts[i])) add(buckets.firstSteps[i], buckets.firstTimes[i], buckets.firsts[i]);
    add(buckets.firstSteps[i], buckets.firstTimes[i], first);
    if (buckets.counts[i] === 1) continue;
    add(buckets.lastSteps[i], buckets.lastTimes[i], last);
    const isLast = i === buckets.length - 1;
    if (isLast && !Object.is(last, buckets.lasts[i])) add(buckets.lastSteps[i], buckets.lastTimes[i], buckets.lasts[i]);
  }
  return { steps, times, values: values.map(toMetricValue) };
}
