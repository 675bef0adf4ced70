import type { Experiment } from "@cairn/sdk/schema";
import { notFound } from "../../shared/errors.ts";
import type { VerbInput } from "../context.ts";
import { findExperiment, toExperiment } from "./store.ts";

/** One experiment by id or name. Throws `not_found`. */
export function getExperiment({ ctx, input }: VerbInput<{ experiment: string }>): Experiment {
  const row = findExperiment(ctx.sql, input.experiment);
  if (!row) throw notFound("experiment");
  return toExperiment(row);
}
