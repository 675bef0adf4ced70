import type { Run, RunField } from "@cairn/sdk/schema";
import { expect, test } from "vitest";
import { cellOf, cellText } from "./cell";
import { type Column, firstColumns, parseColumn } from "./columns";

const field = (kind: RunField["kind"], name: string, runs: number) => ({ kind, field: name, runs }) as RunField;

test("before anybody chose, the params and metrics that most runs have come first, two of each", () => {
  const params = ["a", "b", "c"].map((name, i) => field("param", `params.${name}`, i + 1));
  const metrics = ["x", "y", "z"].map((name, i) => field("metric", `metrics.${name}`, i + 1));
  const columns = firstColumns([...params, ...metrics, field("metric", "metrics.system/cpu", 100)]);
  expect(columns.slice(0, 4)).toEqual(["params.c", "params.b", "metrics.z", "metrics.y"]);
  expect(columns).toEqual(expect.arrayContaining(["params.a", "metrics.x", "created_at", "duration", "experiment", "commit"]));
  expect(columns).not.toContain("metrics.system/cpu");
});

test.each([
  [{ commit: "c0ffee", has_diff: true }, "changed"],
  [{ commit: "c0ffee", has_diff: false }, "clean"],
  [{ commit: null, has_diff: false }, ""],
])("a column tells of %j: %j", (code, text) => {
  const column = parseColumn("has_diff") as Column;
  expect(cellText(column, cellOf(code as Run, column))).toBe(text);
});
