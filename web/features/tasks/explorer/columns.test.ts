import type { Task } from "@cairn/sdk/schema";
import { expect, test } from "vitest";
import { cellOf, columnsOf } from "./columns";

const task = {
  result: "success",
  tags: { team: "vision" },
  params: { model: { depth: 3 }, "a.b": true, when: { $date: "2026-01-02T03:04:05.000Z" }, data: { $task: "f".repeat(64) }, list: [1, 2] },
  output: { size_bytes: 2_048 },
} as unknown as Task;

test.each([
  ["params.model.depth", "3", "3"],
  ["params.a.b", "true", "true"],
  ["params.when", "2026-01-02T03:04:05.000Z", "2026-01-02T03:04:05.000Z"],
  ["params.data", "ffffffffff", "f".repeat(64)],
  ["params.list", "[1,2]", null],
  ["params", "model={depth=3} a.b=true when=2026-01-02T03:04:05.000Z data=ffffffffff list=[1, 2]", null],
  ["params.missing", "–", null],
  ["tag.team", "vision", "vision"],
  ["output.size_bytes", "2.0 KiB", "2048"],
])("%s shows %s", (id, text, value) => {
  expect(cellOf(task, id)).toMatchObject({ text, value });
});

test("fields of list elements are no columns", () => {
  const field = (name: string) => ({ field: name, kind: "params" as const, type: null, operators: [] });
  const all = columnsOf([field("params.layers[].size"), field("params.lr")]);
  expect(all).toContain("params.lr");
  expect(all).not.toContain("params.layers[].size");
});
