import type { VerbInput } from "../context.ts";
import { readRun } from "../runs/store.ts";
import { makeMatcher } from "./matcher.ts";
import { scanLines } from "./scan.ts";
import { countLines } from "./store.ts";

/** Lines in one piece of a log as text; it has at most PAGE_MAX_BYTES in any case. */
const PIECE_LINES = 20_000;

/** The next piece of a log as text, after a line; `next` is the line to go on after, null at the end. Throws `not_found`. */
export async function readLogText({
  ctx,
  input,
}: VerbInput<{ run: string; after: number }>): Promise<{ name: string; text: string; next: number | null }> {
  const run = readRun(ctx.sql, input.run);
  const matcher = makeMatcher({}, "query");
  const upper = countLines(ctx.sql, run.number) + 1;
  const scan = { runNumber: run.number, lower: input.after, upper, isBackwards: false, limit: PIECE_LINES, matcher };
  const { lines, stoppedAt } = await scanLines(ctx, scan, { bytes: matcher.scanBytes, turn: 0 });
  return { name: run.name, text: lines.map(({ text }) => `${text}\n`).join(""), next: stoppedAt };
}
