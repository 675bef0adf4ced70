import { expect, test } from "vitest";
import { goldenTasks } from "./golden.ts";
import golden from "./golden-ids.json" with { type: "json" };

test("ids in a Worker are those that were agreed on", () => {
  expect(Object.fromEntries(Object.entries(goldenTasks()).map(([name, { id }]) => [name, id]))).toEqual(golden);
});
