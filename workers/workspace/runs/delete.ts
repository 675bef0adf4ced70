import { transact, type VerbInput } from "../context.ts";
import { dropRunFrom } from "../experiments/store.ts";
import { deleteRunRows, readRun, wasDeleted } from "./store.ts";

/** Deletes a run with its points; again is harmless. Throws `not_found` for a run that never was. */
export function deleteRun({ ctx, input }: VerbInput<{ run: string }>): void {
  if (wasDeleted(ctx.sql, input.run)) return;
  const row = readRun(ctx.sql, input.run);
  transact(ctx, (emit) => {
    deleteRunRows(ctx.sql, row, ctx.clock.now());
    dropRunFrom(ctx.sql, row.experiment_number);
    emit({ type: "run.deleted", subject: { type: "run", id: row.id }, data: { number: row.number, name: row.name } });
  });
}
