import { describe, expect, test } from "vitest";
import { sweepFieldsOf } from "./fields";
import { countOf, paramsAt, pointsOf, sweepCode, variablesOf } from "./points";
import { readValues } from "./values";

const task = "f".repeat(64);
const params = {
  data: { $task: task },
  model: { depth: 3, criterion: "gini" },
  seed: 0,
  layers: [8, 8],
  on: true,
  since: { $date: "2026-01-01T00:00:00.000Z" },
};
const schema = {
  properties: {
    model: { type: "object", properties: { depth: { type: "integer", minimum: 1 }, criterion: { enum: ["gini", "entropy"] } } },
    seed: { type: "integer", default: 7, description: "Of the generator" },
  },
};
const fields = sweepFieldsOf(schema, params);
const field = (name: string) => fields.find((one) => one.name === name) as (typeof fields)[number];

test("each value among the parameters is a field; members of objects have a path", () => {
  expect(fields.map(({ name, kind, first }) => [name, kind, first])).toEqual([
    ["data", "task", task],
    ["model.depth", "integer", "3"],
    ["model.criterion", "choice", '"gini"'],
    ["seed", "integer", "0"],
    ["layers", "json", "[8,8]"],
    ["on", "boolean", "true"],
    ["since", "date", "2026-01-01T00:00:00.000Z"],
  ]);
  expect(sweepFieldsOf(schema, null).map(({ name, first }) => [name, first])).toEqual([
    ["model.depth", ""],
    ["model.criterion", ""],
    ["seed", "7"],
  ]);
});

describe("values", () => {
  test.each([
    ["seed", "1, 2,2 ,3", [1, 2, 3]],
    ["seed", "1..4, 10", [1, 2, 3, 4, 10]],
    ["model.depth", "2..6 by 2", [2, 4, 6]],
    ["model.criterion", "gini, entropy", ["gini", "entropy"]],
    ["on", "true, false", [true, false]],
    ["layers", "[[8], [16, 16]]", [[8], [16, 16]]],
    ["data", "a".repeat(64), [{ $task: "a".repeat(64) }]],
    ["since", "2026-01-01, 2026-01-02", [{ $date: "2026-01-01T00:00:00.000Z" }, { $date: "2026-01-02T00:00:00.000Z" }]],
  ])("of %s are read from %s", (name, text, values) => {
    expect(readValues(field(name), text)).toEqual(values);
  });

  test("ranges of fractions hold their ends", () => {
    const number = { ...field("seed"), kind: "number" as const };
    expect(readValues(number, "0..0.3 by 0.1")).toEqual([0, 0.1, 0.2, 0.3]);
    expect(readValues(number, "0.001..1 log 4")).toEqual([0.001, 0.01, 0.1, 1]);
    expect(readValues(number, "-1..1")).toEqual([-1, 0, 1]);
  });

  test("texts stand in quotes when they hold commas", () => {
    expect(readValues({ ...field("seed"), kind: "text" }, 'plain, "a, b", "say \\"hi\\""')).toEqual(["plain", "a, b", 'say "hi"']);
  });

  test.each([
    ["seed", "", "It needs a value at least."],
    ["seed", "1.5", "It must be a whole number."],
    ["model.depth", "0..2", "It must be at least 1."],
    ["seed", "5..1", "A range goes from the smaller to the greater: 1..5."],
    ["seed", "0..1 by 0", "The step of a range must be above 0: 0..1 by 0.25."],
    ["seed", "0..10 log 3", "Both ends of a range with log must be above 0."],
    ["seed", "1..5000", "A range has 1,000 values at most, this one 5,000."],
    ["model.criterion", "gini, mse", "It takes gini, entropy, not mse."],
    ["layers", "[8", 'It must be a list in JSON, such as [[1, 2], [3, 4]] or [{"a": 1}].'],
  ])("of %s are refused: %s", (name, text, message) => {
    expect(() => readValues(field(name), text)).toThrow(message);
  });
});

const axes = [
  { path: ["model", "depth"], values: [3, 4] },
  { path: ["seed"], values: [0, 1, 2] },
];

test("points are all combinations, the last axis fastest, each with all other parameters as they were", () => {
  expect(countOf(axes)).toBe(6);
  const points = pointsOf(axes);
  expect(points.slice(0, 4)).toEqual([
    [3, 0],
    [3, 1],
    [3, 2],
    [4, 0],
  ]);
  expect(paramsAt(params, axes, points[5] ?? [])).toEqual({ ...params, model: { depth: 4, criterion: "gini" }, seed: 2 });
  expect(params.model.depth).toBe(3);
});

test("variables are the last names, or more of the path where these are taken", () => {
  expect(variablesOf([["a", "rate"], ["b", "rate"], ["odd name"]])).toEqual(["rate", "b_rate", "odd_name"]);
});

test("the code makes the tasks of the sweep", () => {
  const known = new Map([[task, { name: "load", module: "./data.ts", params: {} }]]);
  const own = {
    namespace: "penguins",
    name: "train-tree",
    module: "./trees.ts",
    params: { data: { $task: task }, model: { depth: 3 }, seed: 0 },
  };
  expect(sweepCode(own, axes, known)).toBe(`import { grid } from "@cairn/sdk/tasks";
import { trainTree } from "./trees.ts";
import { load } from "./data.ts";

/** 6 tasks of penguins.train-tree. */
const points = grid({
  depth: [3, 4],
  seed: [0, 1, 2],
});
const tasks = points.map(({ depth, seed }) =>
  trainTree({ data: load(), model: { depth }, seed }),
);
export default tasks;
`);
});
