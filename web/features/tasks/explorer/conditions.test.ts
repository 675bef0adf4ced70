import { printTaskQuery } from "@cairn/sdk/tasks/query";
import { expect, test } from "vitest";
import { readConditions, withCondition } from "./conditions";

test.each([
  ["status:=:failed params.model.depth:>:3", 2],
  ['label:~:"two words" tag.team:=:x', 2],
  ['"tag.a b":=:"say \\"hi\\""', 1],
  ["baseline output.uri:^:s3://bucket", 2],
  ['label:=:""', 1],
])("%s is read and written again as it is", (text, count) => {
  const { conditions, problem } = readConditions(text);
  expect(problem).toBeNull();
  expect(conditions).toHaveLength(count);
  expect(printTaskQuery(conditions)).toBe(text);
});

test.each([
  ["status:is:failed", 7],
  ["status:=failed", 7],
  ['label:=:"open', 8],
  [":=:x", 0],
])("%s is refused at its place", (text, position) => {
  expect(readConditions(text).problem?.position).toBe(position);
});

test("a condition that says the same or the opposite is replaced", () => {
  expect(withCondition("status:=:failed name:=:Train", { field: "status", operator: "!=", value: "failed" })).toBe(
    "name:=:Train status:!=:failed",
  );
  expect(withCondition("a b", { field: "params.x", operator: "=", value: "1 2" })).toBe('a b params.x:=:"1 2"');
});
