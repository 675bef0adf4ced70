// What tasks have in Node, Bun and Deno alone. The core loads it by name at run time: see ../node-side.ts.

export { machineClient } from "./client.ts";
export { routeConsole } from "./console.ts";
export { FileJournal } from "./file-journal.ts";
export { FileLedger } from "./file-ledger.ts";
export { makeTemporaryFolder, removeFolder, stateFolderOf, toUri } from "./folders.ts";
export { watchGpus } from "./gpu-meter.ts";
export { onEndSignals } from "./signals.ts";
export { processes, threads } from "./workers/pool.ts";
