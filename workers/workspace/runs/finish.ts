import type { FinishRun, RunDetail, RunStatus } from "@cairn/sdk/schema";
import { transact, type VerbCtx, type VerbInput } from "../context.ts";
import { readRunDetail } from "./rows.ts";
import { requireMove } from "./status.ts";
import { readLivingRun, writeRun } from "./store.ts";
import { parseTimestamp } from "./time.ts";

/** Ends a run; again with the same status it answers the same. Throws `not_found`, `illegal_transition` for a run that ended otherwise. */
export function finishRun({ ctx, input: { run, end } }: VerbInput<{ run: string; end: FinishRun }>): RunDetail {
  endRun(ctx, run, end);
  return readRunDetail(ctx, run);
}

/** The same without an answer. */
export function endRun(ctx: VerbCtx, run: string, end: FinishRun): void {
  const row = readLivingRun(ctx.sql, run);
  if (row.status === end.status) return;
  requireMove(row.status as RunStatus, end.status);
  const finishedAt = parseTimestamp(end.finished_at, "body.finished_at") ?? ctx.clock.now();
  transact(ctx, (emit) => {
    writeRun(ctx.sql, row.number, { status: end.status, finished_at: finishedAt, error: end.error ?? null });
    ctx.series.seal(row.number);
    ctx.columns.changed(row.number, { durable: true });
    emit({ type: "run.finished", subject: { type: "run", id: run }, data: { status: end.status } });
  });
}
