import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeBlock, openBlock } from "./block.ts";
import { ByteReader, ByteWriter } from "./bytes.ts";
import { decodeIntegers, encodeIntegers } from "./integers.ts";
import { type Points, slicePoints, sortPoints } from "./points.ts";
import { decodeValues, encodeValues } from "./values.ts";

const EXACT = 2 ** 53;
const integer = fc
  .oneof(fc.integer({ min: -1_000, max: 1_000 }), fc.integer({ min: -EXACT, max: EXACT }), fc.constantFrom(-EXACT, EXACT, 0))
  .map((n) => n + 0);
const float = fc.oneof(
  fc.double(),
  fc.float(),
  fc.integer({ min: -10_000, max: 10_000 }).map((n) => n / 1_000),
  fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, 1.7976931348623157e308),
);
/** Columns of one kind are what the codec is made for; mixed ones must survive too. */
const values = fc.oneof(
  fc.array(float),
  fc.array(fc.float()),
  fc.array(fc.integer({ min: -10_000, max: 10_000 }).map((n) => n / 100)),
  fc.tuple(float, fc.nat(50)).map(([value, length]) => Array.from({ length }, () => value)),
);
const same = (a: ArrayLike<number>, b: ArrayLike<number>) => a.length === b.length && Array.from(a).every((n, i) => Object.is(n, b[i]));

const points = fc.array(fc.tuple(integer, fc.integer({ min: 0, max: 8.64e15 }), float), { minLength: 1, maxLength: 300 }).map(
  (all): Points => ({
    steps: Float64Array.from(all, (p) => p[0]),
    times: Float64Array.from(all, (p) => p[1]),
    values: Float64Array.from(all, (p) => p[2]),
  }),
);

describe("a column", () => {
  test("of integers comes back as it was", () => {
    fc.assert(fc.property(fc.array(integer), (all) => same(decodeIntegers(encodeIntegers(all), all.length), all)));
  });

  test("of equal strides takes a few bytes whatever its length", () => {
    expect(encodeIntegers(Array.from({ length: 10_000 }, (_, i) => i * 50)).length).toBeLessThan(12);
  });

  test("of values comes back bit by bit: NaN, infinities, -0 and the smallest too", () => {
    fc.assert(
      fc.property(values, (all) => {
        const column = Float64Array.from(all);
        expect(same(decodeValues(encodeValues(column), all.length), column)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("of decimals or floats is shorter than one of doubles", () => {
    const of = (make: (i: number) => number) => encodeValues(Float64Array.from({ length: 1_000 }, (_, i) => make(i))).length / 1_000;
    expect(of((i) => Math.round(Math.sin(i) * 1_000 + 2_000) / 1_000)).toBeLessThan(2.1);
    expect(of((i) => Math.fround(Math.sin(i)))).toBeLessThan(4.1);
    expect(of((i) => Math.sin(i))).toBeLessThan(8.1);
    expect(of(() => Math.PI)).toBeLessThan(0.1);
  });
});

test("numbers and texts go through bytes and back, and an end that comes too early is told", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -(2 ** 51), max: 2 ** 51 })), fc.string({ unit: "grapheme" }), (numbers, text) => {
      const out = new ByteWriter();
      for (const number of numbers) out.signed(number);
      out.text(text);
      const read = new ByteReader(out.finish());
      expect(numbers.map(() => read.signed() + 0)).toEqual(numbers.map((n) => n + 0));
      expect(read.text()).toBe(text.toWellFormed());
      expect(() => read.u8()).toThrow(RangeError);
    }),
  );
});

describe("a block", () => {
  test("gives back every point of every series", () => {
    fc.assert(
      fc.property(fc.array(points, { minLength: 1, maxLength: 5 }), fc.boolean(), (all, isShared) => {
        const series = new Map(all.map((p, i) => [`metric ${i} é`, sortPoints(isShared ? { ...(all[0] as Points) } : p)]));
        const block = openBlock(encodeBlock(series));
        expect([...block.keys()]).toEqual([...series.keys()]);
        for (const [key, { steps, times, values }] of series) {
          const back = block.get(key);
          expect([back?.count, back?.minStep, back?.maxStep]).toEqual([steps.length, steps[0], steps.at(-1)]);
          const decoded = back?.points();
          expect(same(decoded?.steps ?? [], steps) && same(decoded?.times ?? [], times) && same(decoded?.values ?? [], values)).toBe(true);
        }
      }),
    );
  });

  test("stores steps and times of series that are logged together once", () => {
    const times = Float64Array.from({ length: 5_000 }, (_, i) => 1_795_252_200_000 + i * 100 + ((i * 7919) % 41));
    const steps = Float64Array.from({ length: 5_000 }, (_, i) => i);
    const one = { steps, times, values: new Float64Array(5_000) };
    const size = (count: number) => encodeBlock(new Map(Array.from({ length: count }, (_, i) => [`m${i}`, one]))).length;
    expect(size(16) - size(1)).toBeLessThan(1_500);
  });

  test("of another version or kind, or cut short, is refused", () => {
    const block = encodeBlock(new Map([["a", { steps: Float64Array.of(1), times: Float64Array.of(2), values: Float64Array.of(3) }]]));
    expect(() => openBlock(Uint8Array.from(block, (byte, i) => (i === 0 ? 9 : byte)))).toThrow("version 9");
    expect(() => openBlock(Uint8Array.from(block, (byte, i) => (i === 1 ? 2 : byte)))).toThrow("kind 2");
    expect(() => openBlock(block.subarray(0, block.length - 1))).toThrow(RangeError);
  });

  test("that was stored long ago is read as then", () => {
    const golden = JSON.parse(readFileSync(new URL("golden/block-v1.json", import.meta.url), "utf8")) as {
      base64: string;
      series: Record<string, { steps: number[]; times: number[]; values: (number | string)[] }>;
    };
    const block = openBlock(Uint8Array.from(atob(golden.base64), (c) => c.charCodeAt(0)));
    expect([...block.keys()]).toEqual(Object.keys(golden.series));
    for (const [key, series] of Object.entries(golden.series)) {
      const { steps, times, values } = block.get(key)?.points() ?? { steps: [], times: [], values: [] };
      expect(Array.from(steps), key).toEqual(series.steps);
      expect(Array.from(times), key).toEqual(series.times);
      expect(same(values, series.values.map(Number)), key).toBe(true);
    }
  });
});

test("a slice holds the points from one step to another, both included", () => {
  const bounds = fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 }));
  const some = fc.array(fc.integer({ min: -20, max: 20 }));
  fc.assert(
    fc.property(some, bounds, (steps, [from, to]) => {
      const sorted = Float64Array.from(steps).sort();
      const slice = slicePoints({ steps: sorted, times: sorted, values: sorted }, from, to);
      expect(Array.from(slice.steps)).toEqual(Array.from(sorted).filter((step) => step >= from && step <= to));
    }),
  );
});
