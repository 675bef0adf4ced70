import { timestamp } from "../../shared/clock.ts";
import type { Chore } from "../chores.ts";
import type { VerbCtx } from "../context.ts";
import { changeTasks } from "../tasks/change.ts";
import { hasLease, type RunningBuild, readRunningBuilds } from "./store.ts";

/** When a build will have been silent for too long. */
const deadlineOf = (build: RunningBuild): number => build.heartbeat_at + build.heartbeat_timeout_ms;

function firstDeadline({ sql }: VerbCtx): number | null {
  const deadlines = readRunningBuilds(sql).map(deadlineOf);
  return deadlines.length > 0 ? Math.min(...deadlines) : null;
}

/** Marks builds that were silent for too long, by no event, no renewal and no lease that lasts, as interrupted. Again is harmless. */
function interruptSilent(ctx: VerbCtx): void {
  const now = ctx.clock.now();
  const silent = readRunningBuilds(ctx.sql).filter((build) => deadlineOf(build) <= now);
  if (silent.length === 0) return;
  changeTasks(ctx, (changes) => {
    for (const { number, heartbeat_at } of silent) {
      const build = changes.build(number);
      // Somebody computes for it still, with leases that are longer than the build's patience.
      if (hasLease(ctx.sql, number)) {
        build.set({ heartbeat_at: now });
        continue;
      }
      const { id, name } = build.row;
      build.set({ status: "interrupted", finished_at: heartbeat_at });
      const data = { number, name, heartbeat_at: timestamp(heartbeat_at) };
      changes.emit({ type: "build.interrupted", subject: { type: "build", id }, data });
    }
  });
}

/** Due when the first of the running builds will have been silent for too long. */
export const interruptChore: Chore = { name: "interrupt silent builds", dueAt: firstDeadline, run: interruptSilent };
