// Builds the graph of killed-tasks.ts and dies at the n-th change of a file: node killed-build.ts <folder> <build> <n>
import { join } from "node:path";
import { build, makeEnvironment, sequential } from "../../src/tasks/index.ts";
import { dieAtChange } from "../support/dying-fs.ts";
import { part, whole } from "./killed-tasks.ts";

const [, , folder = "", id = "", n = "0"] = process.argv;
dieAtChange(folder, Number(n));
const file = join(folder, "..", `count-${id}`);
await build(whole({ first: part({ i: 1, file }), file }), {
  environment: makeEnvironment({ root: join(folder, "tasks") }),
  id,
  runner: sequential(),
});
