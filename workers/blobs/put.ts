import { BLOB_SINGLE_MAX, type Blob, Digest } from "@cairn/sdk/schema";
import type { WorkspaceCtx } from "../control/context.ts";
import { Fault } from "../shared/errors.ts";
import { workspaceOf } from "../workspace/stub.ts";
import { blobKey } from "./keys.ts";
import { drain, receive, sendOn } from "./receive.ts";

/**
 * Stores bytes under their SHA-256, which R2 checks as they come; those that are there are not stored again. The record is made after
 * the bytes. Throws `invalid_request`, `payload_too_large`, `digest_mismatch`, `unavailable`.
 */
export async function putBlob(ctx: WorkspaceCtx, request: Request, digest: string): Promise<Blob> {
  const sha256 = Digest.safeParse(digest).data;
  if (sha256 === undefined) {
    const message = "must be 64 lower-case hex digits (SHA-256)";
    throw new Fault("invalid_request", `path.sha256: ${message}`, { errors: [{ path: "path.sha256", rule: "format", message }] });
  }
  const bytes = receive(request, BLOB_SINGLE_MAX);
  const { size } = bytes;
  const workspace = workspaceOf(ctx);
  const begun = await workspace.call("blobBegin", { sha256, size });
  if ("blob" in begun) {
    await drain(bytes);
    return begun.blob;
  }
  const { name } = begun;
  await sendOn(bytes, (stream) => ctx.env.BLOBS.put(blobKey(ctx.workspace.id, name), stream, { sha256 }));
  return workspace.call("blobEnd", { sha256, size, name });
}
