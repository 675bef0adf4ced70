import type { Points } from "@cairn/sdk/schema";
import { notFound } from "../../shared/errors.ts";
import type { VerbInput } from "../context.ts";
import { findRunNumber } from "./store.ts";
import { toMetricValue } from "./value.ts";

export interface PointsInput {
  run: string;
  key: string;
  limit: number;
  fromStep: number | null;
  toStep: number | null;
  /** Where the page before ended: so many points of this step were told. */
  after: { step: number; told: number } | null;
}

/** A page of points; `after` is for the next one, null on the last. */
export type PointsPage = Omit<Points, "next_cursor"> & { after: PointsInput["after"] };

/**
 * Every point of a metric by step, then by arrival, a page at a time; none for a metric that the run does not have. Points of the last
 * page's step that arrive later come after those that were told. Throws `not_found`.
 */
export function readPoints({ ctx, input }: VerbInput<PointsInput>): PointsPage | Promise<PointsPage> {
  return ctx.series.fetching(() => {
    const run = findRunNumber(ctx.sql, input.run);
    if (run === null) throw notFound("run");
    const from = input.after?.step ?? input.fromStep ?? Number.NEGATIVE_INFINITY;
    const skip = input.after?.told ?? 0;
    const found = ctx.series.pointsFrom(run, input.key, from, input.toStep ?? Number.POSITIVE_INFINITY, skip + input.limit + 1);
    const end = skip + input.limit;
    const steps = Array.from(found.steps.subarray(skip, end));
    const last = steps.at(-1);
    let after: PointsInput["after"] = null;
    if (last !== undefined && found.steps.length > end) {
      let told = 0;
      while (told < end && found.steps[end - 1 - told] === last) told++;
      after = { step: last, told };
    }
    return {
      steps,
      times: Array.from(found.times.subarray(skip, end)),
      values: Array.from(found.values.subarray(skip, end), toMetricValue),
      after,
    };
  });
}
