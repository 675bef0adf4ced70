// What wrangler tells about our Workers for a local run. wrangler's function has no stable name and its import is slow, so
// it is asked once per build and the answer is saved as JSON.
import type { V4WorkerOptions } from "miniflare";
import { workers } from "./paths.ts";

/** Options of one Worker as miniflare takes them, without its script. Safe to keep as JSON. */
export type WorkerOptions = Omit<V4WorkerOptions, "script" | "scriptPath" | "modules" | "modulesRoot">;

/** Saved answer: options by Worker. */
export interface SavedOptions {
  api: WorkerOptions;
  web: WorkerOptions;
}

/** Reads both wrangler files. Secrets in a `.dev.vars` file are included, as with `wrangler dev`. */
export async function readWorkerOptions(): Promise<SavedOptions> {
  const { unstable_getMiniflareWorkerOptions: read } = await import("wrangler");
  const one = (worker: (typeof workers)["api" | "web"]): WorkerOptions => {
    const options: Record<string, unknown> = { ...read(worker.config).workerOptions, name: worker.name };
    for (const key of ["modulesRules", "access", "zone", "rootPath"]) delete options[key];
    return options as WorkerOptions;
  };
  return { api: one(workers.api), web: one(workers.web) };
}
