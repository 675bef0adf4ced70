// Saves an output as a process of its own; says "stopped" ahead of the file system's n-th call and waits to be killed, else "done".
import { json } from "../../src/tasks/outputs/serializers/json.ts";
import { fileStorage } from "../../src/tasks/outputs/storage/local.ts";
import { targetOf } from "../../src/tasks/outputs/target.ts";
import { countedFs } from "../support/counted-fs.ts";
import { taskWith } from "./fixture.ts";

const [root = "", value = "", stopAt = "0"] = process.argv.slice(2);
const fs = countedFs((count) => {
  if (count !== Number(stopAt)) return undefined;
  console.log("stopped");
  return new Promise(() => setInterval(() => {}, 60_000));
});
const target = targetOf(taskWith({ serializer: json<string>() }), fileStorage(root, { fs }));
try {
  await target.save(value, { attempt: 1 });
  console.log("done");
} catch (error) {
  const { code, message } = error as { code?: string; message: string };
  console.log(`${code} ${message}`);
}
