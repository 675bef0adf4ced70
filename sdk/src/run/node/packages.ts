import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { PACKAGES_MAX } from "../../limits.ts";

interface Lock {
  packages?: Record<string, { version?: unknown; link?: unknown }>;
}

/** Longest name and version that are kept. */
const NAME_MAX = 255;
const VERSION_MAX = 100;
/** What npm writes of what is installed, then of what should be. */
const LOCKS = ["node_modules/.package-lock.json", "package-lock.json"];

/** Versions of the packages that a program has, by the nearest lock file above it; null when there is none. */
export function findPackages(program: string): Record<string, string> | null {
  for (let at = dirname(resolve(program)); ; at = dirname(at)) {
    for (const name of LOCKS) {
      const packages = readLock(join(at, name));
      if (packages) return packages;
    }
    if (at === dirname(at)) return null;
  }
}

/** Packages at the top of node_modules: nested ones are older copies for others. */
function readLock(file: string): Record<string, string> | null {
  try {
    const { packages } = JSON.parse(readFileSync(file, "utf8")) as Lock;
    if (!packages) return null;
    const found: Record<string, string> = {};
    for (const [path, { version }] of Object.entries(packages)) {
      const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1];
      if (name && typeof version === "string" && name.length <= NAME_MAX) found[name] = version.slice(0, VERSION_MAX);
    }
    return Object.fromEntries(Object.entries(found).slice(0, PACKAGES_MAX));
  } catch {
    return null;
  }
}
