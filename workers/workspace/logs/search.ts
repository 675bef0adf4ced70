import type { LineMatches, LineSearch, RunStatus } from "@cairn/sdk/schema";
import { z } from "zod";
import { decodeCursor, encodeCursor } from "../../shared/cursor.ts";
import type { VerbInput } from "../context.ts";
import { findExperiment } from "../experiments/store.ts";
import { LOG_SCAN_STEP_BYTES } from "../limits.ts";
import { makeMatcher } from "./matcher.ts";
import { scanLines } from "./scan.ts";
import { lastLoggedRun } from "./store.ts";

/** Goes on in a run before a line. */
const Cursor = z.object({ run: z.number().int(), before: z.number().int() });

/**
 * Looks through the logs of runs, newest run and newest line first. Each call looks at so much and answers a cursor to go on with.
 * Throws `invalid_request` for a bad expression or cursor.
 */
export async function searchLines({ ctx, input }: VerbInput<LineSearch>): Promise<LineMatches> {
  const matcher = makeMatcher(input, "body");
  const experiments = input.experiments?.flatMap((ref) => findExperiment(ctx.sql, ref)?.number ?? []) ?? null;
  const from = input.cursor === undefined ? null : decodeCursor(input.cursor, Cursor);
  const budget = { bytes: matcher.scanBytes, turn: 0 };
  const items: LineMatches["items"] = [];
  let runsSearched = 0;
  let upTo = from?.run ?? Number.MAX_SAFE_INTEGER;
  for (;;) {
    const run = lastLoggedRun(ctx.sql, upTo, experiments);
    if (!run) return { items, next_cursor: null, runs_searched: runsSearched };
    const upper = Math.min(from?.run === run.number ? from.before : run.line_count + 1, run.line_count + 1);
    if (budget.bytes <= 0) return { items, next_cursor: encodeCursor({ run: run.number, before: upper }), runs_searched: runsSearched };
    budget.bytes -= LOG_SCAN_STEP_BYTES;
    const scan = { runNumber: run.number, lower: 0, upper, isBackwards: true, limit: input.limit - items.length, matcher };
    const { lines, stoppedAt } = await scanLines(ctx, scan, budget);
    runsSearched += 1;
    const of = { id: run.id, name: run.name, number: run.number, status: run.status as RunStatus };
    items.push(...lines.map((line) => ({ run: of, line })));
    if (stoppedAt !== null)
      return { items, next_cursor: encodeCursor({ run: run.number, before: stoppedAt }), runs_searched: runsSearched };
    upTo = run.number - 1;
  }
}
