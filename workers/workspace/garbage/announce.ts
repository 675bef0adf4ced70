import type { VerbCtx } from "../context.ts";
import { ANNOUNCED_MS } from "../limits.ts";
import { addGarbage, takeBack } from "./store.ts";

/**
 * Announces bytes that are about to be written to R2: unless `keepKey` is called within a day, they are deleted. Call it before
 * writing, so that a crash in between leaves nothing behind, and with a key that was never used before.
 */
export function announceKey(ctx: VerbCtx, key: string): void {
  const at = ctx.clock.now() + ANNOUNCED_MS;
  addGarbage(ctx.sql, [key], at);
  ctx.wakeAt(at);
}

/** Keeps announced bytes; false when their time is over. Call it inside the transaction that makes the row that names them. */
export const keepKey = (ctx: VerbCtx, key: string): boolean => takeBack(ctx.sql, key);
