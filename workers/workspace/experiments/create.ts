import type { CreateExperiment, Experiment } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import { transact, type VerbCtx, type VerbInput } from "../context.ts";
import type { NewEvent } from "../events/append.ts";
import { EXPERIMENTS_MAX } from "../limits.ts";
import { countExperiments, type ExperimentRow, insertExperiment, readExperiment, toExperiment } from "./store.ts";

/** Creates an experiment; with an id that it made before it answers that one. Throws `already_exists`, `limit_reached`. */
export function createExperiment({ ctx, input }: VerbInput<CreateExperiment & { id: string }>): Experiment {
  const earlier = readExperiment(ctx.sql, "id", input.id);
  if (earlier) return toExperiment(earlier);
  if (readExperiment(ctx.sql, "name", input.name))
    throw new Fault("already_exists", `There is an experiment called ${input.name} already.`);
  return toExperiment(transact(ctx, (emit) => addExperiment(ctx, emit, input)));
}

/** The experiment of a name, made when there is none. Call it inside a transaction. Throws `limit_reached`. */
export function experimentNamed(ctx: VerbCtx, emit: (event: NewEvent) => void, name: string): ExperimentRow {
  return readExperiment(ctx.sql, "name", name) ?? addExperiment(ctx, emit, { id: ctx.newId("experiment"), name, description: "" });
}

function addExperiment(
  ctx: VerbCtx,
  emit: (event: NewEvent) => void,
  input: { id: string; name: string; description: string },
): ExperimentRow {
  if (countExperiments(ctx.sql) >= EXPERIMENTS_MAX)
    throw new Fault("limit_reached", `A workspace may have ${EXPERIMENTS_MAX} experiments.`, {
      limit: { name: "experiments", value: EXPERIMENTS_MAX },
    });
  const row = insertExperiment(ctx.sql, { ...input, now: ctx.clock.now() });
  emit({ type: "experiment.created", subject: { type: "experiment", id: row.id }, data: { name: row.name } });
  return row;
}
