import { blobKey } from "../../blobs/keys.ts";
import type { Chore } from "../chores.ts";
import { transact } from "../context.ts";
import { discardKeys } from "../garbage/discard.ts";
import { BLOBS_PER_ALARM } from "../limits.ts";
import { dropExpired, firstExpiry } from "./store.ts";

/** Drops blobs that nothing refers to, a day after the last thing that did. One that is committed is referred to in the same moment. */
export const blobChore: Chore = {
  name: "drop unused blobs",
  dueAt: (ctx) => firstExpiry(ctx.sql),
  run: (ctx) =>
    transact(ctx, () => {
      const names = dropExpired(ctx.sql, ctx.clock.now(), BLOBS_PER_ALARM);
      discardKeys(
        ctx,
        names.map((name) => blobKey(ctx.workspaceId, name)),
      );
    }),
};
