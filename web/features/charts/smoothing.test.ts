import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Smoothing, smoothed } from "./smoothing";

const steps = (n: number) => Array.from({ length: n }, (_, i) => i);

/** The definition, word by word, in quadratic time. */
function byDefinition(x: number[], y: number[], { kind, amount }: Smoothing, range: number): number[] {
  const weight = (i: number, j: number): number => {
    const distance = (x[i] as number) - (x[j] as number);
    if (kind === "ema") return j > i ? 0 : Math.sqrt(amount) ** (distance / (range / 1_000));
    if (kind === "gaussian") return Math.abs(i - j) > Math.ceil(4 * amount) ? 0 : Math.exp(-((i - j) ** 2) / (2 * amount ** 2));
    return j - i > Math.ceil((amount - 1) / 2) || i - j > Math.floor((amount - 1) / 2) ? 0 : 1;
  };
  return y.map((value, i) => {
    if (!Number.isFinite(value)) return value;
    const of = steps(y.length).filter((j) => Number.isFinite(y[j]));
    const total = of.reduce((sum, j) => sum + weight(i, j), 0);
    return of.reduce((sum, j) => sum + weight(i, j) * (y[j] as number), 0) / total;
  });
}

const kinds: Smoothing[] = [
  { kind: "ema", amount: 0.6 },
  { kind: "ema", amount: 0.99 },
  { kind: "gaussian", amount: 3 },
  { kind: "mean", amount: 5 },
  { kind: "mean", amount: 8 },
];

describe("smoothing", () => {
  test.each(kinds)("$kind $amount is as defined, on uneven steps and with gaps", (smoothing) => {
    const value = fc.oneof({ weight: 8, arbitrary: fc.double({ min: -1e3, max: 1e3, noNaN: true }) }, fc.constant(Number.NaN));
    const points = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), value), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(points, (list) => {
        let at = 0;
        const x = list.map(([gap]) => (at += gap));
        const y = list.map(([, one]) => one);
        const range = Math.max(1, (x.at(-1) as number) - (x[0] as number)) * 20;
        const [got, wanted] = [smoothed(x, y, smoothing, range), byDefinition(x, y, smoothing, range)];
        for (const [i, one] of got.entries())
          if (Number.isNaN(wanted[i])) expect(one).toBeNaN();
          else expect(one).toBeCloseTo(wanted[i] as number, 6);
      }),
    );
  });

  test("none, and amounts of nothing, change nothing", () => {
    const y = [1, Number.NaN, 3, Number.POSITIVE_INFINITY];
    for (const smoothing of [
      { kind: "none", amount: 9 },
      { kind: "ema", amount: 0 },
      { kind: "gaussian", amount: 0 },
      { kind: "mean", amount: 1 },
    ] as const)
      expect(smoothed(steps(4), y, smoothing, 3)).toEqual(y);
  });

  test("a constant stays one, from its first point on", () => {
    for (const smoothing of kinds) for (const one of smoothed(steps(50), Array(50).fill(7), smoothing, 49)) expect(one).toBeCloseTo(7, 9);
  });

  test("the EMA does not depend on how densely the same curve was logged", () => {
    const curve = (x: number) => Math.sin(x / 50);
    const coarse = steps(501).map((i) => i * 2);
    const fine = steps(1001);
    const smoothing = { kind: "ema", amount: 0.9 } as const;
    const a = smoothed(coarse, coarse.map(curve), smoothing, 1_000);
    const b = smoothed(fine, fine.map(curve), smoothing, 1_000);
    expect(a.at(-1) as number).toBeCloseTo(b.at(-1) as number, 1);
  });
});
