import { Fault } from "../../shared/errors.ts";
import type { VerbCtx } from "../context.ts";
import { HISTORY_RUNS_MAX } from "../limits.ts";
import type { Bound, HistoryTest } from "./bind.ts";
import { SEGMENT_RUNS, segmentOf } from "./column.ts";
import { evaluate } from "./evaluate.ts";
import type { ColumnView } from "./view.ts";

/** Which of the runs pass when their points are read. Throws `limit_reached` when they are too many. */
export async function passesHistory(ctx: VerbCtx, view: ColumnView, bound: Bound, runs: readonly number[]): Promise<number[]> {
  if (runs.length > HISTORY_RUNS_MAX) {
    const detail = `The functions on history would have to read the points of ${runs.length} runs; at most ${HISTORY_RUNS_MAX} are read. Narrow the search by other conditions.`;
    throw new Fault("limit_reached", detail, {
      errors: [{ path: "body.filter", rule: "too_many_runs", message: detail }],
      limit: { name: "history_runs", value: HISTORY_RUNS_MAX },
    });
  }
  const segments = new Map<number, number[]>();
  for (const run of runs) segments.set(segmentOf(run), [...(segments.get(segmentOf(run)) ?? []), run]);
  // What needs no points is settled first, because columns are read without waiting.
  const leaves = [...segments.keys()].map((segment) => ({ segment, settle: settled(bound, view, segment) }));
  const passed: number[] = [];
  for (const { segment, settle } of leaves)
    for (const run of segments.get(segment) ?? []) if (await passes(ctx, settle, run)) passed.push(run);
  return passed;
}

/** A filter for one segment in which everything is known but what asks for points. */
type Settled =
  | { kind: "mask"; mask: Uint8Array }
  | { kind: "history"; asked: HistoryTest }
  | { kind: "and" | "or"; items: Settled[] }
  | { kind: "not"; item: Settled };

function settled(bound: Bound, view: ColumnView, segment: number): Settled {
  if (bound.kind === "cells") return { kind: "mask", mask: evaluate(bound, view, segment, 0) };
  if (bound.kind === "history") return bound;
  if (bound.kind === "not") return { kind: "not", item: settled(bound.item, view, segment) };
  return { kind: bound.kind, items: bound.items.map((item) => settled(item, view, segment)) };
}

async function passes(ctx: VerbCtx, node: Settled, run: number): Promise<boolean> {
  switch (node.kind) {
    case "mask":
      return node.mask[run % SEGMENT_RUNS] === 1;
    case "not":
      return !(await passes(ctx, node.item, run));
    case "history": {
      const value = await historyValue(ctx, node.asked, run);
      return value === null ? node.asked.test.none === true : (node.asked.test.number?.(value) ?? false);
    }
    default: {
      const isAnd = node.kind === "and";
      for (const item of node.items) if ((await passes(ctx, item, run)) !== isAnd) return !isAnd;
      return isAnd;
    }
  }
}

/** The value of a function on a run's points; null when there is none. NaN is left out, as in the summaries. */
async function historyValue(ctx: VerbCtx, { fn, key, argument }: HistoryTest, run: number): Promise<number | null> {
  if (fn === "at_step") return ctx.series.valueAt(run, key, argument);
  const values = (await ctx.series.tail(run, key, argument)).filter((value) => !Number.isNaN(value));
  if (values.length === 0) return null;
  if (fn === "mean_last") return values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce(fn === "min_last" ? (a, b) => Math.min(a, b) : (a, b) => Math.max(a, b));
}
