import type { Curve, Curves, MetricColumns, MetricValue } from "@cairn/sdk/schema";
import { toNumber } from "./format";

/** Points of one run that came in over the live socket. */
export interface LivePoints {
  run_id: string;
  metrics: readonly MetricColumns[];
}

/** A number as the contract writes it. */
const written = (value: number): MetricValue => (Number.isFinite(value) ? value : (String(value) as "NaN" | "Infinity" | "-Infinity"));

const COLUMNS = ["steps", "last_steps", "times", "last_times", "counts", "nans", "mins", "maxs", "sums", "firsts", "lasts"] as const;

/** The columns of a curve as they may be changed: copies, so that what was shown keeps its identity. */
function opened(curve: Curve): Curve {
  const copy = { ...curve };
  for (const name of COLUMNS) (copy[name] as unknown[]) = [...curve[name]];
  return copy;
}

/** Index of the bucket that a step belongs to, or where a new one goes: the first whose place is not before the step's. */
function placeOf(curve: Curve, step: number): { at: number; isThere: boolean } {
  const width = curve.width || 1;
  const bucket = Math.floor(step / width);
  let at = curve.steps.length;
  // New points nearly always come at the end.
  while (at > 0 && Math.floor((curve.steps[at - 1] as number) / width) > bucket) at--;
  const isThere = curve.width > 0 && at > 0 && Math.floor((curve.steps[at - 1] as number) / width) === bucket;
  return { at: isThere ? at - 1 : at, isThere };
}

function add(curve: Curve, step: number, time: number, value: MetricValue): void {
  const { at, isThere } = placeOf(curve, step);
  const number = toNumber(value);
  const isNone = Number.isNaN(number);
  curve.total++;
  if (!isThere) {
    const bounds: MetricValue = isNone ? "NaN" : value;
    const row = { steps: step, last_steps: step, times: time, last_times: time, counts: 1, nans: Number(isNone) };
    const values = { mins: bounds, maxs: bounds, sums: isNone ? 0 : value, firsts: value, lasts: value };
    for (const name of COLUMNS) (curve[name] as unknown[]).splice(at, 0, { ...row, ...values }[name]);
    return;
  }
  const isFirst = step < (curve.steps[at] as number);
  const isLast = step >= (curve.last_steps[at] as number);
  if (isFirst) [curve.steps[at], curve.times[at], curve.firsts[at]] = [step, time, value];
  if (isLast) [curve.last_steps[at], curve.last_times[at], curve.lasts[at]] = [step, time, value];
  curve.counts[at] = (curve.counts[at] as number) + 1;
  if (isNone) {
    curve.nans[at] = (curve.nans[at] as number) + 1;
    return;
  }
  const [min, max] = [toNumber(curve.mins[at] ?? "NaN"), toNumber(curve.maxs[at] ?? "NaN")];
  curve.mins[at] = written(Number.isNaN(min) ? number : Math.min(min, number));
  curve.maxs[at] = written(Number.isNaN(max) ? number : Math.max(max, number));
  curve.sums[at] = written(toNumber(curve.sums[at] ?? 0) + number);
}

export interface TailOptions {
  /** Steps that are shown; points beyond are only counted. */
  from?: number | undefined;
  to?: number | undefined;
}

/**
 * Curves with points that came in live: put into their bucket, or after the last one. A curve that is new to a run and key begins with
 * its first point. `beyond` counts the points that lie outside of what is shown.
 */
export function withLivePoints(
  { curves }: Curves,
  keys: readonly string[],
  added: readonly LivePoints[],
  { from, to }: TailOptions = {},
): { curves: Curves; beyond: number; changed: boolean } {
  const next = [...curves];
  const mine = new Set<number>();
  let beyond = 0;
  for (const { run_id, metrics } of added) {
    for (const columns of metrics) {
      if (!keys.includes(columns.key)) continue;
      let at = next.findIndex((curve) => curve.run_id === run_id && curve.key === columns.key);
      if (at < 0) at = next.push(emptyCurve(run_id, columns.key)) - 1;
      if (!mine.has(at)) next[at] = opened(next[at] as Curve);
      mine.add(at);
      for (const [i, step] of columns.steps.entries()) {
        if ((from !== undefined && step < from) || (to !== undefined && step > to)) beyond++;
        else add(next[at] as Curve, step, columns.times[i] as number, columns.values[i] as MetricValue);
      }
    }
  }
  return { curves: { curves: next }, beyond, changed: mine.size > 0 };
}

/** Of points that came in while curves were fetched, those behind the end of what was fetched. */
export function afterEnd({ curves }: Curves, added: readonly LivePoints[]): LivePoints[] {
  return added.map(({ run_id, metrics }) => ({
    run_id,
    metrics: metrics.flatMap((columns) => {
      const known = curves.find((curve) => curve.run_id === run_id && curve.key === columns.key);
      const end = known?.last_steps.at(-1) ?? Number.NEGATIVE_INFINITY;
      const keep = columns.steps.flatMap((step, i) => (step > end ? [i] : []));
      const pick = <T>(column: readonly T[]) => keep.map((i) => column[i] as T);
      return keep.length === 0
        ? []
        : [{ key: columns.key, steps: pick(columns.steps), times: pick(columns.times), values: pick(columns.values) }];
    }),
  }));
}

function emptyCurve(run_id: string, key: string): Curve {
  const columns = Object.fromEntries(COLUMNS.map((name) => [name, []])) as unknown as Pick<Curve, (typeof COLUMNS)[number]>;
  return { run_id, key, total: 0, width: 0, ...columns };
}
