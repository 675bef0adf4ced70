import { linkSync, mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import type { Storage } from "../types.ts";

/**
 * Lets a path of a storage be the same file as one of another, without a copy. Outputs are never changed in place, so neither can spoil the other.
 * @returns false where it cannot be: another file system, no file system
 */
export function linkOutput(from: Storage, path: string, to: Storage, toPath: string): boolean {
  if (!from.uri.startsWith("file:") || !to.uri.startsWith("file:")) return false;
  const [source, target] = [from.fileOf?.(path), to.fileOf?.(toPath)];
  if (source === undefined || target === undefined) return false;
  try {
    mkdirSync(dirname(target), { recursive: true });
    rmSync(target, { force: true });
    linkSync(source, target);
    return true;
  } catch {
    return false;
  }
}
