import type { FinishRun, RunDetail, RunStatus } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import { transact, type VerbInput } from "../context.ts";
import { readRunDetail } from "./rows.ts";
import { mayFinish } from "./status.ts";
import { readLivingRun, writeStatus } from "./store.ts";
import { parseTimestamp } from "./time.ts";

/** Ends a run; again with the same status it answers the same. Throws `not_found`, `illegal_transition` for a run that ended otherwise. */
export function finishRun({ ctx, input: { run, end } }: VerbInput<{ run: string; end: FinishRun }>): RunDetail {
  const before = readLivingRun(ctx.sql, run);
  if (before.status === end.status) return readRunDetail(ctx.sql, run);
  if (!mayFinish(before.status as RunStatus, end.status))
    throw new Fault("illegal_transition", `The run is ${before.status} already; it cannot become ${end.status}.`);
  const finishedAt = parseTimestamp(end.finished_at, "body.finished_at") ?? ctx.clock.now();
  transact(ctx, (emit) => {
    writeStatus(ctx.sql, run, { status: end.status, finishedAt, error: end.error ?? null });
    emit({ type: "run.finished", subject: { type: "run", id: run }, data: { status: end.status } });
  });
  return readRunDetail(ctx.sql, run);
}
