import { timestamp } from "../../shared/clock.ts";
import type { Chore } from "../chores.ts";
import { transact, type VerbCtx } from "../context.ts";
import { CRASHES_PER_ALARM } from "../limits.ts";
import { type RunningRow, readRunning, writeRun } from "./store.ts";

/** When a running run was last heard of: by a batch or a heartbeat, of which the later may be in memory only. */
const heardAt = ({ series }: VerbCtx, row: RunningRow): number => Math.max(series.heartbeatAt(row.number) ?? 0, row.heartbeat_at);

/** When the first of the running runs will have been silent for too long; null when none runs. */
function firstDeadline(ctx: VerbCtx): number | null {
  let first: number | null = null;
  for (const row of readRunning(ctx.sql)) {
    const deadline = heardAt(ctx, row) + row.heartbeat_timeout_ms;
    if (first === null || deadline < first) first = deadline;
  }
  return first;
}

/** Marks runs that were silent for too long as crashed; they ended when they were last heard of. Again is harmless. */
function crashSilentRuns(ctx: VerbCtx): void {
  const now = ctx.clock.now();
  const silent = readRunning(ctx.sql)
    .toArray()
    .map((row) => ({ ...row, heardAt: heardAt(ctx, row) }))
    .filter((row) => row.heardAt + row.heartbeat_timeout_ms <= now)
    .slice(0, CRASHES_PER_ALARM);
  if (silent.length === 0) return;
  transact(ctx, (emit) => {
    for (const row of silent) {
      writeRun(ctx.sql, row.number, { status: "crashed", finished_at: row.heardAt, error: null });
      ctx.series.seal(row.number);
      ctx.columns.changed(row.number, { durable: true });
      emit({ type: "run.crashed", subject: { type: "run", id: row.id }, data: { heartbeat_at: timestamp(row.heardAt) } });
    }
  });
}

/**
 * Due when the first of the running runs will have been silent for too long. A heartbeat moves no alarm: it fires at the old time,
 * finds nothing overdue and is set again.
 */
export const crashChore: Chore = { name: "crash silent runs", dueAt: firstDeadline, run: crashSilentRuns };
