import { join } from "node:path";
import { command } from "../../scripts/build/command.ts";
import { bin, buildDir, root, workers, wranglerEnv } from "../../scripts/stack/paths.ts";

/** Where the benchmarks' api Worker is bundled. */
export const benchBundle: string = join(buildDir, "bench-api");

/** Bundles worker.ts in place of workers/index.ts, with the same settings. */
export async function buildBenchWorker(): Promise<void> {
  const args = ["deploy", join(root, "bench/worker/index.ts"), "--dry-run", "-c", workers.api.config, "--outdir", benchBundle];
  await command(bin("wrangler"), args, { env: { ...wranglerEnv, CI: "1" } });
}
