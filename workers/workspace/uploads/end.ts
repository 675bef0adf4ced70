import type { Blob, Upload } from "@cairn/sdk/schema";
import { blobKey } from "../../blobs/keys.ts";
import { isNoSuchUpload, orUnavailable } from "../../blobs/r2.ts";
import { notFound } from "../../shared/errors.ts";
import { recordBlob } from "../blobs/put.ts";
import { readBlob } from "../blobs/store.ts";
import type { Chore } from "../chores.ts";
import { transact, type VerbCtx, type VerbInput } from "../context.ts";
import { discardKeys } from "../garbage/discard.ts";
import { UPLOADS_PER_ALARM } from "../limits.ts";
import { toUpload } from "./open.ts";
import {
  completeUploadRow,
  deleteParts,
  deleteUpload,
  findUpload,
  firstUploadExpiry,
  type PartRow,
  readExpiredUploads,
  readParts,
  type UploadRow,
  writeChecked,
  writePart,
} from "./store.ts";

/** What is needed to send parts on to R2 and to put them together. */
interface FoundUpload {
  id: string;
  sha256: string;
  size: number;
  multipartId: string;
  parts: PartRow[];
  /** How far its digest is checked; null: not at all. */
  checked: { bytes: number; words: Int32Array } | null;
  /** The blob it made, when it is complete. */
  blob: Blob | null;
}

/** Throws `not_found`, also for a complete one whose blob was dropped since. */
export function findOpenUpload({ ctx, input }: VerbInput<{ upload: string }>): FoundUpload {
  const row = readUpload(ctx, input.upload);
  const { id, sha256, size } = row;
  if (row.is_complete === 1 && !readBlob(ctx.sql, sha256)) throw notFound("upload");
  const blob = row.is_complete === 1 ? { sha256, size, is_new: false } : null;
  const checked = row.checked_words && { bytes: row.checked_bytes, words: new Int32Array(row.checked_words) };
  return { id, sha256, size, multipartId: row.multipart_id, parts: readParts(ctx.sql, id), checked, blob };
}

/** Notes that R2 has a part; again replaces it. */
export function endPart({ ctx, input }: VerbInput<{ upload: string; number: number; etag: string }>): Upload {
  const row = readUpload(ctx, input.upload);
  if (row.is_complete !== 1) writePart(ctx.sql, row.id, input);
  return toUpload(ctx, row);
}

/** Forgets the parts of an upload, which R2 would not put together; they have to be sent again. */
export function forgetParts({ ctx, input }: VerbInput<{ upload: string }>): void {
  deleteParts(ctx.sql, input.upload);
}

/** Notes how far the digest is checked. Of two that check at once the one that is further counts; both read the same. */
export function noteChecked({ ctx, input }: VerbInput<{ upload: string; bytes: number; words: Int32Array }>): void {
  writeChecked(ctx.sql, input.upload, input.bytes, input.words.slice().buffer);
}

/** Makes the blob of an upload whose bytes are together and were checked. Again is harmless. */
export function endUpload({ ctx, input }: VerbInput<{ upload: string }>): Blob {
  const { id, sha256, size, is_complete } = readUpload(ctx, input.upload);
  if (is_complete === 1) return { sha256, size, is_new: false };
  return transact(ctx, () => {
    completeUploadRow(ctx.sql, id);
    return recordBlob(ctx, { sha256, size, name: id });
  });
}

/** Drops an upload whose bytes are not what they were said to be. Again is harmless. */
export function failUpload({ ctx, input }: VerbInput<{ upload: string }>): void {
  const row = findUpload(ctx.sql, input.upload);
  if (row && row.is_complete !== 1) dropUpload(ctx, row);
}

/** Gives an upload up. One that is complete leaves its blob. Throws `not_found`, `unavailable`. */
export async function abortUpload({ ctx, input }: VerbInput<{ upload: string }>): Promise<void> {
  const row = readUpload(ctx, input.upload);
  await giveUp(ctx, row);
}

/** Gives up what nobody finished. */
export const uploadChore: Chore = {
  name: "drop abandoned uploads",
  dueAt: (ctx) => firstUploadExpiry(ctx.sql),
  run: async (ctx) => {
    // One that R2 will not give up stands in the way of no other.
    const done = await Promise.allSettled(readExpiredUploads(ctx.sql, ctx.clock.now(), UPLOADS_PER_ALARM).map((row) => giveUp(ctx, row)));
    const failed = done.find((one) => one.status === "rejected");
    if (failed) throw failed.reason;
  },
};

/** R2 first: should its answer be lost, the row is still there to try again. */
async function giveUp(ctx: VerbCtx, row: UploadRow): Promise<void> {
  if (row.is_complete !== 1) {
    const multipart = ctx.bucket.resumeMultipartUpload(blobKey(ctx.workspaceId, row.id), row.multipart_id);
    await orUnavailable(() =>
      multipart.abort().catch((error: unknown) => {
        if (!isNoSuchUpload(error)) throw error;
      }),
    );
  }
  const now = findUpload(ctx.sql, row.id);
  if (now) dropUpload(ctx, now);
}

function dropUpload(ctx: VerbCtx, { id, is_complete }: UploadRow): void {
  transact(ctx, () => {
    deleteUpload(ctx.sql, id);
    if (is_complete !== 1) discardKeys(ctx, [blobKey(ctx.workspaceId, id)]);
  });
}

function readUpload({ sql }: VerbCtx, id: string): UploadRow {
  const row = findUpload(sql, id);
  if (!row) throw notFound("upload");
  return row;
}
