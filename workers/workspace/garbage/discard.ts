import { type VerbCtx, wakeAfter } from "../context.ts";
import { GARBAGE_DELAY_MS } from "../limits.ts";
import { addGarbage } from "./store.ts";

/** Gives up keys that no row names any more; who reads them right now has a little time. Call it inside the transaction. */
export function discardKeys(ctx: VerbCtx, keys: readonly string[]): void {
  if (keys.length === 0) return;
  const at = ctx.clock.now() + GARBAGE_DELAY_MS;
  addGarbage(ctx.sql, keys, at);
  wakeAfter(ctx, at);
}
