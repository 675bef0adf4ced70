import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildDir, root } from "../stack/paths.ts";
import { sourceHash } from "./hash.ts";
import { steps } from "./steps.ts";

/**
 * Builds what changed since the last build: the SDK, the web app, both Workers' bundles and the saved runtime settings.
 * `only` names the steps to look at. Throws `CommandError` with the tool's output when a step fails.
 */
export async function buildAll(
  options: { force?: boolean; only?: readonly string[] | undefined; write?: (text: string) => void } = {},
): Promise<void> {
  const write = options.write ?? ((text: string) => process.stdout.write(text));
  mkdirSync(buildDir, { recursive: true });
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
