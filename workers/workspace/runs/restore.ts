import type { RunDetail } from "@cairn/sdk/schema";
import { transact, type VerbCtx, type VerbInput } from "../context.ts";
import { addRunTo } from "../experiments/store.ts";
import { readRunDetail } from "./rows.ts";
import { readRun, writeRun } from "./store.ts";

/** Takes a run back out of the trash; one that is not there is answered as it is. Throws `not_found`. */
export function restoreRun({ ctx, input: { run } }: VerbInput<{ run: string }>): RunDetail {
  takeBack(ctx, run);
  return readRunDetail(ctx, run);
}

/** The same without an answer. */
export function takeBack(ctx: VerbCtx, run: string): void {
  const row = readRun(ctx.sql, run);
  if (row.deleted_at === null) return;
  transact(ctx, (emit) => {
    writeRun(ctx.sql, row.number, { deleted_at: null, purge_at: null });
    addRunTo(ctx.sql, row.experiment_number, row.created_at);
    ctx.columns.changed(row.number, { durable: true });
    emit({ type: "run.restored", subject: { type: "run", id: run }, data: { number: row.number, name: row.name } });
  });
}
