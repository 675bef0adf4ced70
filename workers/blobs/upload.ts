import { type Blob, UPLOAD_PART_BYTES, type Upload } from "@cairn/sdk/schema";
import type { WorkspaceCtx } from "../control/context.ts";
import { Fault, notFound } from "../shared/errors.ts";
import { workspaceOf } from "../workspace/stub.ts";
import { digestOfUpload } from "./check.ts";
import { blobKey } from "./keys.ts";
import { isInvalidPart, isNoSuchUpload, orUnavailable } from "./r2.ts";
import { drain, lengthFault, receive, sendOn } from "./receive.ts";

/** Takes one part of an upload, counted from 1. Throws `not_found`, `invalid_request` for a number or length that does not fit. */
export async function putPart(ctx: WorkspaceCtx, request: Request, input: { upload: string; part: string }): Promise<Upload> {
  const workspace = workspaceOf(ctx);
  const { id, size, multipartId, blob } = await workspace.call("uploadFind", { upload: input.upload });
  const count = Math.ceil(size / UPLOAD_PART_BYTES);
  const number = /^\d{1,5}$/.test(input.part) ? Number(input.part) : 0;
  if (number < 1 || number > count) throw partFault(`must be from 1 to ${count}`);
  const bytes = receive(request, UPLOAD_PART_BYTES);
  const expected = number < count ? UPLOAD_PART_BYTES : size - (count - 1) * UPLOAD_PART_BYTES;
  if (bytes.size !== expected) throw lengthFault(`must be ${expected} for part ${number}`);
  if (blob) {
    await drain(bytes);
    return workspace.call("uploadGet", { upload: id });
  }
  const multipart = ctx.env.BLOBS.resumeMultipartUpload(blobKey(ctx.workspace.id, id), multipartId);
  const { etag } = await sendOn(bytes, (stream) =>
    multipart.uploadPart(number, stream).catch((error: unknown) => {
      if (isNoSuchUpload(error)) throw new Fault("illegal_transition", "This upload is being put together and takes no more parts.");
      throw error;
    }),
  );
  return workspace.call("uploadPart", { upload: id, number, etag });
}

/**
 * Puts the parts together, reads all of it back and checks size and digest. Of many GB each request checks a part and answers the upload,
 * and the one after goes on. Every step may be done again. Throws `not_found`, `blob_missing` naming the parts, `digest_mismatch` (the
 * upload is dropped), `unavailable`.
 */
export async function completeUpload(ctx: WorkspaceCtx, upload: string): Promise<Blob | Upload> {
  const workspace = workspaceOf(ctx);
  const { id, sha256, size, multipartId, parts, checked, blob } = await workspace.call("uploadFind", { upload });
  if (blob) return blob;
  const { BLOBS } = ctx.env;
  const key = blobKey(ctx.workspace.id, id);
  const count = Math.ceil(size / UPLOAD_PART_BYTES);
  // A try before this one may have put them together already; then R2 knows no such upload any more.
  let object = await orUnavailable(() => BLOBS.head(key));
  if (object === null) {
    const missing = missingParts(parts, count);
    if (missing.length > 0) throw partsMissing(missing);
    const uploaded = parts.map(({ number, etag }) => ({ partNumber: number, etag }));
    const failure = await BLOBS.resumeMultipartUpload(key, multipartId)
      .complete(uploaded)
      .then(
        () => null,
        (error: unknown) => error,
      );
    if (failure !== null && isInvalidPart(failure)) {
      await workspace.call("uploadForgetParts", { upload: id });
      throw partsMissing(Array.from({ length: count }, (_, i) => i + 1));
    }
    if (failure !== null && !isNoSuchUpload(failure)) await orUnavailable(() => Promise.reject(failure));
    object = await orUnavailable(() => BLOBS.head(key));
  }
  const digest = object?.size === size ? await digestOfUpload(ctx, { id, key, size, checked }) : null;
  if (digest === sha256) return workspace.call("uploadEnd", { upload: id });
  if (typeof digest === "object" && digest !== null) return workspace.call("uploadGet", { upload: id });
  await workspace.call("uploadFail", { upload: id });
  // R2 gave it up, because it is too old.
  if (!object) throw notFound("upload");
  throw new Fault("digest_mismatch", "The parts together do not have this SHA-256 and size. The upload was dropped.");
}

function missingParts(parts: readonly { number: number }[], count: number): number[] {
  const there = new Set(parts.map(({ number }) => number));
  return Array.from({ length: count }, (_, i) => i + 1).filter((number) => !there.has(number));
}

/** Most parts that a refusal names. */
const NAMED_MAX = 20;

const partsMissing = (numbers: readonly number[]): Fault =>
  new Fault("blob_missing", `${numbers.length} parts have not arrived. Send them first.`, {
    errors: numbers
      .slice(0, NAMED_MAX)
      .map((number) => ({ path: `path.part.${number}`, rule: "part_missing", message: `part ${number} has not arrived` })),
  });

function partFault(message: string): Fault {
  return new Fault("invalid_request", `path.part: ${message}`, { errors: [{ path: "path.part", rule: "invalid_value", message }] });
}
