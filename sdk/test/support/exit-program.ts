// A program that logs and then ends in the way that its argument says. Run by exit.test.ts.
import { Cairn } from "../../src/index.ts";

const [url = "", how = ""] = process.argv.slice(2);
const cairn = new Cairn({ url, organization: "acme", workspace: "vision", token: "cairn_svc_0123456789abcdef" });
const run = await cairn.run({ experiment: "exits", flushIntervalMs: 3_600_000, system: false });
for (let step = 0; step < 12_345; step++) run.log({ loss: step }, { step });

const forever = () => setInterval(() => {}, 60_000);
switch (how) {
  case "exit-code":
    process.exitCode = 3;
    break;
  case "process-exit":
    process.exit(0);
    break;
  case "process-exit-7":
    process.exit(7);
    break;
  case "throw":
    setImmediate(() => {
      throw new Error("the training broke");
    });
    forever();
    break;
  case "finish-process-exit":
    void run.finish({ error: new Error("the training broke") });
    process.exit(0);
    break;
  case "two-rejections":
    void Promise.reject(new Error("the training broke"));
    setTimeout(() => void Promise.reject(new Error("and broke again")), 1);
    forever();
    break;
  case "rejection":
    void Promise.reject(new Error("the training broke"));
    forever();
    break;
  case "wait":
    console.log("ready");
    forever();
    break;
  case "own-handler":
    process.on("SIGTERM", async () => {
      await run.finish({ status: "finished" });
      process.exit(9);
    });
    console.log("ready");
    forever();
    break;
  case "flush":
    await run.flush();
    console.log("flushed");
    break;
  case "finished": {
    await run.finish();
    const names = ["SIGINT", "SIGTERM", "uncaughtException", "beforeExit", "exit"];
    console.log(`listeners: ${names.reduce((sum, name) => sum + process.listenerCount(name), 0)}`);
    break;
  }
}
