import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildDir, root } from "../stack/paths.ts";
import { sourceHash } from "./hash.ts";
import { withBuildLock } from "./lock.ts";
import { steps } from "./steps.ts";

export interface BuildOptions {
  /** Builds what has not changed, too. */
  force?: boolean;
  /** Names of the steps to look at; all of them when left out. */
  only?: readonly string[] | undefined;
  /** Takes the progress, the terminal when left out. */
  write?: (text: string) => void;
}

/**
 * Builds what changed since the last build: the SDK, the web app, both Workers' bundles and the saved runtime settings.
 * Throws `CommandError` with the tool's output when a step fails.
 */
export async function buildAll(options: BuildOptions = {}): Promise<void> {
  const write = options.write ?? ((text: string) => process.stdout.write(text));
  mkdirSync(buildDir, { recursive: true });
  await withBuildLock(
    () => buildSteps(options, write),
    () => write("Waiting for another build of this repository…\n"),
  );
}

async function buildSteps(options: BuildOptions, write: (text: string) => void): Promise<void> {
  const stampPath = join(buildDir, "stamps.json");
  const stamps: Record<string, string> = existsSync(stampPath) ? JSON.parse(readFileSync(stampPath, "utf8")) : {};
  const hashes = new Map<string, string>();
  for (const step of steps) {
    if (options.only && !options.only.includes(step.name)) continue;
    const key = step.sources.join();
    // The place of the repository counts too: settings and bundles hold absolute paths.
    const hash = hashes.get(key) ?? `${sourceHash(step.sources)} ${root}`;
    hashes.set(key, hash);
    if (!options.force && stamps[step.name] === hash && step.results.every((path) => existsSync(path))) continue;
    const started = Date.now();
    delete stamps[step.name];
    writeFileSync(stampPath, JSON.stringify(stamps, null, 1));
    write(`Building ${step.title}…`);
    try {
      await step.run();
    } catch (error) {
      write(" failed\n");
      throw error;
    }
    stamps[step.name] = hash;
    writeFileSync(stampPath, JSON.stringify(stamps, null, 1));
    write(` ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
  }
}
