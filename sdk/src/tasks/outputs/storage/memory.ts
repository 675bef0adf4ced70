import type { Storage, StoredObject } from "../../types.ts";
import { checkPath, comparePaths } from "../paths.ts";

/**
 * Keeps everything in this process, for tests and tries.
 *
 * @example const storage = memoryStorage();
 */
export function memoryStorage(name = ""): Storage {
  const uri = `memory://${name}`;
  const objects = new Map<string, { bytes: Uint8Array<ArrayBuffer>; modifiedAtMs: number }>();
  /** What lies directly in each folder, so that a question about one costs what is in it and not what is in all. */
  const children = new Map<string, Set<string>>();
  const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
  const put = (path: string, bytes: Uint8Array): void => {
    const isNew = !objects.has(path);
    objects.set(path, { bytes: new Uint8Array(bytes), modifiedAtMs: Date.now() });
    for (let at = path; isNew && at !== ""; at = parentOf(at)) {
      const beside = children.get(parentOf(at));
      if (beside) {
        beside.add(at);
        break;
      }
      children.set(parentOf(at), new Set([at]));
    }
  };
  const drop = (path: string): void => {
    if (!objects.delete(path)) return;
    for (let at = path; at !== ""; at = parentOf(at)) {
      const beside = children.get(parentOf(at));
      beside?.delete(at);
      if (beside && beside.size > 0) break;
      children.delete(parentOf(at));
    }
  };
  const known = (path: string): StoredObject | null => {
    const found = objects.get(path);
    return found ? { path, sizeBytes: found.bytes.length, modifiedAtMs: found.modifiedAtMs } : null;
  };
  const below = (folder: string): string[] =>
    [...(children.get(folder) ?? [])].flatMap((path) => (objects.has(path) ? [path] : []).concat(below(path)));
  return {
    uri,
    async stat(path) {
      return known(checkPath(path));
    },
    async read(path) {
      const found = objects.get(checkPath(path));
      return found ? new Uint8Array(found.bytes) : null;
    },
    async write(path, bytes, commit) {
      checkPath(path);
      const copy = new Uint8Array(bytes);
      await commit?.();
      put(path, copy);
    },
    async create(path, bytes) {
      if (objects.has(checkPath(path))) return false;
      put(path, bytes);
      return true;
    },
    async *list(folder) {
      if (folder !== "") checkPath(folder);
      for (const path of below(folder).sort(comparePaths)) {
        const object = known(path);
        if (object) yield object;
      }
    },
    async remove(path) {
      for (const one of below(checkPath(path))) drop(one);
      drop(path);
    },
    uriOf: (path) => `${uri}/${checkPath(path)}`,
  };
}
