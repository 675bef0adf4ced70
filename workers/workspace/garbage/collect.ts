import type { Chore } from "../chores.ts";
import { GARBAGE_PER_ALARM } from "../limits.ts";
import { dropGarbage, hasGarbage, readGarbage } from "./store.ts";

/** Deletes bytes in R2 that nothing refers to any more. Deleting what is gone already succeeds there, so again is harmless. */
export const garbageChore: Chore = {
  name: "collect garbage",
  dueAt: (ctx) => (hasGarbage(ctx.sql) ? ctx.clock.now() : null),
  run: async (ctx) => {
    const keys = readGarbage(ctx.sql, GARBAGE_PER_ALARM);
    await ctx.bucket.delete(keys);
    ctx.storage.transactionSync(() => dropGarbage(ctx.sql, keys));
  },
};
