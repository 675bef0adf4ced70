import type { Curve, MetricValue } from "@cairn/sdk/schema";
import { describe, expect, test } from "vitest";
import { tracesToCsv } from "./csv";
import { clipped, xDomain, yDomain } from "./domain";
import { groupTrace, spread } from "./groups";
import { afterEnd, withLivePoints } from "./live-tail";
import { pointAt, rowsAt } from "./nearest";
import { inOrder, matcher, panelSections } from "./panel-sections";
import { spikeAt } from "./spikes";
import { tracesToSvg } from "./svg";
import { logTicks, niceTicks, xLabel } from "./ticks";
import { smoothTraces, type Trace, traceOf } from "./traces";
import { bucketsFor, stepRange } from "./zoom";

/** A curve of points: one each 10 s. */
function pointsOf(steps: number[], values: MetricValue[], run = "run_a", key = "loss"): Curve {
  const bounds = values.map((value) => (value === "NaN" ? ("NaN" as const) : value));
  const times = steps.map((step) => 1_000_000 + step * 10_000);
  return {
    run_id: run,
    key,
    total: steps.length,
    width: 0,
    steps,
    last_steps: steps,
    times,
    last_times: times,
    counts: steps.map(() => 1),
    nans: values.map((value) => Number(value === "NaN")),
    mins: bounds,
    maxs: bounds,
    sums: values.map((value) => (value === "NaN" ? 0 : value)),
    firsts: values,
    lasts: values,
  };
}

/** Two buckets of 4 steps: 1,2,3 and NaN; then 10 and 20. */
const buckets: Curve = {
  run_id: "run_a",
  key: "loss",
  total: 6,
  width: 4,
  steps: [0, 4],
  last_steps: [3, 5],
  times: [0, 4_000],
  last_times: [3_000, 5_000],
  counts: [4, 2],
  nans: [1, 0],
  mins: [1, 10],
  maxs: [3, 20],
  sums: [6, 30],
  firsts: [1, 10],
  lasts: ["NaN", 20],
};
const run = { id: "run_a", name: "a", colour: "--chart-1" };
const line = (x: number[], y: number[], id = "run_a"): Trace => traceOf(pointsOf(x, y, id), { ...run, id, name: id }, { kind: "step" });

describe("lines", () => {
  test("of buckets hold the mean, the extremes and what is no number", () => {
    expect(traceOf(buckets, run, { kind: "step" })).toMatchObject({
      x: [0, 4],
      y: [2, 15],
      low: [1, 10],
      high: [3, 20],
      hasBand: true,
      bad: [{ x: 0, what: "NaN" }],
    });
  });

  test("of points have no band; infinite values are told apart", () => {
    const trace = traceOf(pointsOf([0, 1, 2, 3], [1, "Infinity", "-Infinity", "NaN"]), run, { kind: "step" });
    expect(trace.hasBand).toBe(false);
    expect(trace.bad.map(({ what }) => what)).toEqual(["Infinity", "-Infinity", "NaN"]);
  });

  test("run over time, over time since the start, and over another metric at the same step", () => {
    const curve = pointsOf([0, 1, 2], [5, 6, 7]);
    expect(traceOf(curve, run, { kind: "time" }).x).toEqual([1_000, 1_010, 1_020]);
    expect(traceOf(curve, run, { kind: "relative" }).x).toEqual([0, 10, 20]);
    const other = pointsOf([0, 2], [0.5, 0.25], "run_a", "lr");
    expect(traceOf(curve, run, { kind: "metric", key: "lr" }, other)).toMatchObject({ x: [0.5, Number.NaN, 0.25], isOrdered: false });
  });

  test("are smoothed alike, and keep what was logged", () => {
    const [short] = smoothTraces([line([0, 1], [0, 10]), line([0, 1000], [0, 1], "run_b")], { kind: "ema", amount: 0.81 });
    expect(short?.original).toEqual([0, 10]);
    // The longest line has 1,000 steps: one step back weighs sqrt(0.81).
    expect(short?.y[1]).toBeCloseTo(10 / 1.9, 9);
  });
});

describe("the part of y that is seen", () => {
  const seen = { x: { min: 0, max: 9 }, isLog: false, clipsOutliers: false, showsBand: true, showsOriginal: false };
  test("holds all values of what is seen of x, with room", () => {
    expect(yDomain([line([0, 1, 50], [0, 10, 999])], seen)).toEqual({ min: -0.5, max: 10.5 });
  });
  test("leaves out what cannot be on a logarithmic axis", () => {
    const { min, max } = yDomain([line([0, 1, 2], [-5, 1, 100])], { ...seen, isLog: true }) ?? { min: 0, max: 0 };
    expect(min).toBeGreaterThan(0.5);
    expect(max).toBeGreaterThan(100);
  });
  test("cuts off the outer 5 % on each side", () => {
    expect(clipped(Array.from({ length: 101 }, (_, i) => i))).toEqual({ min: 5, max: 95 });
    const values = [...Array.from({ length: 99 }, (_, i) => i / 99), 1e9];
    const y = yDomain(
      [
        line(
          values.map((_, i) => i),
          values,
        ),
      ],
      { ...seen, x: { min: 0, max: 99 }, clipsOutliers: true },
    );
    expect(y?.max).toBeLessThan(2);
  });
  test("is nothing without values, and is never flat", () => {
    expect(yDomain([], seen)).toBeNull();
    expect(xDomain([])).toBeNull();
    expect(yDomain([line([0, 1], [3, 3])], seen)).toEqual({ min: 2.7, max: 3.3 });
  });
});

describe("without bands", () => {
  // A noise of ±1 around 5, and one bucket with a single point of 100.
  const steps = Array.from({ length: 50 }, (_, i) => i * 10);
  const noisy: Curve = {
    ...pointsOf(
      steps,
      steps.map(() => 5),
    ),
    width: 10,
    counts: steps.map(() => 10),
    sums: steps.map((_, i) => (i === 20 ? 145 : 50)),
    mins: steps.map(() => 4),
    maxs: steps.map((_, i) => (i === 20 ? 100 : 6)),
  };
  const trace = traceOf(noisy, run, { kind: "step" });
  test("only what stands out of a line is drawn, and has room", () => {
    expect(steps.flatMap((_, i) => spikeAt(trace, i) ?? [])).toEqual([100]);
    const seen = { x: { min: 0, max: 500 }, isLog: false, clipsOutliers: false, showsBand: false, showsOriginal: false };
    expect(yDomain([trace], seen)?.max).toBeGreaterThan(100);
    expect(yDomain([trace], { ...seen, clipsOutliers: true })?.max).toBeLessThan(20);
    expect(spikeAt({ ...trace, id: "group:g" }, 20)).toBeNull();
  });
  test("a smoothed line keeps its spike", () => {
    const [smooth] = smoothTraces([trace], { kind: "gaussian", amount: 5 });
    expect(spikeAt(smooth as Trace, 20)).toBe(100);
  });
});

describe("groups", () => {
  test("mean and bands", () => {
    expect(spread([2, 4, 9], "range")).toEqual({ mean: 5, from: 2, to: 9 });
    expect(spread([2, 4, 9], "std").to - 5).toBeCloseTo(Math.sqrt(13), 9);
    expect(spread([2, 4, 9], "stderr").to - 5).toBeCloseTo(Math.sqrt(13 / 3), 9);
    expect(spread([7], "std")).toEqual({ mean: 7, from: 7, to: 7 });
  });
  test("lines count as straight between their points, and not beyond their ends", () => {
    const trace = groupTrace("g", "--chart-1", [line([0, 4], [0, 4]), line([0, 2, 6], [2, 4, 8])], "range");
    expect(trace.x).toEqual([0, 2, 4, 6]);
    expect(trace.y).toEqual([1, 3, 5, 8]);
    expect(trace.low).toEqual([0, 2, 4, 8]);
  });
  test("from least to greatest hold the spikes within the buckets of their lines", () => {
    const trace = groupTrace("g", "--chart-1", [traceOf(buckets, run, { kind: "step" }), line([0, 4], [2, 2], "run_b")], "range");
    expect([trace.low, trace.high]).toEqual([
      [1, 2],
      [3, 20],
    ]);
    const spread = groupTrace("g", "--chart-1", [traceOf(buckets, run, { kind: "step" }), line([0, 4], [2, 2], "run_b")], "std");
    expect(spread.high[0]).toBe(2);
  });
});

describe("the values at a place", () => {
  test("come greatest first, each of its nearest point, without lines that are far from there", () => {
    const traces = [line([0, 10], [1, 2], "run_a"), line([0, 9], [5, 6], "run_b"), line([0, 1], [9, 9], "run_c")];
    expect(rowsAt(traces, 9, 3).map(({ id, value, step }) => [id, value, step])).toEqual([
      ["run_b", 6, 9],
      ["run_a", 2, 10],
    ]);
  });
  test("pass over gaps", () => {
    expect(rowsAt([line([0, 1, 2], [1, Number.NaN, 3])], 1.1, 5)[0]?.step).toBe(2);
  });
  test("that was set from elsewhere are none before the line begins and after it ends", () => {
    const short = line([10, 20], [1, 2]);
    expect([5, 10, 14, 20, 21].map((x) => pointAt(short, x, true)?.value ?? null)).toEqual([null, 1, 1, 2, null]);
    expect(pointAt(short, 21, false)).toEqual({ x: 20, value: 2 });
    // The last bucket begins at step 4 and goes on to step 5.
    const wide = traceOf(buckets, run, { kind: "step" });
    expect([5, 6].map((x) => pointAt(wide, x, true))).toEqual([{ x: 4, value: 15 }, null]);
  });
});

describe("live points", () => {
  const metrics = (steps: number[], values: MetricValue[], key = "loss") => [{ key, steps, times: steps.map((s) => s * 1_000), values }];
  test("go into their bucket or open one behind the last", () => {
    const { curves, changed } = withLivePoints({ curves: [buckets] }, ["loss"], [{ run_id: "run_a", metrics: metrics([6, 9], [40, 2]) }]);
    expect(changed).toBe(true);
    expect(curves.curves[0]).toMatchObject({ steps: [0, 4, 9], counts: [4, 3, 1], maxs: [3, 40, 2], sums: [6, 70, 2], total: 8 });
    expect(buckets.counts).toEqual([4, 2]);
  });
  test("late points of a curve of points find their place; other metrics change nothing", () => {
    const late = withLivePoints({ curves: [pointsOf([0, 5], [1, 2])] }, ["loss"], [{ run_id: "run_a", metrics: metrics([3], ["NaN"]) }]);
    expect(late.curves.curves[0]).toMatchObject({ steps: [0, 3, 5], lasts: [1, "NaN", 2], nans: [0, 1, 0] });
    expect(withLivePoints({ curves: [] }, ["loss"], [{ run_id: "run_a", metrics: metrics([1], [1], "other") }]).changed).toBe(false);
  });
  test("a run's first point begins its curve; what is outside of the zoom is counted", () => {
    const { curves, beyond } = withLivePoints({ curves: [] }, ["loss"], [{ run_id: "run_b", metrics: metrics([1, 7], [1, 2]) }], { to: 5 });
    expect(curves.curves[0]).toMatchObject({ run_id: "run_b", steps: [1] });
    expect(beyond).toBe(1);
  });
  test("that a fetched curve already holds are left out", () => {
    const [rest] = afterEnd({ curves: [buckets] }, [{ run_id: "run_a", metrics: metrics([4, 5, 6], [1, 2, 3]) }]);
    expect(rest?.metrics[0]?.steps).toEqual([6]);
  });
});

describe("zoom", () => {
  test("asks for a little more steps than are seen", () => {
    expect(stepRange([], { kind: "step" }, { min: 100, max: 200 })).toEqual({ from: 97, to: 203 });
  });
  test("over time asks for the steps that lie there, with a neighbour on each side", () => {
    const curve = pointsOf([0, 1, 2, 3, 4, 5], [0, 0, 0, 0, 0, 0]);
    expect(stepRange([curve], { kind: "relative" }, { min: 19, max: 31 })).toEqual({ from: 1, to: 4 });
    expect(stepRange([curve], { kind: "metric", key: "lr" }, { min: 0, max: 1 })).toBeNull();
  });
  test("asks for about a bucket for each pixel", () => {
    expect([bucketsFor(400, 1), bucketsFor(800, 1), bucketsFor(2_500, 1), bucketsFor(2_500, 150)]).toEqual([500, 1_000, 2_000, 500]);
  });
});

describe("panels", () => {
  test("are in sections by prefix, numbers in order", () => {
    expect(panelSections(["system/cpu", "train/layer10", "loss", "train/layer9", "a/b/c"])).toEqual([
      { name: "a/b", keys: ["a/b/c"] },
      { name: "train", keys: ["train/layer9", "train/layer10"] },
      { name: "", keys: ["loss"] },
      { name: "system", keys: ["system/cpu"] },
    ]);
  });
  test("keep a remembered order", () => expect(inOrder(["a", "b", "c", "d"], ["c", "a"])).toEqual(["c", "a", "b", "d"]));
  test("are found by regular expressions", () => {
    expect(["train/Loss", "val/acc"].filter(matcher("loss|^x") ?? (() => false))).toEqual(["train/Loss"]);
    expect(matcher("(")).toBeNull();
  });
});

describe("axes", () => {
  test("have round numbers", () => {
    expect(niceTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(logTicks(0.5, 2_000)).toEqual([1, 10, 100, 1_000]);
  });
  test("tell the time of day, and the day where it begins", () => {
    const at = (hour: number) => new Date(2026, 10, 28, hour).getTime() / 1_000;
    expect(xLabel({ kind: "time" }, at(15), 40_000)).toBe("15:00");
    expect(xLabel({ kind: "time" }, at(24), 40_000)).toBe("29 Nov");
    expect(xLabel({ kind: "time" }, at(12), 3 * 86_400)).toBe("28 Nov 12:00");
  });

  test("tell durations as such", () => expect(xLabel({ kind: "relative" }, 4_800, 9_000)).toBe("1h 20m"));
});

describe("exports", () => {
  test("CSV holds each point, names quoted where needed", () => {
    const csv = tracesToCsv([{ ...line([0, 1], [0.5, 0.25]), name: 'a, "b"' }], "step");
    expect(csv.split("\r\n")).toEqual([
      "run,id,step,value,original,min,max",
      '"a, ""b""",run_a,0,0.5,0.5,0.5,0.5',
      '"a, ""b""",run_a,1,0.25,0.25,0.25,0.25',
      "",
    ]);
  });
  test("CSV holds no formula of a run's name; negative numbers stay numbers", () => {
    const csv = tracesToCsv([{ ...line([0], [-0.5]), name: "=HYPERLINK(A1)" }], "step");
    expect(csv.split("\r\n")[1]).toBe("'=HYPERLINK(A1),run_a,0,-0.5,-0.5,-0.5,-0.5");
  });
  test("SVG holds a line for each run and escapes names", () => {
    const svg = tracesToSvg({
      title: "a < b",
      traces: [line([0, 1, 2, 3], [0, Number.NaN, 1, 2])],
      axis: { kind: "step" },
      x: { min: 0, max: 3 },
      y: { min: 0, max: 2 },
      isLogX: false,
      isLogY: false,
      showsBand: true,
      colourOf: () => "#123456",
    });
    expect(svg).toContain("<title>a &lt; b</title>");
    // A gap begins the path anew.
    expect(/d="(M[^"]*)" fill="none"/.exec(svg)?.[1]?.split("M")).toHaveLength(3);
  });
});
