/** The `process` of Node, Bun or Deno; null in browsers and Workers, which have none or only a likeness of it. */
export function nodeProcess(): NodeJS.Process | null {
  const found = (globalThis as { process?: NodeJS.Process }).process;
  if (typeof found?.versions?.node !== "string" || typeof found.getBuiltinModule !== "function") return null;
  return globalThis.navigator?.userAgent === "Cloudflare-Workers" ? null : found;
}

/** Name and version of what runs this code, e.g. `node 24.1.0`. */
export function runtimeName(): string {
  const versions = (globalThis as { process?: NodeJS.Process }).process?.versions as Record<string, string | undefined> | undefined;
  for (const name of ["bun", "deno", "node"]) if (nodeProcess() && versions?.[name]) return `${name} ${versions[name]}`;
  return (globalThis.navigator?.userAgent ?? "unknown").slice(0, 100);
}

/** Lets a timer not keep the process alive, where there is a process. */
export function unref(timer: ReturnType<typeof setTimeout>): void {
  (timer as { unref?: () => void }).unref?.();
}

/**
 * Loads a module that is for Node, Bun and Deno alone, by its path from this folder or by the name under which the package exports it.
 * Required by name at run time, so that no bundler takes it into a browser's bundle. null when there is none, as beside a program
 * bundled into one file.
 */
export function loadBeside<T>(node: NodeJS.Process, path: string, exported?: string): T | null {
  const here = import.meta.url ?? "";
  for (const name of [`${path}${here.endsWith(".ts") ? ".ts" : ".js"}`, exported]) {
    if (name === undefined) continue;
    try {
      return node.getBuiltinModule("node:module").createRequire(here)(name) as T;
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code !== "MODULE_NOT_FOUND" && code !== "ERR_INVALID_ARG_VALUE") throw error;
    }
  }
  return null;
}

/** On the global object, because a bundled program may hold this module twice. */
const quiet = globalThis as { cairnQuietDepth?: number };

/** True while a callback of the program runs that must not be recorded, because recording it would call it again. */
export const isQuiet = (): boolean => (quiet.cairnQuietDepth ?? 0) > 0;

/** Calls something whose output is not recorded. */
export function quietly<T>(act: () => T): T {
  quiet.cairnQuietDepth = (quiet.cairnQuietDepth ?? 0) + 1;
  try {
    return act();
  } finally {
    quiet.cairnQuietDepth--;
  }
}
