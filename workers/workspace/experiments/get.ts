import type { ExperimentDetail } from "@cairn/sdk/schema";
import { notFound } from "../../shared/errors.ts";
import { countComments } from "../comments/store.ts";
import type { VerbInput } from "../context.ts";
import { findExperiment, toExperiment } from "./store.ts";

/** One experiment by id or name. Throws `not_found`. */
export function getExperiment({ ctx, input }: VerbInput<{ experiment: string }>): ExperimentDetail {
  const row = findExperiment(ctx.sql, input.experiment);
  if (!row) throw notFound("experiment");
  return { ...toExperiment(row), comment_count: countComments(ctx.sql, { type: "experiment", number: row.number }) };
}
