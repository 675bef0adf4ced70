import { pointsKey } from "../../blobs/keys.ts";
import type { Chore } from "../chores.ts";
import { transact, type VerbCtx } from "../context.ts";
import { announceKey, keepKey } from "../garbage/announce.ts";
import { BLOCKS_HELD, BLOCKS_PER_ALARM, OFFLOAD_MIN_BYTES } from "../limits.ts";
import { firstOffload, moveBlock, type OffloadRow, offloadableBlocks, readBlockBytes, runToOffload, writeOffloadAt } from "./store.ts";

/**
 * Moves sealed points to R2, an hour after they were sealed. Buckets stay: a page of charts reads no R2. Of a running run the newest
 * blocks stay too, which resumed and late writers look into, and small ones always do.
 */
export const offloadChore: Chore = {
  name: "offload points",
  dueAt: (ctx) => firstOffload(ctx.sql),
  run: async (ctx) => {
    const run = runToOffload(ctx.sql, ctx.clock.now());
    if (!run) return;
    const held = run.status === "running" ? BLOCKS_HELD : 0;
    const blocks = offloadableBlocks(ctx.sql, run.run_number, { held, minBytes: OFFLOAD_MIN_BYTES, limit: BLOCKS_PER_ALARM });
    for (const block of blocks) await moveToR2(ctx, run.run_number, block);
    // More may have been sealed meanwhile; then the time stays, and the next alarm goes on.
    const isDone = offloadableBlocks(ctx.sql, run.run_number, { held, minBytes: OFFLOAD_MIN_BYTES, limit: 1 }).length === 0;
    if (isDone) writeOffloadAt(ctx.sql, run.run_number, null);
  },
};

/** The object is written first, then the row; what a crash leaves in between is cleared as announced bytes are. */
async function moveToR2(ctx: VerbCtx, runNumber: number, { grp, seq }: OffloadRow): Promise<void> {
  const bytes = readBlockBytes(ctx.sql, runNumber, grp, seq);
  if (!bytes) return;
  const name = `${runNumber}/${crypto.randomUUID()}`;
  const key = pointsKey(ctx.workspaceId, name);
  announceKey(ctx, key);
  await ctx.bucket.put(key, bytes);
  transact(ctx, () => {
    // Not there any more: the run was purged meanwhile, and the object goes as it was announced.
    if (!moveBlock(ctx.sql, runNumber, grp, seq, name)) return;
    if (!keepKey(ctx, key)) throw new Error(`the time to keep ${key} is over`);
    ctx.series.moved(runNumber);
  });
}
