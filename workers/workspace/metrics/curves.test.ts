import { decodeCurves } from "@cairn/sdk/schema";
import fc from "fast-check";
import { expect, test } from "vitest";
import { BucketBuilder } from "../../series/buckets.ts";
import type { Points } from "../../series/points.ts";
import { encodeCurves } from "./curves.ts";
import { toMetricValue } from "./value.ts";

const value = fc.oneof(fc.double(), fc.float(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY));
const points: fc.Arbitrary<Points> = fc
  .array(fc.tuple(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), fc.integer({ min: 0, max: 2 ** 45 }), value), { minLength: 1 })
  .map((all) => all.toSorted((a, b) => a[0] - b[0]))
  .map((all) => ({
    steps: Float64Array.from(all, (p) => p[0]),
    times: Float64Array.from(all, (p) => p[1]),
    values: Float64Array.from(all, (p) => p[2]),
  }));
const plain = (numbers: Float64Array) => Array.from(numbers);
const words = (numbers: Float64Array) => Array.from(numbers, toMetricValue);

test("curves go through the binary answer as they are, and frames one after another are one answer", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(points, fc.constantFrom(0, 1, 64)), { minLength: 1, maxLength: 4 }), (all) => {
      const found = all.map(([one, width], i) => {
        const builder = new BucketBuilder(width || 1);
        builder.addPoints(one);
        const data = width === 0 ? { kind: "points" as const, points: one } : { kind: "buckets" as const, buckets: builder.finish() };
        return { runId: `run_${i}`, key: `é ${i}`, total: 7, data };
      });
      const frames = found.map((one) => new Uint8Array(encodeCurves([one])));
      const joined = Uint8Array.from(frames.flatMap((frame) => [...frame]));
      const { curves } = decodeCurves(encodeCurves(found));
      expect(decodeCurves(joined.buffer).curves).toEqual(curves);
      for (const [i, { runId, key, data }] of found.entries()) {
        const curve = curves[i];
        if (data.kind === "points") {
          const { steps, times, values } = data.points;
          expect(curve).toMatchObject({ run_id: runId, key, total: 7, width: 0, steps: plain(steps), times: plain(times) });
          expect(curve).toMatchObject({ mins: words(values), maxs: words(values), firsts: words(values), lasts: words(values) });
          expect(curve?.counts).toEqual(plain(steps.map(() => 1)));
          expect(curve?.nans).toEqual(plain(values.map((v) => (Number.isNaN(v) ? 1 : 0))));
          continue;
        }
        const b = data.buckets;
        expect(curve).toMatchObject({ run_id: runId, key, width: b.width, steps: plain(b.firstSteps), last_steps: plain(b.lastSteps) });
        expect(curve).toMatchObject({ times: plain(b.firstTimes), last_times: plain(b.lastTimes), counts: plain(b.counts) });
        expect(curve).toMatchObject({ nans: plain(b.nans), mins: words(b.mins), maxs: words(b.maxs), sums: words(b.sums) });
        expect(curve).toMatchObject({ firsts: words(b.firsts), lasts: words(b.lasts) });
      }
    }),
  );
});

test("an answer of another version is refused, and one cut short", () => {
  const frame = encodeCurves([
    {
      runId: "run_1",
      key: "a",
      total: 1,
      data: { kind: "points", points: { steps: Float64Array.of(1), times: Float64Array.of(2), values: Float64Array.of(3) } },
    },
  ]);
  expect(() => decodeCurves(Uint8Array.from(new Uint8Array(frame), (byte, i) => (i === 0 ? 7 : byte)).buffer)).toThrow("version 7");
  expect(() => decodeCurves(frame.slice(0, frame.byteLength - 8))).toThrow(RangeError);
});
