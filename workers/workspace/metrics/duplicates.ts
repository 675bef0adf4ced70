import { type Points, slicePoints } from "../../series/points.ts";
import type { OpenChunk } from "./chunk.ts";
import type { Column } from "./run-state.ts";

/** What there is of a metric already. */
export interface Known {
  lastStep: number;
  chunk: OpenChunk | undefined;
  /** Sealed points of the blocks in which some of these steps may be. */
  sealed(steps: readonly number[]): Points[];
}

/**
 * A column without the points that are there already: same step, time and value, where NaN equals NaN. A writer that goes on from its last
 * step, as all but resumed ones do, has none, and nothing is looked up.
 */
export function withoutDuplicates(column: Column, known: Known): Column {
  const { key, steps, times, values } = column;
  if (isRising(steps) && (steps[0] ?? 0) > known.lastStep) return column;
  const old = Array.from(steps).filter((step) => step <= known.lastStep);
  const sealed = old.length > 0 ? known.sealed(old) : [];
  const seen = new Map<number, number[]>();
  const kept: number[] = [];
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i] as number;
    const time = times[i] as number;
    const value = values[i] as number;
    const same = (at: number | undefined, other: number | undefined) => at === time && Object.is(other, value);
    const earlier = seen.get(step);
    if (earlier?.some((j) => same(times[j], values[j]))) continue;
    if (step <= known.lastStep && (known.chunk?.has(step, time, value) || sealed.some((points) => holds(points, step, same)))) continue;
    if (earlier) earlier.push(i);
    else seen.set(step, [i]);
    kept.push(i);
  }
  if (kept.length === steps.length) return column;
  const pick = (numbers: Float64Array) => Float64Array.from(kept, (i) => numbers[i] as number);
  return { key, steps: pick(steps), times: pick(times), values: pick(values) };
}

function isRising(steps: Float64Array): boolean {
  for (let i = 1; i < steps.length; i++) if ((steps[i] as number) <= (steps[i - 1] as number)) return false;
  return true;
}

function holds(points: Points, step: number, same: (time: number | undefined, value: number | undefined) => boolean): boolean {
  const { times, values } = slicePoints(points, step, step);
  return times.some((time, i) => same(time, values[i]));
}
