import { timestamp } from "../../shared/clock.ts";
import { transact, type VerbCtx } from "../context.ts";
import { CRASHES_PER_ALARM } from "../limits.ts";
import { nextAlarmAt } from "./alarm.ts";
import { firstDeadline, readSilentRuns, writeStatus } from "./store.ts";

/** Marks runs that were silent for too long as crashed; they ended when they were last heard of. Answers how many. Again is harmless. */
export function crashSilentRuns(ctx: VerbCtx): number {
  const silent = readSilentRuns(ctx.sql, ctx.clock.now(), CRASHES_PER_ALARM);
  if (silent.length === 0) return 0;
  transact(ctx, (emit) => {
    for (const { id, heartbeat_at } of silent) {
      writeStatus(ctx.sql, id, { status: "crashed", finishedAt: heartbeat_at, error: null });
      emit({ type: "run.crashed", subject: { type: "run", id }, data: { heartbeat_at: timestamp(heartbeat_at) } });
    }
  });
  return silent.length;
}

/** Makes sure that the object wakes when the next run may have crashed. */
export function armAlarm(ctx: Pick<VerbCtx, "sql" | "clock" | "wakeAt">): void {
  const at = nextAlarmAt(firstDeadline(ctx.sql), ctx.clock.now());
  if (at !== null) ctx.wakeAt(at);
}
