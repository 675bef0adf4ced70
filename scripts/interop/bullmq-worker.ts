// A worker of the distributed runner, as one would start it on another machine: node bullmq-worker.ts <redis url>
import { startWorker } from "../../sdk/src/tasks/bullmq/index.ts";

const [, , url = ""] = process.argv;
const worker = await startWorker({ url, concurrency: 1 });
console.log("ready");
process.on("SIGTERM", () => void worker.close());
await worker.closed;
