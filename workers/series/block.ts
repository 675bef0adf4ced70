import { readContainer, writeContainer } from "./container.ts";
import { decodeIntegers, encodeIntegers } from "./integers.ts";
import type { Points } from "./points.ts";
import { decodeValues, encodeValues } from "./values.ts";

/** Kind of a container that holds points: numbers are [points, lowest step, highest step], columns [steps, times, values]. */
const KIND = 1;

/** Points of several series, each sorted by (step, arrival) and not empty. */
export function encodeBlock(series: ReadonlyMap<string, Points>): Uint8Array<ArrayBuffer> {
  const entries = Array.from(series, ([key, { steps, times, values }]) => ({
    key,
    numbers: [steps.length, steps[0] ?? 0, steps.at(-1) ?? 0],
    columns: [encodeIntegers(steps), encodeIntegers(times), encodeValues(values)],
  }));
  return writeContainer(KIND, entries);
}

/** One series of a block, decoded when it is asked for. */
export interface BlockSeries {
  count: number;
  minStep: number;
  maxStep: number;
  points(): Points;
}

/** Throws on bytes that are no block of a known version. */
export function openBlock(bytes: Uint8Array): Map<string, BlockSeries> {
  // Series that were logged together share their steps and times, which are decoded once and never changed.
  const integers = new Map<number, Float64Array>();
  const entries = readContainer(bytes, KIND).map(({ key, numbers, column, columnNumber }): [string, BlockSeries] => {
    const [count = 0, minStep = 0, maxStep = 0] = numbers;
    const shared = (i: number): Float64Array => {
      const known = integers.get(columnNumber(i));
      const decoded = known?.length === count ? known : decodeIntegers(column(i), count);
      integers.set(columnNumber(i), decoded);
      return decoded;
    };
    const points = () => ({ steps: shared(0), times: shared(1), values: decodeValues(column(2), count) });
    return [key, { count, minStep, maxStep, points }];
  });
  return new Map(entries);
}
