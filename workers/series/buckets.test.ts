import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BUCKET_COLUMNS, BucketBuilder, type Buckets, widthFor } from "./buckets.ts";
import { encodePart, openPart } from "./part.ts";
import type { Points } from "./points.ts";

type Row = readonly [step: number, time: number, value: number];
const row: fc.Arbitrary<Row> = fc.tuple(
  fc.integer({ min: -500, max: 500 }),
  fc.integer({ min: 0, max: 1e6 }),
  fc.oneof(fc.integer({ min: -100, max: 100 }), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.5)),
);
const rows = fc.array(row, { minLength: 1, maxLength: 200 });

const pointsOf = (all: readonly Row[]): Points => ({
  steps: Float64Array.from(all, (p) => p[0]),
  times: Float64Array.from(all, (p) => p[1]),
  values: Float64Array.from(all, (p) => p[2]),
});

const bucketsOf = (all: readonly Row[], width: number): Buckets => {
  const builder = new BucketBuilder(width, 1);
  builder.addPoints(pointsOf(all));
  return builder.finish();
};

/** Buckets by their definition. */
function expected(all: readonly Row[], width: number) {
  const groups = Map.groupBy(all, ([step]) => Math.floor(step / width));
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([index, group]) => {
      const first = group.reduce((a, b) => (b[0] < a[0] ? b : a));
      const last = group.reduce((a, b) => (b[0] >= a[0] ? b : a));
      const numbers = group.map((p) => p[2]).filter((value) => !Number.isNaN(value));
      return {
        indexes: index,
        counts: group.length,
        nans: group.length - numbers.length,
        firstSteps: first[0],
        firstTimes: first[1],
        firsts: first[2],
        lastSteps: last[0],
        lastTimes: last[1],
        lasts: last[2],
        mins: numbers.length > 0 ? Math.min(...numbers) : Number.NaN,
        maxs: numbers.length > 0 ? Math.max(...numbers) : Number.NaN,
        sums: numbers.reduce((a, b) => a + b, 0),
      };
    });
}

const rowsOf = (buckets: Buckets) =>
  Array.from({ length: buckets.length }, (_, i) => Object.fromEntries(BUCKET_COLUMNS.map((name) => [name, (buckets[name][i] ?? 0) + 0])));

const width = fc.integer({ min: 0, max: 9 }).map((k) => 2 ** k);

describe("buckets", () => {
  test("are what their definition says, whatever the order of the points", () => {
    fc.assert(
      fc.property(rows, width, (all, w) => {
        expect(rowsOf(bucketsOf(all, w))).toEqual(expected(all, w));
      }),
    );
  });

  test("made from narrower ones, cut anywhere in order of arrival, are those made from the points", () => {
    fc.assert(
      fc.property(rows, fc.array(fc.nat(200), { maxLength: 5 }), width, fc.array(fc.nat(4)), (all, cuts, w, shrink) => {
        const ends = [...cuts, all.length].map((cut) => Math.min(cut, all.length)).sort((a, b) => a - b);
        const builder = new BucketBuilder(w);
        for (const [i, end] of ends.entries()) {
          const part = all.slice(i === 0 ? 0 : ends[i - 1], end);
          if (part.length > 0) builder.addBuckets(bucketsOf(part, Math.max(1, w / 2 ** (shrink[i] ?? 1))));
        }
        expect(rowsOf(builder.finish())).toEqual(expected(all, w));
        expect(builder.count).toBe(all.length);
      }),
    );
  });

  test("come back from a part as they were", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(rows, width), { minLength: 1, maxLength: 4 }), (all) => {
        const series = new Map(all.map(([points, w], i) => [`m${i}`, bucketsOf(points, w)]));
        const part = openPart(encodePart(series));
        for (const [key, buckets] of series) {
          expect(part.get(key)?.width).toBe(buckets.width);
          expect(rowsOf(part.get(key)?.buckets() as Buckets)).toEqual(rowsOf(buckets));
        }
      }),
    );
  });

  test("of a part that was stored long ago are read as then", () => {
    const golden = JSON.parse(readFileSync(new URL("golden/part-v1.json", import.meta.url), "utf8")) as { base64: string; rows: Row[] };
    const part = openPart(Uint8Array.from(atob(golden.base64), (c) => c.charCodeAt(0)));
    const all = golden.rows.map(([step, time, value]): Row => [step, time, Number(value)]);
    expect(rowsOf(part.get("loss")?.buckets() as Buckets)).toEqual(expected(all, 16));
  });
});

test("the width is the least power of two with so many buckets", () => {
  const step = fc.integer({ min: -(2 ** 53), max: 2 ** 53 });
  fc.assert(
    fc.property(step, step, fc.integer({ min: 2, max: 4_000 }), (a, b, buckets) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const w = widthFor(from, to, buckets);
      const count = (size: number) => Math.floor(to / size) - Math.floor(from / size) + 1;
      expect(Number.isInteger(Math.log2(w))).toBe(true);
      expect(count(w)).toBeLessThanOrEqual(buckets);
      if (w > 1) expect(count(w / 2)).toBeGreaterThan(buckets);
    }),
  );
});

test("steps as far apart as numbers reach come to an end", () => {
  for (const most of [2 ** 53, Number.MAX_SAFE_INTEGER]) {
    const builder = new BucketBuilder(1);
    builder.addPoints({ steps: Float64Array.of(-most, most), times: Float64Array.of(1, 2), values: Float64Array.of(3, 4) });
    expect(builder.count).toBe(2);
    expect(Array.from(builder.finish().firstSteps)).toEqual([-most, most]);
  }
});
