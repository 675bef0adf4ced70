import { pointsKey } from "../../blobs/keys.ts";
import type { VerbCtx } from "../context.ts";
import { discardKeys } from "../garbage/discard.ts";
import { DROPPED_BLOCKS_PER_STEP } from "../limits.ts";
import { deleteWalRows, dropBlocks, dropPartsAndSeal } from "./store.ts";

/** A step of purging a run: drops some of its points; true when nothing is left. Bytes in R2 are handed over as garbage. */
export function dropRunPoints(ctx: VerbCtx, runNumber: number): boolean {
  ctx.series.forget(runNumber);
  deleteWalRows(ctx.sql, runNumber);
  const names = dropBlocks(ctx.sql, runNumber, DROPPED_BLOCKS_PER_STEP);
  discardKeys(
    ctx,
    names.flatMap((name) => (name === null ? [] : [pointsKey(ctx.workspaceId, name)])),
  );
  if (names.length > 0) return false;
  dropPartsAndSeal(ctx.sql, runNumber);
  return true;
}
