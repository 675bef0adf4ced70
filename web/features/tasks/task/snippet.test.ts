import { expect, test } from "vitest";
import { snippetOf, tasksIn } from "./snippet";

const id = "a".repeat(64);

test("tasks among the parameters are made too, each from its own module", () => {
  const train = { name: "train-model", module: "./train.ts", params: { data: { $task: id }, rate: 0.1 } };
  const load = { name: "Load", module: null, params: { since: { $date: "2026-01-01T00:00:00.000Z" } } };
  expect(snippetOf(train, new Map([[id, load]]))).toBe(
    [
      'import { build } from "@cairn/sdk/tasks";',
      'import { trainModel } from "./train.ts";',
      'import { Load } from "./tasks.ts";',
      "",
      'await build([trainModel({ data: Load({ since: new Date("2026-01-01T00:00:00.000Z") }), rate: 0.1 })]);',
      "",
    ].join("\n"),
  );
  expect(tasksIn(train.params)).toEqual([id]);
});

test("a task that is not known is named to be filled in, long parameters go on lines of their own", () => {
  const text = snippetOf({ name: "Fit", module: null, params: { data: { $task: id }, layers: Array.from({ length: 40 }, (_, i) => i) } });
  expect(text).toContain(`data: undefined /* task ${id} */,\n`);
  expect(text).toContain("layers: [\n");
});
