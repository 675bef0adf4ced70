import type { Line, NewLine } from "@cairn/sdk/schema";
import { type VerbCtx, wakeAfter } from "../context.ts";
import { LINES_PER_RUN_MAX, LOG_CHUNK_BYTES, LOG_CHUNK_LINES, LOG_TIDY_AFTER_MS } from "../limits.ts";
import { bitsOf, type KeptLine, packLines } from "./codec.ts";
import { insertChunk, readRunLog, writeRunLog } from "./store.ts";

/** Level of compression for lines that just came: they are packed better when they are merged. */
const QUICK = 1;

/**
 * Appends lines to the log of a run and answers them with their numbers. Call it inside the transaction of the batch that brings
 * them: lines are there exactly when their batch is. A log that is full takes no more lines, and its last line says so.
 */
export function appendLines(ctx: VerbCtx, runNumber: number, lines: readonly NewLine[]): Line[] {
  const { sql } = ctx;
  const log = readRunLog(sql, runNumber) ?? { run_number: runNumber, line_count: 0, bytes: 0, last_at: 0, tidy_at: null, tidy_from: 1 };
  const kept = fitted(lines, LINES_PER_RUN_MAX - log.line_count);
  if (kept.length === 0) return [];
  let first = log.line_count + 1;
  let bytes = 0;
  for (const piece of pieces(kept)) {
    insertChunk(sql, runNumber, {
      first,
      lines: piece.lines.length,
      bytes: piece.bytes,
      ...bitsOf(piece.lines),
      packed: packLines(piece.lines, QUICK),
    });
    first += piece.lines.length;
    bytes += piece.bytes;
  }
  const now = ctx.clock.now();
  // Not later and later while lines come.
  const tidyAt = Math.min(log.tidy_at ?? Number.POSITIVE_INFINITY, now + LOG_TIDY_AFTER_MS);
  writeRunLog(sql, { ...log, line_count: log.line_count + kept.length, bytes: log.bytes + bytes, last_at: now, tidy_at: tidyAt });
  if (tidyAt !== log.tidy_at) wakeAfter(ctx, tidyAt);
  return kept.map((line, i) => ({ number: log.line_count + 1 + i, ...line }));
}

/** The lines for which there is room; where it ends the last place is taken by a line that says so. */
function fitted(lines: readonly NewLine[], room: number): KeptLine[] {
  const kept = lines.slice(0, Math.max(room, 0)).map(({ at, stream, level, step, text }) => ({
    at,
    stream,
    level: level ?? null,
    step: step ?? null,
    text,
  }));
  const last = kept.at(-1);
  if (last && kept.length === room)
    kept[kept.length - 1] = { ...last, level: "warning", text: `[cairn] The log is full: ${LINES_PER_RUN_MAX} lines are kept of a run.` };
  return kept;
}

/** Cuts lines so that each piece packs into one row. */
export function* pieces(lines: readonly KeptLine[]): Generator<{ lines: KeptLine[]; bytes: number }> {
  let piece: KeptLine[] = [];
  let bytes = 0;
  for (const line of lines) {
    const size = byteLength(line.text);
    if (piece.length > 0 && (bytes + size > LOG_CHUNK_BYTES || piece.length === LOG_CHUNK_LINES)) {
      yield { lines: piece, bytes };
      piece = [];
      bytes = 0;
    }
    piece.push(line);
    bytes += size;
  }
  if (piece.length > 0) yield { lines: piece, bytes };
}

/** Length in UTF-8. */
function byteLength(text: string): number {
  return encoder.encode(text).length;
}
const encoder = new TextEncoder();
