import type { Run } from "@cairn/sdk/schema";
import { expect, test } from "vitest";
import { metricColumns, paramColumns } from "./columns";

const summary = { count: 1, last: 1, last_step: 0, min: 1, max: 1 };
const run = (params: Run["params"], metrics: string[]) =>
  ({ params, metrics: Object.fromEntries(metrics.map((name) => [name, summary])) }) as unknown as Run;

test("metrics that most runs have come first", () => {
  expect(metricColumns([run({}, ["loss", "a"]), run({}, ["loss", "b"]), run({}, ["loss", "b"])])).toEqual(["loss", "b", "a"]);
});

test("only params that differ tell runs apart", () => {
  expect(paramColumns([run({ lr: 0.1, seed: 1 }, []), run({ lr: 0.2, seed: 1 }, [])])).toEqual(["lr"]);
  expect(paramColumns([run({ lr: 0.1, seed: 1 }, [])])).toEqual(["lr", "seed"]);
});
