import type { Chore } from "../chores.ts";
import type { VerbCtx } from "../context.ts";
import { changeTasks } from "./change.ts";
import { dropEdges, isNeeded, readEdgeTypes } from "./edge-store.ts";
import { NOTHING } from "./invalidate.ts";
import { PURGE_STEPS, PURGED_PER_STEP } from "./limits.ts";
import { dropFields, dropTask, dropTaskRow, firstPurge, isInBuild, readPathsOfTypes, readPurgeable } from "./purge-store.ts";
import { writeTask } from "./store.ts";

/** Drops tasks whose time in the trash is over, some at a time; each step is a transaction of its own. */
async function purge(ctx: VerbCtx): Promise<void> {
  for (let i = 0; i < PURGE_STEPS; i++) {
    const tasks = readPurgeable(ctx.sql, ctx.clock.now(), PURGED_PER_STEP);
    if (tasks.length === 0) return;
    dropSome(ctx, tasks);
    // Lets the requests in that wait.
    await scheduler.wait(0);
  }
}

function dropSome(ctx: VerbCtx, tasks: readonly { number: number; type_id: number }[]): void {
  const { sql } = ctx;
  changeTasks(ctx, (changes) => {
    const numbers = tasks.map(({ number }) => number);
    dropFields(sql, numbers, readPathsOfTypes(sql, [...new Set(tasks.map(({ type_id }) => type_id))]));
    for (const number of numbers) {
      writeTask(sql, number, { ...NOTHING, purging: 1 });
      dropTask(sql, number);
      for (const { from_type, to_type, n } of readEdgeTypes(sql, number)) changes.counts.edge(from_type, to_type, -n);
      dropEdges(sql, number);
      if (!isNeeded(sql, number) && !isInBuild(sql, number)) dropTaskRow(sql, number);
    }
    changes.emit({ type: "task.purged", subject: { type: "workspace", id: ctx.workspaceId }, data: { count: numbers.length } });
  });
}

/** Due when the time of the first task in the trash is over. */
export const taskPurgeChore: Chore = { name: "purge tasks", dueAt: (ctx) => firstPurge(ctx.sql), run: purge };
