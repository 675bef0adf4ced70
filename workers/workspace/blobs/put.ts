import type { Blob, DigestList } from "@cairn/sdk/schema";
import { blobKey } from "../../blobs/keys.ts";
import { Fault } from "../../shared/errors.ts";
import { transact, type VerbCtx, type VerbInput, wakeAfter } from "../context.ts";
import { announceKey, keepKey } from "../garbage/announce.ts";
import { discardKeys } from "../garbage/discard.ts";
import { BLOB_GRACE_MS } from "../limits.ts";
import { requireRoom } from "../space.ts";
import { type BlobRow, insertBlob, readBlob, writeExpiry } from "./store.ts";

/** Those of some digests whose bytes this workspace does not have; the others stay at least long enough to be committed. */
export function missingBlobs({ ctx, input }: VerbInput<DigestList>): DigestList {
  const digests = [...new Set(input.digests)].filter((sha256) => {
    const blob = readBlob(ctx.sql, sha256);
    if (blob) keepForNow(ctx, blob);
    return !blob;
  });
  return { digests };
}

/** Begins to store bytes: answers the blob when it is there, else a name for them, under which they have to be written within a day. */
export function beginBlob({ ctx, input }: VerbInput<{ sha256: string; size: number }>): { blob: Blob } | { name: string } {
  const blob = readBlob(ctx.sql, input.sha256);
  if (blob) {
    if (blob.size !== input.size) throw digestMismatch();
    keepForNow(ctx, blob);
    return { blob: { sha256: blob.sha256, size: blob.size, is_new: false } };
  }
  requireRoom(ctx.sql);
  // A name of its own for every try: a late delete of an earlier one cannot hit it.
  const name = `${input.sha256}.${crypto.randomUUID()}`;
  announceKey(ctx, blobKey(ctx.workspaceId, name));
  return { name };
}

/**
 * Makes the record of bytes that were written and whose digest was checked. Of two at once the first stays. Again is harmless. Throws
 * `unavailable` when they were announced too long ago.
 */
export function endBlob({ ctx, input }: VerbInput<{ sha256: string; size: number; name: string }>): Blob {
  return transact(ctx, () => {
    if (!readBlob(ctx.sql, input.sha256) && !keepKey(ctx, blobKey(ctx.workspaceId, input.name)))
      throw new Fault("unavailable", "It took too long until the bytes were there. Send them again.");
    return recordBlob(ctx, input);
  });
}

/** Makes a blob of bytes under a name, or gives them up when there is one. For the inside of a transaction. */
export function recordBlob(ctx: VerbCtx, { sha256, size, name }: { sha256: string; size: number; name: string }): Blob {
  const earlier = readBlob(ctx.sql, sha256);
  if (earlier) {
    if (earlier.r2_name !== name) discardKeys(ctx, [blobKey(ctx.workspaceId, name)]);
    return { sha256, size, is_new: earlier.r2_name === name };
  }
  const now = ctx.clock.now();
  insertBlob(ctx.sql, { sha256, size, r2_name: name, expires_at: now + BLOB_GRACE_MS, created_at: now });
  wakeAfter(ctx, now + BLOB_GRACE_MS);
  return { sha256, size, is_new: true };
}

export const digestMismatch = (): Fault => new Fault("digest_mismatch", "The bytes do not have this SHA-256 and size. Nothing was stored.");

/** Who is told that a blob is there may be about to commit it. */
function keepForNow(ctx: VerbCtx, blob: BlobRow): void {
  const now = ctx.clock.now();
  if (blob.expires_at !== null && blob.expires_at < now + BLOB_GRACE_MS / 2) writeExpiry(ctx.sql, blob.sha256, now + BLOB_GRACE_MS);
}
