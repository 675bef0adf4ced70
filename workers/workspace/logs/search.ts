import type { LineMatches, LineSearch, RunStatus } from "@cairn/sdk/schema";
import { z } from "zod";
import { decodeCursor, encodeCursor } from "../../shared/cursor.ts";
import type { VerbCtx, VerbInput } from "../context.ts";
import { LOG_SCAN_STEP_BYTES } from "../limits.ts";
import { matchRuns } from "../search/match.ts";
import { makeMatcher } from "./matcher.ts";
import { scanLines } from "./scan.ts";
import { type LoggedRunRow, lastLoggedRun, loggedRun } from "./store.ts";

/** Goes on in a run before a line; null: in all of its lines. */
const Cursor = z.object({ run: z.number().int(), before: z.number().int().nullable() });

/**
 * Looks through the logs of runs, newest run and newest line first. Each call looks at so much and answers a cursor to go on with.
 * Throws `invalid_request` for a bad expression, filter or cursor.
 */
export async function searchLines({ ctx, input }: VerbInput<LineSearch>): Promise<LineMatches> {
  const matcher = makeMatcher(input, "body");
  const from = input.cursor === undefined ? null : decodeCursor(input.cursor, Cursor);
  const { experiments, filter } = input;
  const among = experiments || filter ? (await matchRuns(ctx, { experiments, filter, lifecycle: "all" })).numbers : null;
  const budget = { bytes: matcher.scanBytes, turn: 0 };
  const items: LineMatches["items"] = [];
  let runsSearched = 0;
  const page = (cursor: z.infer<typeof Cursor> | null): LineMatches => ({
    items,
    next_cursor: cursor && encodeCursor(cursor),
    runs_searched: runsSearched,
  });
  for (const { number, run } of candidates(ctx, from?.run ?? Number.MAX_SAFE_INTEGER, among)) {
    const before = from?.run === number ? from.before : null;
    if (budget.bytes <= 0) return page({ run: number, before });
    budget.bytes -= LOG_SCAN_STEP_BYTES;
    if (!run) continue;
    const upper = Math.min(before ?? run.line_count + 1, run.line_count + 1);
    const scan = { runNumber: number, lower: 0, upper, isBackwards: true, limit: input.limit - items.length, matcher };
    const { lines, stoppedAt } = await scanLines(ctx, scan, budget);
    runsSearched += 1;
    const of = { id: run.id, name: run.name, number, status: run.status as RunStatus };
    items.push(...lines.map((line) => ({ run: of, line })));
    if (stoppedAt !== null) return page({ run: number, before: stoppedAt });
  }
  return page(null);
}

/** Runs from a number down that may have lines: all, or those among some numbers (ascending). */
function* candidates(
  { sql }: VerbCtx,
  upTo: number,
  among: Int32Array | null,
): Generator<{ number: number; run: LoggedRunRow | null }, undefined> {
  if (among) {
    for (const number of among.toReversed()) if (number <= upTo) yield { number, run: loggedRun(sql, number) };
    return;
  }
  for (let run = lastLoggedRun(sql, upTo); run; run = lastLoggedRun(sql, run.number - 1)) yield { number: run.number, run };
}
