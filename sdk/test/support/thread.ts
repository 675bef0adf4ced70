// A worker thread that logs into the run of the main thread.
import { workerData } from "node:worker_threads";
import { Cairn, type RunHandle } from "../../src/index.ts";

const { handle, url, token } = workerData as { handle: RunHandle; url: string; token: string };
const run = await new Cairn({ url, token }).attach(handle);
for (let step = 0; step < 100; step++) run.log({ "thread/loss": step }, { step });
console.log("said in the thread");
await run.finish();
