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

/**
 * Versions of the packages that a program has: all of them by the nearest lock file of npm above it. Where another tool installed them,
 * those that the nearest package.json asks for, as they lie beside it. null when there is neither.
 */
export function findPackages(program: string): Record<string, string> | null {
  let asked: Record<string, string> | null = null;
  for (let at = dirname(resolve(program)); ; at = dirname(at)) {
    for (const name of LOCKS) {
      const packages = readLock(join(at, name));
      if (packages) return packages;
    }
    asked ??= readAsked(at);
    if (at === dirname(at)) return asked;
  }
}

/** Packages that the package.json of a folder names and that its node_modules hold. */
function readAsked(folder: string): Record<string, string> | null {
  try {
    const { dependencies, devDependencies } = readJson<Record<string, object | undefined>>(join(folder, "package.json"));
    const found: Record<string, string> = {};
    for (const name of Object.keys({ ...dependencies, ...devDependencies }).slice(0, PACKAGES_MAX)) {
      const version = readVersion(join(folder, "node_modules", name, "package.json"));
      if (version && name.length <= NAME_MAX) found[name] = version.slice(0, VERSION_MAX);
    }
    return Object.keys(found).length > 0 ? found : null;
  } catch {
    return null;
  }
}

function readVersion(file: string): string | null {
  try {
    const { version } = readJson<{ version?: unknown }>(file);
    return typeof version === "string" ? version : null;
  } catch {
    return null;
  }
}

const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, "utf8")) as T;

/** Packages at the top of node_modules: nested ones are older copies for others. */
function readLock(file: string): Record<string, string> | null {
  try {
    const { packages } = readJson<Lock>(file);
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
