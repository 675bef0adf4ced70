import { timestamp } from "../../shared/clock.ts";
import type { Chore } from "../chores.ts";
import { transact, type VerbCtx } from "../context.ts";
import { CRASHES_PER_ALARM } from "../limits.ts";
import { firstDeadline, readSilentRuns, writeRun } from "./store.ts";

/** Marks runs that were silent for too long as crashed; they ended when they were last heard of. Answers how many. Again is harmless. */
function crashSilentRuns(ctx: VerbCtx): number {
  const silent = readSilentRuns(ctx.sql, ctx.clock.now(), CRASHES_PER_ALARM);
  if (silent.length === 0) return 0;
  transact(ctx, (emit) => {
    for (const { number, id, heartbeat_at } of silent) {
      writeRun(ctx.sql, number, { status: "crashed", finished_at: heartbeat_at, error: null });
      ctx.series.seal(number);
      ctx.columns.changed(number, { durable: true });
      emit({ type: "run.crashed", subject: { type: "run", id }, data: { heartbeat_at: timestamp(heartbeat_at) } });
    }
  });
  return silent.length;
}

/**
 * Due when the first of the running runs will have been silent for too long. A heartbeat moves no alarm: it fires at the old time,
 * finds nothing overdue and is set again.
 */
export const crashChore: Chore = {
  name: "crash silent runs",
  dueAt: (ctx) => firstDeadline(ctx.sql),
  run: (ctx) => void crashSilentRuns(ctx),
};
