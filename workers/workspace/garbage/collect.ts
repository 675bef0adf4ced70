import type { Chore } from "../chores.ts";
import { GARBAGE_PER_ALARM } from "../limits.ts";
import { claimGarbage, dropGarbage, firstGarbage } from "./store.ts";

/** Deletes bytes in R2 that nothing refers to any more. Deleting what is gone already succeeds there, so again is harmless. */
export const garbageChore: Chore = {
  name: "collect garbage",
  dueAt: (ctx) => firstGarbage(ctx.sql),
  run: async (ctx) => {
    const keys = claimGarbage(ctx.sql, ctx.clock.now(), GARBAGE_PER_ALARM);
    if (keys.length === 0) return;
    await ctx.bucket.delete(keys);
    ctx.storage.transactionSync(() => dropGarbage(ctx.sql, keys));
  },
};
