import { describe, expect, test } from "vitest";
import { type Group, groupLines, plainLines } from "./lines";
import type { Question } from "./question";

const question = (filter: string): Question => ({ experiment: null, filter, lifecycle: "active", sort: [], fields: [] });
const group = (name: string, count: number): Group => ({ key: [name], count, values: [], filter: name });
const told = (line: ReturnType<ReturnType<typeof groupLines>["at"]>) =>
  line === null ? null : line.kind === "group" ? line.group.filter : `${line.question.filter} ${line.offset}`;

test("a table without groups has a line for each run and none beyond", () => {
  const lines = plainLines(question("all"), 3);
  expect([-1, 0, 2, 3].map((index) => told(lines.at(index)))).toEqual([null, "all 0", "all 2", null]);
});

describe("groups", () => {
  const groups = [group("a", 2), group("b", 100_000), group("c", 1)];
  test("that are closed are one line each", () => {
    const lines = groupLines(
      groups,
      () => false,
      ({ filter }) => question(filter),
    );
    expect(lines.count).toBe(3);
    expect([0, 1, 2, 3].map((index) => told(lines.at(index)))).toEqual(["a", "b", "c", null]);
  });
  test("that are open have their runs below them", () => {
    const lines = groupLines(
      groups,
      ({ filter }) => filter !== "a",
      ({ filter }) => question(filter),
    );
    expect(lines.count).toBe(3 + 100_001);
    expect([0, 1, 2, 100_001, 100_002, 100_003, 100_004].map((index) => told(lines.at(index)))).toEqual([
      "a",
      "b",
      "b 0",
      "b 99999",
      "c",
      "c 0",
      null,
    ]);
  });
});
