import type { RunStatus } from "@cairn/sdk/schema";
import { notFound } from "../../shared/errors.ts";
import { armAlarm } from "../chores.ts";
import { transact, type VerbInput } from "../context.ts";
import { readLoggedRun } from "../metrics/store.ts";
import { resumeRun } from "./resume.ts";
import { writeHeartbeat } from "./store.ts";

/** Notes that a run is alive and answers its status, by which the process learns that it was cancelled. Throws `not_found`. */
export function beatRun({ ctx, input }: VerbInput<{ run: string }>): { status: RunStatus } {
  const run = readLoggedRun(ctx.sql, input.run);
  if (!run) throw notFound("run");
  const status = run.status as RunStatus;
  if (status !== "running" && status !== "crashed") return { status };
  const after = transact(ctx, (emit) => {
    writeHeartbeat(ctx.sql, run.number, ctx.clock.now());
    return status === "crashed" ? resumeRun(ctx, emit, input.run) : status;
  });
  if (after !== status) armAlarm(ctx);
  return { status: after };
}
