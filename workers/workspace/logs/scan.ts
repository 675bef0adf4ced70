import type { Line } from "@cairn/sdk/schema";
import { linesKey } from "../../blobs/keys.ts";
import type { VerbCtx } from "../context.ts";
import { LOG_SCAN_STEP_BYTES, LOG_SCAN_TURN_BYTES, PAGE_MAX_BYTES } from "../limits.ts";
import { inflateLines, parseLines } from "./codec.ts";
import type { Matcher } from "./matcher.ts";
import { type ChunkRow, chunkWith, readPacked } from "./store.ts";

/** Text that may still be looked through; several scans can share one. */
export interface Budget {
  bytes: number;
  /** What of it went since other requests had their turn. */
  turn: number;
}

export interface Scan {
  runNumber: number;
  /** Lines between these two, without them. */
  lower: number;
  upper: number;
  isBackwards: boolean;
  limit: number;
  matcher: Matcher;
}

/** Lines that match, in the order they were looked at; `stoppedAt` is the last one looked at, null when all were. */
export interface Scanned {
  lines: Line[];
  stoppedAt: number | null;
}

/**
 * Looks through lines of a run until there are enough, or enough was looked at. Others' requests go on meanwhile, and chunks may be
 * merged, sealed or purged: each is looked up by its line's number.
 */
export async function scanLines(
  ctx: VerbCtx,
  { runNumber, lower, upper, isBackwards, limit, matcher }: Scan,
  budget: Budget,
): Promise<Scanned> {
  const lines: Line[] = [];
  let size = 0;
  const step = isBackwards ? -1 : 1;
  let next = isBackwards ? upper - 1 : lower + 1;
  while (next > lower && next < upper) {
    if (budget.bytes <= 0 || lines.length === limit) return { lines, stoppedAt: next - step };
    const chunk = chunkWith(ctx.sql, runNumber, next);
    if (!chunk) break;
    budget.bytes -= LOG_SCAN_STEP_BYTES;
    if (!matcher.mayHold(chunk)) {
      next = isBackwards ? chunk.first - 1 : chunk.first + chunk.lines;
      continue;
    }
    const packed = await readChunk(ctx, runNumber, chunk);
    if (!packed) break;
    await spend(budget, chunk.bytes);
    const json = inflateLines(packed);
    const kept = matcher.mayHoldText(json) ? parseLines(json) : [];
    if (kept.length === 0) next = isBackwards ? chunk.first - 1 : chunk.first + chunk.lines;
    for (; next > lower && next < upper; next += step) {
      const line = kept[next - chunk.first];
      if (!line) break;
      if (lines.length === limit) return { lines, stoppedAt: next - step };
      if (!matcher.matches(line)) continue;
      size += line.text.length;
      if (lines.length > 0 && size > PAGE_MAX_BYTES) return { lines, stoppedAt: next - step };
      lines.push({ number: next, ...line });
    }
  }
  return { lines, stoppedAt: null };
}

async function spend(budget: Budget, bytes: number): Promise<void> {
  budget.bytes -= bytes;
  budget.turn += bytes;
  if (budget.turn < LOG_SCAN_TURN_BYTES) return;
  budget.turn = 0;
  await scheduler.wait(0);
}

/** Null when the run was purged meanwhile. */
async function readChunk(ctx: VerbCtx, runNumber: number, chunk: ChunkRow): Promise<Uint8Array | null> {
  const packed = readPacked(ctx.sql, runNumber, chunk.first);
  if (packed) return packed;
  const key = linesKey(ctx.workspaceId, chunk.r2_name ?? "");
  const object = await ctx.bucket.get(key, { range: { offset: chunk.r2_offset ?? 0, length: chunk.packed_bytes } });
  if (object) return new Uint8Array(await object.arrayBuffer());
  if (chunkWith(ctx.sql, runNumber, chunk.first)) throw new Error(`sealed lines are gone: ${key}`);
  return null;
}
