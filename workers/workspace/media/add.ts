import type { NewMedia } from "@cairn/sdk/schema";
import { holdBlobs, requireBlobs } from "../blobs/refer.ts";
import type { VerbCtx } from "../context.ts";
import { MEDIA_PER_RUN_MAX } from "../limits.ts";
import { limitReached } from "../space.ts";
import { addToMediaCount, countMedia, insertMedia } from "./store.ts";

/**
 * Adds what a run logged at a step. Call it inside the transaction of the batch that brings it: it is there exactly when its batch
 * is. Throws `blob_missing` when its bytes were not uploaded, `invalid_request`, `limit_reached`.
 */
export function addMedia(ctx: VerbCtx, run: { runId: string; runNumber: number }, media: readonly NewMedia[]): void {
  if (media.length === 0) return;
  if (countMedia(ctx.sql, run.runNumber) + media.length > MEDIA_PER_RUN_MAX) throw limitReached("media_per_run", MEDIA_PER_RUN_MAX);
  requireBlobs(
    ctx,
    media.map(({ sha256, size }, i) => ({ path: `body.media.${i}`, sha256, size })),
  );
  for (const one of media) insertMedia(ctx.sql, run.runNumber, one);
  addToMediaCount(ctx.sql, run.runNumber, media.length);
  holdBlobs(
    ctx,
    media.map(({ sha256 }) => sha256),
  );
}
