// Builds a task that ends when the GPUs were looked at twice: node gpu-task.ts <root> <count file>
import { readFileSync } from "node:fs";
import { build, configureTasks, task, z } from "../../src/tasks/index.ts";

const [, , root = "", counted = ""] = process.argv;
configureTasks({ root });
const looks = (): number => {
  try {
    return readFileSync(counted, "utf8").length;
  } catch {
    return 0;
  }
};
const patient = task("patient", {
  output: z.number(),
  run: async () => {
    // The third begins when the second was taken.
    while (looks() < 3) await new Promise((resolve) => setTimeout(resolve, 20));
    return 1;
  },
});
await build(patient(), { handleSignals: false });
console.log(JSON.stringify((await patient().status()).attempts[0]?.resources));
