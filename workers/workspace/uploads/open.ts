import { type CreateUpload, UPLOAD_PART_BYTES, type Upload } from "@cairn/sdk/schema";
import { blobKey } from "../../blobs/keys.ts";
import { orUnavailable } from "../../blobs/r2.ts";
import { timestamp } from "../../shared/clock.ts";
import { notFound } from "../../shared/errors.ts";
import { beginBlob } from "../blobs/put.ts";
import { readBlob } from "../blobs/store.ts";
import { transact, type VerbCtx, type VerbInput } from "../context.ts";
import { UPLOAD_LIFE_MS, UPLOADS_MAX } from "../limits.ts";
import { limitReached, requireRoom } from "../space.ts";
import { countUploads, deleteUpload, findUpload, findUploadOf, insertUpload, readParts, type UploadRow } from "./store.ts";

/**
 * Begins an upload in parts, or answers the one there is for the same bytes; complete from the start when they are there. Throws
 * `limit_reached`, `unavailable`.
 */
export async function openUpload({ ctx, input }: VerbInput<CreateUpload & { id: string }>): Promise<Upload> {
  const { sql } = ctx;
  if (readBlob(sql, input.sha256)) {
    beginBlob({ ctx, input });
    return { ...viewOf(input, []), checked_bytes: input.size, is_complete: true, expires_at: timestamp(ctx.clock.now() + UPLOAD_LIFE_MS) };
  }
  const open = openUploadOf(ctx, input);
  if (open) return toUpload(ctx, open);
  requireRoom(sql);
  if (countUploads(sql) >= UPLOADS_MAX) throw limitReached("uploads", UPLOADS_MAX);
  const multipart = await orUnavailable(() => ctx.bucket.createMultipartUpload(blobKey(ctx.workspaceId, input.id)));
  const expiresAt = ctx.clock.now() + UPLOAD_LIFE_MS;
  const opened = transact(ctx, () => {
    const other = openUploadOf(ctx, input);
    if (other) return other;
    insertUpload(sql, { ...input, multipart_id: multipart.uploadId, expires_at: expiresAt });
    return findUpload(sql, input.id);
  });
  ctx.wakeAt(expiresAt);
  // Somebody else was first. R2 itself drops what has no parts and is never finished, should this fail.
  if (opened?.id !== input.id) await multipart.abort().catch(() => undefined);
  return toUpload(ctx, opened);
}

/** An upload. Throws `not_found`. */
export const getUpload = ({ ctx, input }: VerbInput<{ upload: string }>): Upload => toUpload(ctx, findUpload(ctx.sql, input.upload));

/** The upload of some bytes that still needs them. One whose blob is gone again counts no more, and leaves. */
function openUploadOf({ sql }: VerbCtx, { sha256, size }: { sha256: string; size: number }): UploadRow | null {
  const row = findUploadOf(sql, sha256, size);
  if (row?.is_complete !== 1) return row;
  deleteUpload(sql, row.id);
  return null;
}

export function toUpload(ctx: VerbCtx, row: UploadRow | null): Upload {
  if (!row) throw notFound("upload");
  return {
    ...viewOf(
      row,
      readParts(ctx.sql, row.id).map(({ number }) => number),
    ),
    checked_bytes: row.is_complete === 1 ? row.size : row.checked_bytes,
    is_complete: row.is_complete === 1,
    expires_at: timestamp(row.expires_at),
  };
}

const viewOf = ({ id, sha256, size }: { id: string; sha256: string; size: number }, received: number[]) => ({
  id,
  sha256,
  size,
  part_size: UPLOAD_PART_BYTES,
  received,
});
