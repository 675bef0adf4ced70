import type { RunStatus } from "@cairn/sdk/schema";
import type { VerbCtx } from "../context.ts";
import type { NewEvent } from "../events/append.ts";
import { writeStatus } from "./store.ts";

/** Lets a crashed run go on, because it was heard of again. Call it inside a transaction, and `armAlarm` after it. */
export function resumeRun(ctx: VerbCtx, emit: (event: NewEvent) => void, runId: string): RunStatus {
  writeStatus(ctx.sql, runId, { status: "running", finishedAt: null, error: null });
  emit({ type: "run.resumed", subject: { type: "run", id: runId }, data: {} });
  return "running";
}
