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
  const put = (path: string, bytes: Uint8Array): void => void objects.set(path, { bytes: new Uint8Array(bytes), modifiedAtMs: Date.now() });
  const known = (path: string): StoredObject | null => {
    const found = objects.get(path);
    return found ? { path, sizeBytes: found.bytes.length, modifiedAtMs: found.modifiedAtMs } : null;
  };
  const below = (folder: string): string[] => [...objects.keys()].filter((path) => folder === "" || path.startsWith(`${folder}/`));
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
      objects.delete(checkPath(path));
      for (const one of below(path)) objects.delete(one);
    },
    uriOf: (path) => `${uri}/${checkPath(path)}`,
  };
}
