import type { Chore } from "../chores.ts";
import { transact, type VerbCtx } from "../context.ts";
import { ALARM_RETRY_MS, LOG_IDLE_MS, LOG_MERGE_CHUNKS, LOG_TIDY_AFTER_MS, LOGS_PER_ALARM } from "../limits.ts";
import { bitsOf, type KeptLine, packLines, unpackLines } from "./codec.ts";
import { groupsOf } from "./groups.ts";
import { sealChunks } from "./seal.ts";
import {
  type ChunkRow,
  chunksFrom,
  deleteChunks,
  firstTidy,
  insertChunk,
  type RunLogRow,
  readPacked,
  readRunLog,
  readUntidy,
  writeTidy,
} from "./store.ts";

/** Level of compression of merged chunks. */
const THOROUGH = 6;

/**
 * Keeps logs small: merges the chunks of small batches, and moves what is old to R2. Lines stay where they are numbered, and every
 * step is whole or was not: again is harmless.
 */
export const tidyChore: Chore = {
  name: "tidy logs",
  dueAt: (ctx) => firstTidy(ctx.sql),
  run: async (ctx) => {
    let failure: unknown = null;
    for (const log of readUntidy(ctx.sql, ctx.clock.now(), LOGS_PER_ALARM))
      await tidyLog(ctx, log).catch((error: unknown) => {
        failure ??= error;
        writeTidy(ctx.sql, log.run_number, { at: ctx.clock.now() + ALARM_RETRY_MS, from: log.tidy_from });
      });
    if (failure !== null) throw failure;
  },
};

async function tidyLog(ctx: VerbCtx, log: RunLogRow): Promise<void> {
  const { sql } = ctx;
  const now = ctx.clock.now();
  const isIdle = log.last_at + LOG_IDLE_MS <= now;
  for (const group of groupsOf(chunksFrom(sql, log.run_number, log.tidy_from), isIdle ? 2 : LOG_MERGE_CHUNKS)) {
    mergeChunks(ctx, log.run_number, group);
    await scheduler.wait(0);
  }
  const from = await sealChunks(ctx, log, isIdle);
  const hasGrown = readRunLog(sql, log.run_number)?.line_count !== log.line_count;
  const waits = !isIdle && chunksFrom(sql, log.run_number, from).length > 0;
  writeTidy(sql, log.run_number, { at: hasGrown ? now + LOG_TIDY_AFTER_MS : waits ? log.last_at + LOG_IDLE_MS : null, from });
}

function mergeChunks(ctx: VerbCtx, runNumber: number, group: readonly ChunkRow[]): void {
  const lines: KeptLine[] = [];
  for (const { first } of group) {
    const packed = readPacked(ctx.sql, runNumber, first);
    if (!packed) return;
    lines.push(...unpackLines(packed));
  }
  const chunk = {
    first: group[0]?.first ?? 1,
    lines: lines.length,
    bytes: group.reduce((n, { bytes }) => n + bytes, 0),
    ...bitsOf(lines),
    packed: packLines(lines, THOROUGH),
  };
  transact(ctx, () => {
    deleteChunks(ctx.sql, runNumber, group);
    insertChunk(ctx.sql, runNumber, chunk);
  });
}
