import type { History } from "@cairn/sdk/schema";
import { notFound } from "../../shared/errors.ts";
import type { VerbInput } from "../context.ts";
import { unpackColumns } from "./codec.ts";
import { Sampler } from "./sample.ts";
import { readBatches, readLoggedRun } from "./store.ts";
import { parseSummaries } from "./summary.ts";
import { toMetricValue } from "./value.ts";

export interface HistoryInput {
  run: string;
  /** null: all. One that the run does not have is left out. */
  keys: readonly string[] | null;
  maxPoints: number;
  sinceStep: number | null;
}

/** Points of a run's metrics by step, thinned to `maxPoints` each. Throws `not_found`. */
export function readHistory({ ctx, input }: VerbInput<HistoryInput>): History {
  const run = readLoggedRun(ctx.sql, input.run);
  if (!run) throw notFound("run");
  const since = input.sinceStep ?? Number.NEGATIVE_INFINITY;
  const samplers = new Map<string, Sampler>();
  for (const [key, { firstStep, lastStep }] of parseSummaries(run.metrics)) {
    if (input.keys && !input.keys.includes(key)) continue;
    samplers.set(key, new Sampler(input.maxPoints, Math.max(firstStep, since), lastStep));
  }
  if (samplers.size > 0)
    for (const { packed } of readBatches(ctx.sql, run.number))
      for (const { key, steps, times, values } of unpackColumns(packed)) {
        const sampler = samplers.get(key);
        if (!sampler) continue;
        for (let i = 0; i < steps.length; i++) {
          const step = steps[i] ?? 0;
          if (step >= since) sampler.add(step, times[i] ?? 0, values[i] ?? Number.NaN);
        }
      }
  const series = [...samplers].map(([key, sampler]) => {
    const curve = sampler.finish();
    return { key, ...curve, values: curve.values.map(toMetricValue) };
  });
  return { run_id: input.run, series };
}
