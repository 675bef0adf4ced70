import type { Storage } from "../../types.ts";
import { sha256Hex, textOf, utf8 } from "../bytes.ts";

/** Says of a copy what it should be. */
interface Note {
  sha256: string;
  size_bytes: number;
  /** Of the remote object when it was copied; another one there means that the copy is old. */
  modified_at_ms: number;
}

/** Notes lie apart, so that a copied folder holds nothing but its files. */
const noteOf = (path: string): string => `.kept/${path}`;

/**
 * A remote storage with copies nearby. What was saved or loaded through it is loaded again without a request; each copy is checked by
 * its digest, and one that is damaged is fetched anew. `exists` and everything that is no output (locks, for one) go to the remote
 * storage, and a look there drops copies of what has changed since.
 *
 * @example const storage = cachedStorage(s3Storage({ … }), fileStorage("/var/cache/tasks"));
 */
export function cachedStorage(remote: Storage, local: Storage): Storage {
  async function noted(path: string): Promise<Note | null> {
    const bytes = await local.read(noteOf(path));
    try {
      return bytes && (JSON.parse(textOf(bytes)) as Note);
    } catch {
      return null;
    }
  }

  /** Keeping a copy may fail (a full disk): then the next read asks the remote storage, as without a cache. */
  async function keep(path: string, bytes: Uint8Array, modifiedAtMs: number): Promise<void> {
    const note: Note = { sha256: await sha256Hex(bytes), size_bytes: bytes.length, modified_at_ms: modifiedAtMs };
    try {
      await local.remove(noteOf(path));
      await local.write(path, bytes);
      await local.write(noteOf(path), utf8(JSON.stringify(note)));
    } catch {
      await forget(path).catch(() => {});
    }
  }

  async function forget(path: string): Promise<void> {
    await local.remove(noteOf(path));
    await local.remove(path);
  }

  return {
    uri: remote.uri,
    uriOf: (path) => remote.uriOf(path),
    ...(local.fileOf ? { fileOf: (path: string) => (local.fileOf as (path: string) => string)(path) } : {}),
    kept: {
      async read(path) {
        const note = await noted(path);
        const copy = note && (await local.read(path));
        if (copy && copy.length === note.size_bytes && (await sha256Hex(copy)) === note.sha256) return copy;
        // The time is asked for first: should the object change in between, the copy counts as old, not as new.
        const found = await remote.stat(path);
        const bytes = found && (await remote.read(path));
        if (bytes) await keep(path, bytes, found.modifiedAtMs);
        return bytes;
      },
      forget,
    },
    async stat(path) {
      const found = await remote.stat(path);
      const note = await noted(path);
      if (note && (found?.sizeBytes !== note.size_bytes || found.modifiedAtMs !== note.modified_at_ms)) await forget(path);
      return found;
    },
    read: (path) => remote.read(path),
    async write(path, bytes, commit) {
      await forget(path);
      await remote.write(path, bytes, commit);
      const found = await remote.stat(path);
      if (found) await keep(path, bytes, found.modifiedAtMs);
    },
    create: (path, bytes) => remote.create(path, bytes),
    list: (folder) => remote.list(folder),
    async remove(path) {
      await remote.remove(path);
      await forget(path);
    },
  };
}
