import type { WorkspaceCtx } from "../control/context.ts";
import { SECOND_MS } from "../shared/clock.ts";
import { workspaceOf } from "../workspace/stub.ts";
import { orUnavailable } from "./r2.ts";
import { type HashState, Sha256 } from "./sha256.ts";

/** Bytes that are read back at once by the runtime's own SHA-256, which is fast but cannot be kept. Ours: a few seconds on a small machine. */
const AT_ONCE_BYTES = 256 * 1024 * 1024;
/** Of more, so many are read until it is noted how far it is. Ours; a whole number of blocks of SHA-256. */
const NOTED_BYTES = 64 * 1024 * 1024;
/** One request goes on checking for so long, in ms: a Worker has 30 s of CPU, and clients wait for 30 s. */
const CHECK_MS = 15 * SECOND_MS;

/** Bytes of an upload that lie in R2 under a key. */
interface Uploaded {
  id: string;
  key: string;
  size: number;
  /** How far an earlier request came. */
  checked: HashState | null;
}

/** How far a check came that goes on with the next request. */
export interface Unfinished {
  checkedBytes: number;
}

/**
 * SHA-256 of an upload as hex; null when it is not there. Of one with more to read than fits into one request, how far this one came: the
 * request that asks again goes on from there. Throws `unavailable` when R2 fails.
 */
export async function digestOfUpload(ctx: WorkspaceCtx, uploaded: Uploaded): Promise<string | null | Unfinished> {
  return uploaded.size <= AT_ONCE_BYTES ? digestAtOnce(ctx, uploaded) : digestInSteps(ctx, uploaded);
}

async function digestAtOnce(ctx: WorkspaceCtx, { key }: Uploaded): Promise<string | null> {
  // Types of Node that come with a package hide this one of the runtime's.
  const { DigestStream: Digest } = crypto as unknown as { DigestStream: typeof DigestStream };
  return orUnavailable(async () => {
    const object = await ctx.env.BLOBS.get(key);
    if (!object) return null;
    const digest = new Digest("SHA-256");
    await object.body.pipeTo(digest);
    return Array.from(new Uint8Array(await digest.digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  });
}

async function digestInSteps(ctx: WorkspaceCtx, { id, key, size, checked }: Uploaded): Promise<string | null | Unfinished> {
  const hash = new Sha256(checked);
  const started = ctx.clock.now();
  for (let offset = checked?.bytes ?? 0; offset < size; ) {
    if (ctx.clock.now() - started > CHECK_MS) return { checkedBytes: offset };
    const length = Math.min(NOTED_BYTES, size - offset);
    const isThere = await orUnavailable(async () => {
      const object = await ctx.env.BLOBS.get(key, { range: { offset, length } });
      await object?.body.pipeTo(new WritableStream<Uint8Array>({ write: (bytes) => hash.update(bytes) }));
      return object !== null;
    });
    if (!isThere) return null;
    offset += length;
    if (offset < size) await workspaceOf(ctx).call("uploadChecked", { upload: id, bytes: offset, words: hash.state.words });
  }
  return hash.digest();
}
