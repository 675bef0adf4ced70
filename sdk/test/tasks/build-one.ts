// Another process that asks for the same task: node build-one.ts <folder> <ms>
import { join } from "node:path";
import { build, configureTasks } from "../../src/tasks/index.ts";
import { counted } from "./pipeline.ts";

const [, , folder = "", ms = "0"] = process.argv;
configureTasks({ root: join(folder, "tasks") });
const { status, succeeded } = await build(counted({ file: join(folder, "count"), ms: Number(ms) }));
process.send?.({ status, succeeded });
process.disconnect?.();
