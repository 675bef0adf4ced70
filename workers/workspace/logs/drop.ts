import { linesKey } from "../../blobs/keys.ts";
import { discardKeys } from "../garbage/discard.ts";
import type { PurgeStep } from "../runs/purge.ts";
import { dropSomeChunks } from "./store.ts";

/** Chunks that one step of a purge drops. */
const CHUNKS_PER_STEP = 200;

/** Drops the log of a run. */
export const dropLines: PurgeStep = (ctx, runNumber) => {
  const { names, done } = dropSomeChunks(ctx.sql, runNumber, CHUNKS_PER_STEP);
  discardKeys(
    ctx,
    names.map((name) => linesKey(ctx.workspaceId, name)),
  );
  return done;
};
