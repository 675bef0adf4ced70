import type { MetricSummary } from "@cairn/sdk/schema";
import { fromMetricValue, toMetricValue } from "./value.ts";

/** What is kept of a metric beside its points; the first step is ours alone, it tells where a curve begins. */
export interface Summary extends MetricSummary {
  first_step: number;
}

/**
 * A summary with more points. `last` is the value at the highest step, of equal steps the one that came later; `min` and `max`
 * leave NaN out, unless there is nothing else.
 */
export function addPoints(before: Summary | undefined, steps: readonly number[], values: readonly number[]): Summary {
  let count = before?.count ?? 0;
  let first = before?.first_step ?? Number.POSITIVE_INFINITY;
  let lastStep = before?.last_step ?? Number.NEGATIVE_INFINITY;
  let last = before ? fromMetricValue(before.last) : Number.NaN;
  let min = before ? fromMetricValue(before.min) : Number.NaN;
  let max = before ? fromMetricValue(before.max) : Number.NaN;
  for (const [i, step] of steps.entries()) {
    const value = values[i] ?? Number.NaN;
    count += 1;
    if (step < first) first = step;
    if (step >= lastStep) {
      lastStep = step;
      last = value;
    }
    if (value < min || Number.isNaN(min)) min = value;
    if (value > max || Number.isNaN(max)) max = value;
  }
  return { count, last: toMetricValue(last), last_step: lastStep, first_step: first, min: toMetricValue(min), max: toMetricValue(max) };
}

/** Summaries by metric, as they are stored: a Map, because a metric may be called `__proto__`. */
export const parseSummaries = (json: string): Map<string, Summary> => new Map(JSON.parse(json) as [string, Summary][]);

export const stringifySummaries = (summaries: ReadonlyMap<string, Summary>): string => JSON.stringify([...summaries]);

/** Summaries as the contract tells them. */
export const toMetricSummaries = (summaries: ReadonlyMap<string, Summary>): Record<string, MetricSummary> =>
  Object.fromEntries([...summaries].map(([key, { first_step: _, ...summary }]) => [key, summary]));
