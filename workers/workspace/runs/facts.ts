import type { ActorRef } from "@cairn/sdk/schema";
import type { VerbInput } from "../context.ts";
import { findRun } from "./store.ts";

/** What has to be known of a run to tell people of it. */
export interface RunFacts {
  id: string;
  name: string;
  experimentId: string;
  createdBy: ActorRef;
  /** From its start to its end; null while it goes on. */
  durationMs: number | null;
}

/** Facts of runs, those in the trash too; runs that are gone are left out. */
export const readRunFacts = ({ ctx, input }: VerbInput<{ runs: readonly string[] }>): RunFacts[] =>
  input.runs.flatMap((id) => {
    const row = findRun(ctx.sql, id);
    if (!row) return [];
    const { name, experiment_id: experimentId, started_at, finished_at } = row;
    const durationMs = started_at === null || finished_at === null ? null : Math.max(0, finished_at - started_at);
    return { id, name, experimentId, createdBy: JSON.parse(row.created_by) as ActorRef, durationMs };
  });
