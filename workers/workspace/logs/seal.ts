import { linesKey } from "../../blobs/keys.ts";
import { transact, type VerbCtx } from "../context.ts";
import { announceKey, keepKey } from "../garbage/announce.ts";
import { LOG_OBJECT_BYTES, LOG_SEAL_BYTES, LOG_SEAL_MIN_BYTES } from "../limits.ts";
import { isFull } from "./groups.ts";
import { type ChunkRow, chunksFrom, moveChunk, type RunLogRow, readPacked } from "./store.ts";

/**
 * Moves the oldest chunks of a log to R2 when they are many, or when no more lines come: as they are, one behind the other, in an
 * object of their own. The object is written first, then the rows; what a crash leaves in between is cleared as announced bytes are.
 * Answers the first line that is not sealed.
 */
export async function sealChunks(ctx: VerbCtx, log: RunLogRow, isIdle: boolean): Promise<number> {
  let from = log.tidy_from;
  for (;;) {
    const chunks = oldest(chunksFrom(ctx.sql, log.run_number, from), isIdle);
    const size = chunks.reduce((n, { packed_bytes }) => n + packed_bytes, 0);
    if (chunks.length === 0 || size < (isIdle ? LOG_SEAL_MIN_BYTES : LOG_SEAL_BYTES)) return from;
    await writeObject(ctx, log.run_number, chunks, size);
    from = chunks.reduce((_, { first, lines }) => first + lines, from);
  }
}

/** Chunks from the start that go into one object; while lines come not those behind the last full one, which are merged with more. */
function oldest(chunks: readonly ChunkRow[], isIdle: boolean): readonly ChunkRow[] {
  const settled = isIdle ? chunks : chunks.slice(0, chunks.findLastIndex(isFull) + 1);
  let size = 0;
  const tooMany = settled.findIndex(({ packed_bytes }) => {
    size += packed_bytes;
    return size > LOG_OBJECT_BYTES;
  });
  return tooMany < 0 ? settled : settled.slice(0, tooMany);
}

async function writeObject(ctx: VerbCtx, runNumber: number, chunks: readonly ChunkRow[], size: number): Promise<void> {
  const bytes = new Uint8Array(size);
  const places: { first: number; offset: number }[] = [];
  let offset = 0;
  for (const { first } of chunks) {
    const packed = readPacked(ctx.sql, runNumber, first);
    if (!packed) return;
    bytes.set(packed, offset);
    places.push({ first, offset });
    offset += packed.length;
  }
  const name = `${runNumber}/${crypto.randomUUID()}`;
  const key = linesKey(ctx.workspaceId, name);
  announceKey(ctx, key);
  await ctx.bucket.put(key, bytes);
  transact(ctx, () => {
    const moved = places.filter(({ first, offset: at }) => moveChunk(ctx.sql, runNumber, first, { name, offset: at }));
    // None moved: the run was purged meanwhile, and the object goes as it was announced.
    if (moved.length > 0 && !keepKey(ctx, key)) throw new Error(`the time to keep ${key} is over`);
  });
}
