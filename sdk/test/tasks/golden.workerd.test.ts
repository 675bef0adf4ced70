import { expect, test } from "vitest";
import * as tasks from "../../src/tasks/index.ts";
import golden from "../golden/task-ids.json";
import { goldenIds } from "../golden/tasks.ts";

test("in a Worker ids and schema hashes are those that were written down", () => {
  expect(goldenIds(tasks)).toEqual(golden);
});
