import type { MetricSummary, MetricValue } from "@cairn/sdk/schema";
import { fromMetricValue, toMetricValue } from "./value.ts";

/** What is known of a metric without reading its points. Numbers may be NaN or infinite. */
export interface Summary {
  /** Points, NaN included. */
  count: number;
  nanCount: number;
  firstStep: number;
  lastStep: number;
  /** At the highest step; of equal steps, the one that came later. */
  last: number;
  /** Of the values that are not NaN; NaN when there is none. */
  min: number;
  max: number;
  /** Of the values that are not NaN; null when points were logged before sums were kept. */
  sum: number | null;
}

/** Mean of the values that are numbers; null when it is not known, NaN when there are none. */
export const meanOf = ({ sum, count, nanCount }: Summary): number | null => (sum === null ? null : sum / (count - nanCount));

const EMPTY: Summary = {
  count: 0,
  nanCount: 0,
  firstStep: Number.POSITIVE_INFINITY,
  lastStep: Number.NEGATIVE_INFINITY,
  last: Number.NaN,
  min: Number.NaN,
  max: Number.NaN,
  sum: 0,
};

/** A summary with more points. */
export function addPoints(before: Summary | undefined, steps: ArrayLike<number>, values: ArrayLike<number>): Summary {
  const after = { ...(before ?? EMPTY) };
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i] ?? 0;
    const value = values[i] ?? Number.NaN;
    if (step < after.firstStep) after.firstStep = step;
    if (step >= after.lastStep) {
      after.lastStep = step;
      after.last = value;
    }
    if (Number.isNaN(value)) {
      after.nanCount += 1;
      continue;
    }
    if (!(value >= after.min)) after.min = value;
    if (!(value <= after.max)) after.max = value;
    if (after.sum !== null) after.sum += value;
  }
  after.count += steps.length;
  return after;
}

/** A summary as it is stored; `nan_count` and `sum` are missing where points were logged before they were kept. */
interface StoredSummary {
  count: number;
  nan_count?: number;
  first_step: number;
  last_step: number;
  last: MetricValue;
  min: MetricValue;
  max: MetricValue;
  sum?: MetricValue;
}

/** Summaries by metric, in order of first appearance: a Map, because a metric may be called `constructor`. */
export function parseSummaries(json: string): Map<string, Summary> {
  const stored = JSON.parse(json) as [string, StoredSummary][];
  return new Map(stored.map(([key, summary]) => [key, fromStored(summary)]));
}

export const stringifySummaries = (summaries: ReadonlyMap<string, Summary>): string =>
  JSON.stringify(Array.from(summaries, ([key, summary]) => [key, toStored(summary)]));

const fromStored = (stored: StoredSummary): Summary => ({
  count: stored.count,
  nanCount: stored.nan_count ?? 0,
  firstStep: stored.first_step,
  lastStep: stored.last_step,
  last: fromMetricValue(stored.last),
  min: fromMetricValue(stored.min),
  max: fromMetricValue(stored.max),
  sum: stored.sum === undefined ? null : fromMetricValue(stored.sum),
});

const toStored = (summary: Summary): StoredSummary => ({
  count: summary.count,
  nan_count: summary.nanCount,
  first_step: summary.firstStep,
  last_step: summary.lastStep,
  last: toMetricValue(summary.last),
  min: toMetricValue(summary.min),
  max: toMetricValue(summary.max),
  ...(summary.sum === null ? {} : { sum: toMetricValue(summary.sum) }),
});

/** Summaries as the contract tells them. */
export const toMetricSummaries = (summaries: ReadonlyMap<string, Summary>): Record<string, MetricSummary> =>
  Object.fromEntries(Array.from(summaries, ([key, summary]) => [key, toMetricSummary(summary)]));

function toMetricSummary(summary: Summary): MetricSummary {
  const mean = meanOf(summary);
  return {
    count: summary.count,
    last: toMetricValue(summary.last),
    last_step: summary.lastStep,
    min: toMetricValue(summary.min),
    max: toMetricValue(summary.max),
    ...(mean === null ? {} : { mean: toMetricValue(mean), nan_count: summary.nanCount }),
  };
}
