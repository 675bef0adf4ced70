import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { packColumns, unpackColumns } from "../../series/packed-columns.ts";
import { Sampler } from "./sample.ts";
import { addPoints, type Summary } from "./summary.ts";
import { fromMetricValue, toMetricValue } from "./value.ts";

const step = fc.integer({ min: -(2 ** 53), max: 2 ** 53 });
const points = fc.array(fc.tuple(step, fc.nat(), fc.double()), { maxLength: 50 });

describe("the codec", () => {
  test("gives back what it packed, bit by bit", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ minLength: 1, unit: "grapheme" }), points)), (batches) => {
        const columns = batches.map(([key, p]) => ({
          key,
          steps: p.map((x) => x[0]),
          times: p.map((x) => x[1]),
          values: p.map((x) => x[2]),
        }));
        const back = unpackColumns(packColumns(columns).buffer);
        expect(back.map(({ key }) => key)).toEqual(columns.map(({ key }) => key));
        for (const [i, column] of columns.entries())
          for (const name of ["steps", "times", "values"] as const)
            expect(Array.from(back[i]?.[name] ?? []).every((n, j) => Object.is(n, column[name][j]))).toBe(true);
      }),
    );
  });

  test("stores a known batch as known bytes, and refuses another version", () => {
    const packed = packColumns([{ key: "a", steps: [1], times: [2], values: [0.5] }]);
    const hex = Array.from(packed, (byte) => byte.toString(16).padStart(2, "0")).join("");
    const head = "5b5b2261222c315d5d20202020202020";
    expect(hex).toBe(`0100000010000000${head}000000000000f03f0000000000000040000000000000e03f`);
    packed[0] = 9;
    expect(() => unpackColumns(packed.buffer)).toThrow("version 9");
  });
});

test("a value goes through JSON and back", () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      const back = fromMetricValue(JSON.parse(JSON.stringify(toMetricValue(value))));
      expect(Object.is(back, value) || (back === 0 && value === 0)).toBe(true);
    }),
  );
});

test("a summary is the same whatever the batches, and leaves NaN out of min and max", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.double()), { minLength: 1 }), fc.nat(20), (all, cut) => {
      const add = (before: Summary | undefined, part: typeof all) =>
        part.length === 0
          ? before
          : addPoints(
              before,
              part.map((p) => p[0]),
              part.map((p) => p[1]),
            );
      const summary = add(undefined, all);
      expect(add(add(undefined, all.slice(0, cut)), all.slice(cut))).toEqual(summary);
      const numbers = all.map((p) => p[1]).filter((v) => !Number.isNaN(v));
      const lastStep = Math.max(...all.map((p) => p[0]));
      const same = (a: number | undefined, b: number) => Object.is((a ?? 0) + 0, b + 0);
      expect(summary?.count).toBe(all.length);
      expect(summary?.nanCount).toBe(all.length - numbers.length);
      expect(summary?.firstStep).toBe(Math.min(...all.map((p) => p[0])));
      expect(summary?.lastStep).toBe(lastStep);
      expect(same(summary?.last, all.findLast((p) => p[0] === lastStep)?.[1] ?? Number.NaN)).toBe(true);
      expect(same(summary?.min, numbers.length > 0 ? Math.min(...numbers) : Number.NaN)).toBe(true);
      expect(same(summary?.max, numbers.length > 0 ? Math.max(...numbers) : Number.NaN)).toBe(true);
      expect(
        same(
          summary?.sum ?? 0,
          numbers.reduce((a, b) => a + b, 0),
        ),
      ).toBe(true);
    }),
  );
});

describe("a sampled curve", () => {
  const curveOf = (all: readonly (readonly [number, number])[], maxPoints: number) => {
    const steps = all.map((p) => p[0]);
    const sampler = new Sampler(maxPoints, Math.min(...steps), Math.max(...steps));
    for (const [at, value] of all) sampler.add(at, at * 10, value);
    return sampler.finish();
  };

  test("has no more points than asked for, all of them real and in order, with the first, the last and the extremes", () => {
    const some = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.double({ noNaN: true })), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(some, fc.integer({ min: 4, max: 100 }), (all, maxPoints) => {
        const curve = curveOf(all, maxPoints);
        expect(curve.count).toBe(all.length);
        expect(curve.sampled).toBe(all.length > maxPoints);
        expect(curve.steps.length).toBeLessThanOrEqual(maxPoints);
        expect(curve.steps).toEqual(curve.steps.toSorted((a, b) => a - b));
        const inOrder = all.toSorted((a, b) => a[0] - b[0]);
        if (!curve.sampled) expect(curve.values).toEqual(inOrder.map((p) => p[1]));
        expect([curve.steps[0], curve.values[0]]).toEqual(inOrder[0]);
        expect([curve.steps.at(-1), curve.values.at(-1)]).toEqual(inOrder.at(-1));
        const values = all.map((p) => p[1]);
        expect(curve.values).toContain(Math.min(...values));
        expect(curve.values).toContain(Math.max(...values));
        for (const [i, at] of curve.steps.entries())
          expect(all.some((p) => p[0] === at && Object.is(p[1], curve.values[i]) && curve.times[i] === at * 10)).toBe(true);
      }),
    );
  });

  test("of two points is its ends; a stretch of NaN stays visible; one spike among many is kept", () => {
    const line = Array.from({ length: 1_000 }, (_, i) => [i, i === 777 ? 1e9 : i >= 200 && i < 300 ? Number.NaN : 1] as const);
    expect(curveOf(line, 2).steps).toEqual([0, 999]);
    const curve = curveOf(line, 100);
    expect(curve.steps).toContain(777);
    expect(curve.values.filter(Number.isNaN).length).toBeGreaterThan(1);
  });
});
