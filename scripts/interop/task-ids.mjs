// Makes tasks with the built SDK, in whatever runtime this is, and compares their ids with those that are written down.
import { deepStrictEqual } from "node:assert";
import { readFileSync } from "node:fs";
import * as tasks from "../../sdk/dist/tasks/index.js";
import { goldenIds } from "../../sdk/test/golden/tasks.ts";

const golden = JSON.parse(readFileSync(new URL("../../sdk/test/golden/task-ids.json", import.meta.url), "utf8"));
const found = goldenIds(tasks);
deepStrictEqual(found, golden);
console.log(`${Object.keys(found.ids).length} ids of tasks`);
