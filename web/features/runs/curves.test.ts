import type { History } from "@cairn/sdk/schema";
import { describe, expect, test } from "vitest";
import { newerThan, sections, withPoints } from "./curves";

const columns = (key: string, steps: number[]) => ({ key, steps, times: steps.map((s) => s * 10), values: steps.map((s) => s / 2) });
const history = (...series: { key: string; steps: number[] }[]): History => ({
  run_id: "run_x",
  series: series.map(({ key, steps }) => ({ ...columns(key, steps), count: steps.length, sampled: false })),
});

describe("live points", () => {
  test("are appended, and other curves stay as they are", () => {
    const before = history({ key: "loss", steps: [0, 1] }, { key: "accuracy", steps: [0] });
    const after = withPoints(before, [columns("loss", [2, 3])]);
    expect(after.series[0]).toEqual({ ...columns("loss", [0, 1, 2, 3]), count: 4, sampled: false });
    expect(after.series[1]).toBe(before.series[1]);
    expect(before.series[0]?.steps).toEqual([0, 1]);
  });

  test("that come late are put in their place", () => {
    const after = withPoints(history({ key: "loss", steps: [0, 5] }), [columns("loss", [3, 7, 4])]);
    expect(after.series[0]?.steps).toEqual([0, 3, 4, 5, 7]);
    expect(after.series[0]?.values).toEqual([0, 1.5, 2, 2.5, 3.5]);
  });

  test("of a new metric make a new curve", () => {
    expect(withPoints(history(), [columns("loss", [0])]).series.map(({ key }) => key)).toEqual(["loss"]);
  });
});

test("curves are grouped by their prefix", () => {
  const { series } = history({ key: "train/loss", steps: [0] }, { key: "lr", steps: [0] }, { key: "train/acc", steps: [0] });
  expect(sections(series).map(({ name, series }) => [name, series.map(({ key }) => key)])).toEqual([
    ["train", ["train/acc", "train/loss"]],
    ["", ["lr"]],
  ]);
});

test("points that a fetched history holds already are not put on top again", () => {
  const fetched = history({ key: "loss", steps: [0, 1, 2] });
  const meanwhile = [columns("loss", [2, 3]), columns("new", [0])];
  expect(newerThan(fetched, meanwhile)).toEqual([columns("loss", [3]), columns("new", [0])]);
});
