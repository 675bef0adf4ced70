import type { VerbCtx } from "../context.ts";

/** Drops all points of a run for good. Call it inside the transaction that drops the run. */
export function dropRunPoints({ sql }: VerbCtx, runNumber: number): void {
  for (const table of ["metric_batches", "writers", "run_progress"]) sql.exec(`DELETE FROM ${table} WHERE run_number = ?`, runNumber);
}
