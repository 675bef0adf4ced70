import { eachOf } from "../../../run/upload.ts";
import type { Commit, Storage } from "../../types.ts";
import { sameBytes } from "../bytes.ts";
import { invalid } from "../errors.ts";
import { checkPath } from "../paths.ts";

/** Objects that are removed at once. */
const REMOVALS = 16;

export interface StoredKey {
  key: string;
  sizeBytes: number;
  modifiedAtMs: number;
}

/** What differs between object stores. Keys are whole, with the prefix. */
export interface ObjectDriver {
  head(key: string, path: string): Promise<Omit<StoredKey, "key"> | null>;
  get(key: string, path: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** `commit` comes right before the request that makes the bytes visible. */
  put(key: string, bytes: Uint8Array, path: string, commit?: Commit): Promise<void>;
  /** Only where nothing is. `isSure` is false when an earlier try of the same request may have been the one that created it. */
  putNew(key: string, bytes: Uint8Array, path: string): Promise<{ isNew: boolean; isSure: boolean }>;
  delete(key: string, path: string): Promise<void>;
  /** In order of key. */
  list(prefix: string, path: string): AsyncIterable<StoredKey>;
}

/** Bucket and prefix of a URI like `s3://bucket/some/prefix`. */
export function placeOf(uri: string, field = "uri"): { bucket: string; prefix: string } {
  const [, bucket, rest = ""] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]+)\/?(.*)$/i.exec(uri) ?? [];
  if (!bucket || !/^[a-z0-9$][a-z0-9._-]{1,221}$/i.test(bucket)) throw invalid(field, "bucket", `${uri} must name a bucket or container`);
  const prefix = rest.replace(/\/+$/, "");
  if (prefix !== "") checkPath(prefix, field);
  return { bucket, prefix };
}

/** The contract of a storage over any store of objects. */
export function objectStorage(uri: string, prefix: string, driver: ObjectDriver): Storage {
  const keyOf = (path: string): string => (prefix === "" ? checkPath(path) : `${prefix}/${checkPath(path)}`);
  const pathOf = (key: string): string => (prefix === "" ? key : key.slice(prefix.length + 1));

  async function* list(folder: string) {
    const below = folder === "" ? (prefix === "" ? "" : `${prefix}/`) : `${keyOf(folder)}/`;
    for await (const { key, sizeBytes, modifiedAtMs } of driver.list(below, folder)) {
      // Consoles make objects whose names end with a slash to stand for folders.
      if (!key.endsWith("/")) yield { path: pathOf(key), sizeBytes, modifiedAtMs };
    }
  }

  return {
    uri,
    uriOf: (path) => `${uri}/${checkPath(path)}`,
    async stat(path) {
      const found = await driver.head(keyOf(path), path);
      return found && { path, ...found };
    },
    read: async (path) => driver.get(keyOf(path), path),
    write: async (path, bytes, commit) => driver.put(keyOf(path), new Uint8Array(bytes), path, commit),
    async create(path, bytes) {
      const { isNew, isSure } = await driver.putNew(keyOf(path), new Uint8Array(bytes), path);
      if (isNew || isSure) return isNew;
      const found = await driver.get(keyOf(path), path);
      return found !== null && sameBytes(found, bytes);
    },
    list,
    async remove(path) {
      await driver.delete(keyOf(path), path);
      const below: string[] = [];
      for await (const one of list(path)) below.push(one.path);
      await eachOf(below, REMOVALS, (one) => driver.delete(keyOf(one), one));
    },
  };
}
