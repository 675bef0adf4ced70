import type { RunStatus } from "@cairn/sdk/schema";
import type { VerbCtx } from "../context.ts";
import type { NewEvent } from "../events/append.ts";
import { readLivingRun, writeRun } from "./store.ts";

/** Lets a crashed run go on in the same attempt, because it was heard of again. Call it inside a transaction, and `armAlarm` after it. */
export function resumeRun(ctx: VerbCtx, emit: (event: NewEvent) => void, runId: string): RunStatus {
  const { number, attempt } = readLivingRun(ctx.sql, runId);
  writeRun(ctx.sql, number, { status: "running", finished_at: null, error: null });
  ctx.columns.changed(number, { durable: true });
  emit({ type: "run.resumed", subject: { type: "run", id: runId }, data: { attempt, from: "crashed" } });
  return "running";
}
