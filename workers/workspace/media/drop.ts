import { releaseBlobs } from "../blobs/refer.ts";
import type { PurgeStep } from "../runs/purge.ts";
import { deleteFileTotals, deleteSomeMedia } from "./store.ts";

/** Media that one step of a purge drops. */
const MEDIA_PER_STEP = 500;

/** Drops the media of a run, and with the last of them what was counted of its files. */
export const dropMedia: PurgeStep = (ctx, runNumber) => {
  const digests = deleteSomeMedia(ctx.sql, runNumber, MEDIA_PER_STEP);
  releaseBlobs(ctx, digests);
  const isDone = digests.length < MEDIA_PER_STEP;
  if (isDone) deleteFileTotals(ctx.sql, runNumber);
  return isDone;
};
