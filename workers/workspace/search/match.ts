import type { VerbCtx } from "../context.ts";
import { asksHistory } from "./bind.ts";
import { SEGMENT_RUNS } from "./column.ts";
import { evaluate } from "./evaluate.ts";
import { passesHistory } from "./history.ts";
import { bindQuestion, type Question } from "./question.ts";
import { ColumnView } from "./view.ts";

/** The runs that pass, by number, and the columns to sort and group them by. */
export interface Matched {
  numbers: Int32Array;
  view: ColumnView;
}

/** Finds the runs that a question asks for, oldest first. Throws `invalid_request`, `limit_reached`. */
export async function matchRuns(ctx: VerbCtx, question: Question, filterPath?: string): Promise<Matched> {
  const view = new ColumnView(ctx);
  const bound = bindQuestion(ctx, view, question, filterPath);
  const needsPoints = asksHistory(bound);
  const found = new Int32Array(view.segments.length * SEGMENT_RUNS);
  let count = 0;
  const open: number[] = [];
  for (const segment of view.segments) {
    const certain = evaluate(bound, view, segment, 0);
    const possible = needsPoints ? evaluate(bound, view, segment, 1) : certain;
    const from = segment * SEGMENT_RUNS;
    for (let i = 0; i < SEGMENT_RUNS; i++) {
      if (certain[i] === 1) found[count++] = from + i;
      else if (possible[i] === 1) open.push(from + i);
    }
  }
  const numbers = found.subarray(0, count);
  if (open.length === 0) return { numbers, view };
  const passed = await passesHistory(ctx, view, bound, open);
  // Reading points may have waited: what is sorted by is read again.
  return { numbers: Int32Array.from([...numbers, ...passed]).sort(), view: new ColumnView(ctx) };
}
