import type { LineQuery, Lines } from "@cairn/sdk/schema";
import type { VerbInput } from "../context.ts";
import { readRun } from "../runs/store.ts";
import { makeMatcher } from "./matcher.ts";
import { scanLines } from "./scan.ts";
import { countLines } from "./store.ts";

/**
 * Lines of a run's log in order. A question that finds little in a long log ends before it has looked through all: its page may be
 * empty and still say where to go on. Throws `not_found`, and `invalid_request` for a bad expression.
 */
export async function readLines({ ctx, input: { run, query } }: VerbInput<{ run: string; query: LineQuery }>): Promise<Lines> {
  const matcher = makeMatcher(query, "query");
  const { number } = readRun(ctx.sql, run);
  const total = countLines(ctx.sql, number);
  const lower = Math.min(query.after ?? 0, total);
  const upper = Math.min(query.before ?? total + 1, total + 1);
  const isBackwards = query.tail !== undefined || (query.before !== undefined && query.after === undefined);
  const limit = query.tail ?? query.limit;
  const budget = { bytes: matcher.scanBytes, turn: 0 };
  const { lines, stoppedAt } = await scanLines(ctx, { runNumber: number, lower, upper, isBackwards, limit, matcher }, budget);
  if (!isBackwards) return { items: lines, total, next_after: stoppedAt, next_before: lower > 0 ? lower + 1 : null };
  return { items: lines.reverse(), total, next_after: upper <= total ? upper - 1 : null, next_before: stoppedAt };
}
