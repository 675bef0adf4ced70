import type { FieldError } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import { type VerbCtx, wakeAfter } from "../context.ts";
import { BLOB_GRACE_MS } from "../limits.ts";
import { addRef, dropRef, readBlob } from "./store.ts";

/** Something that is about to refer to a blob, and where in the body it is named, e.g. `body.media.0`. */
export interface Reference {
  path: string;
  sha256: string;
  size: number;
}

/** Most references that a refusal names. */
const NAMED_MAX = 20;

/**
 * Throws `blob_missing` when bytes that are referred to are not there, naming which, and `invalid_request` when a size is not that
 * of its bytes. Changes nothing.
 */
export function requireBlobs({ sql }: VerbCtx, references: readonly Reference[]): void {
  const missing: FieldError[] = [];
  const wrong: FieldError[] = [];
  for (const { path, sha256, size } of references) {
    const blob = readBlob(sql, sha256);
    if (!blob) missing.push({ path: `${path}.sha256`, rule: "blob_missing", message: "these bytes are not there" });
    else if (blob.size !== size)
      wrong.push({ path: `${path}.size`, rule: "mismatch", message: `must be ${blob.size}, the size of the bytes` });
  }
  if (missing.length > 0)
    throw new Fault("blob_missing", `Upload the bytes of ${missing.length === 1 ? "this file" : `these ${missing.length} files`} first.`, {
      errors: missing.slice(0, NAMED_MAX),
    });
  const first = wrong[0];
  if (first) throw new Fault("invalid_request", `${first.path}: ${first.message}`, { errors: wrong.slice(0, NAMED_MAX) });
}

/** Counts references to blobs that are there; call it inside the transaction that makes the rows. */
export function holdBlobs({ sql }: VerbCtx, digests: readonly string[]): void {
  for (const sha256 of digests) addRef(sql, sha256);
}

/** Takes references back; call it inside the transaction that drops the rows. What nothing refers to goes a day later. */
export function releaseBlobs(ctx: VerbCtx, digests: readonly string[]): void {
  if (digests.length === 0) return;
  const at = ctx.clock.now() + BLOB_GRACE_MS;
  for (const sha256 of digests) dropRef(ctx.sql, sha256, at);
  wakeAfter(ctx, at);
}
