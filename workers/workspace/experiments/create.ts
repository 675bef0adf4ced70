import type { CreateExperiment, Experiment } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import { transact, type VerbCtx, type VerbInput } from "../context.ts";
import type { NewEvent } from "../events/append.ts";
import { EXPERIMENTS_MAX } from "../limits.ts";
import { stringifyFields } from "../runs/fields.ts";
import { limitReached, requireRoom } from "../space.ts";
import { setArchived } from "./archive.ts";
import { countExperiments, type ExperimentRow, insertExperiment, readExperiment, toExperiment } from "./store.ts";

type Emit = (event: NewEvent) => void;

/**
 * Creates an experiment; with an id that it made before it answers that one. Throws `already_exists`, `limit_reached`,
 * `payload_too_large`.
 */
export function createExperiment({ ctx, input }: VerbInput<CreateExperiment & { id: string }>): Experiment {
  const earlier = readExperiment(ctx.sql, "id", input.id);
  if (earlier) return toExperiment(earlier);
  requireNameFree(ctx.sql, input.name);
  requireRoom(ctx.sql);
  const tags = stringifyFields("tags", input.tags);
  return toExperiment(transact(ctx, (emit) => addExperiment(ctx, emit, { ...input, tags })));
}

/** Throws `already_exists` when there is an experiment of that name. */
export function requireNameFree(sql: SqlStorage, name: string): void {
  if (readExperiment(sql, "name", name)) throw new Fault("already_exists", `There is an experiment called ${name} already.`);
}

/**
 * The experiment that a run goes to: made when there is none of that name, brought back when it is archived. Call it inside a
 * transaction. Throws `limit_reached`.
 */
export function experimentFor(ctx: VerbCtx, emit: Emit, name: string): ExperimentRow {
  const row = readExperiment(ctx.sql, "name", name);
  if (!row) return addExperiment(ctx, emit, { id: ctx.newId("experiment"), name, description: "", tags: "{}" });
  setArchived(ctx, emit, row, false, { because: "run" });
  return row;
}

function addExperiment(ctx: VerbCtx, emit: Emit, input: { id: string; name: string; description: string; tags: string }): ExperimentRow {
  if (countExperiments(ctx.sql) >= EXPERIMENTS_MAX) throw limitReached("experiments", EXPERIMENTS_MAX);
  const { id, name, description, tags } = input;
  const row = insertExperiment(ctx.sql, { id, name, description, tags, now: ctx.clock.now() });
  emit({ type: "experiment.created", subject: { type: "experiment", id }, data: { name } });
  return row;
}
