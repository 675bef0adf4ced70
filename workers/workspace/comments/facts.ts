import type { ActorRef } from "@cairn/sdk/schema";
import type { VerbInput } from "../context.ts";
import { readExperiment } from "../experiments/store.ts";
import { findRun } from "../runs/store.ts";
import { type Commenter, readCommenters } from "./store.ts";

/** What has to be known of a run to tell people of it. */
export interface RunFacts {
  type: "run";
  id: string;
  name: string;
  experimentId: string;
  createdBy: ActorRef;
  /** From its start to its end; null while it goes on. */
  durationMs: number | null;
}

/** What has to be known of an experiment to tell people of it. */
export interface ExperimentFacts {
  type: "experiment";
  id: string;
  name: string;
  commenters: readonly Commenter[];
}

export type SubjectFacts = RunFacts | ExperimentFacts;

/** Facts of runs, those in the trash too, and of experiments; what is gone is left out. */
export const readSubjectFacts = ({ ctx, input }: VerbInput<{ subjects: readonly string[] }>): SubjectFacts[] =>
  input.subjects.flatMap((id): SubjectFacts[] => (id.startsWith("exp_") ? factsOfExperiment(ctx.sql, id) : factsOfRun(ctx.sql, id)));

function factsOfExperiment(sql: SqlStorage, id: string): ExperimentFacts[] {
  const row = readExperiment(sql, "id", id);
  return row
    ? [{ type: "experiment", id, name: row.name, commenters: readCommenters(sql, { type: "experiment", number: row.number }) }]
    : [];
}

function factsOfRun(sql: SqlStorage, id: string): RunFacts[] {
  const row = findRun(sql, id);
  if (!row) return [];
  const { name, experiment_id: experimentId, started_at, finished_at } = row;
  const durationMs = started_at === null || finished_at === null ? null : Math.max(0, finished_at - started_at);
  return [{ type: "run", id, name, experimentId, createdBy: JSON.parse(row.created_by) as ActorRef, durationMs }];
}
