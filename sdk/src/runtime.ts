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
