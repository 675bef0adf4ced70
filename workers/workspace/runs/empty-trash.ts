import type { Chore } from "../chores.ts";
import { transact, type VerbCtx } from "../context.ts";
import { PURGE_STEPS_PER_ALARM } from "../limits.ts";
import { PURGE_STEPS } from "./purge.ts";
import { dropRunRows, readNextPurge, writeRun } from "./store.ts";

/** Drops runs whose time in the trash is over. It can stop between any two steps and goes on from there. */
export const purgeChore: Chore = {
  name: "purge runs",
  dueAt: (ctx) => readNextPurge(ctx.sql)?.purge_at ?? null,
  run: async (ctx) => {
    for (let left = PURGE_STEPS_PER_ALARM; left > 0; ) {
      const run = readNextPurge(ctx.sql);
      if (!run || run.purge_at > ctx.clock.now()) return;
      if (run.purging === 0) ctx.storage.transactionSync(() => writeRun(ctx.sql, run.number, { purging: 1 }));
      for (const step of PURGE_STEPS)
        for (let isDone = false; !isDone; left--) {
          if (left <= 0) return;
          isDone = ctx.storage.transactionSync(() => step(ctx, run.number));
          // Lets the requests in that wait.
          await scheduler.wait(0);
        }
      dropRun(ctx, run);
    }
  },
};

function dropRun(ctx: VerbCtx, { number, id, name }: { number: number; id: string; name: string }): void {
  transact(ctx, (emit) => {
    const children = dropRunRows(ctx.sql, number, id, ctx.clock.now());
    for (const changed of [number, ...children]) ctx.columns.changed(changed, { durable: true });
    emit({ type: "run.purged", subject: { type: "run", id }, data: { number, name } });
  });
}
