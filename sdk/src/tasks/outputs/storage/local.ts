import type { FileHandle } from "node:fs/promises";
import type { Storage, StoredObject } from "../../types.ts";
import { StorageError } from "../errors.ts";
import { type NodeModules, nodeModules } from "../node.ts";
import { checkPath, comparePaths } from "../paths.ts";

/** What one call of the system writes or reads at most, in bytes. */
const CHUNK = 1 << 30;
/** Up to here, in bytes, a file is read and written without waiting for a thread, where the disk need not have it at once. */
const SMALL = 64 * 1024;
/** A file that another machine began to write is given up after this long, in ms. */
const ABANDONED_MS = 24 * 3_600_000;
/** Folders of which is remembered that they were swept. */
const SWEPT_MAX = 10_000;

/** `.cairn-<host>-<pid>-<uuid>.part`: a file that is being written. */
const PART = /^\.cairn-([\w.-]+)-(\d+)-[0-9a-f-]{36}\.part$/;

export interface LocalOptions {
  /** False leaves it to the system when bytes reach the disk: faster, and a power cut may lose outputs. True by default. */
  sync?: boolean;
  /** For tests: stands in for `node:fs/promises`. */
  fs?: NodeModules["fs"];
}

/**
 * A folder of this machine or of a share. A write goes to a file of another name in the same folder, to the disk, and then to its name,
 * so that a crash at any moment leaves the old content, the new one, or nothing.
 *
 * @param root absolute path or `file:` URL; made when first written to
 * @throws ValidationError where there is no file system
 *
 * @example const storage = fileStorage("/data/tasks");
 */
export function fileStorage(root: string | URL, { sync = true, fs: given }: LocalOptions = {}): Storage {
  const { fs: own, now, path: paths, url, os, process } = nodeModules("file storage");
  const fs = given ?? own;
  const isUrl = root instanceof URL || root.startsWith("file:");
  const base = paths.resolve(isUrl ? url.fileURLToPath(root) : root);
  const uri = url.pathToFileURL(base).href;
  const host =
    os
      .hostname()
      .replace(/[^\w.-]/g, "_")
      .slice(0, 60) || "host";
  // A local disk's cache answers sooner than a thread would begin to ask it.
  const isQuick = !sync && !given;
  const swept = new Set<string>();
  const fileOf = (path: string): string => paths.join(base, ...checkPath(path).split("/"));

  /** Trouble of the system in words; what else was thrown (a bad path, the caller's own check) stays what it is. */
  const failed = (action: string, path: string, error: unknown): unknown =>
    /^E[A-Z0-9]+$/.test(codeOf(error)) ? new StorageError({ uri, path, action, ...explain(error), cause: error }) : error;

  function noteSwept(folder: string): void {
    if (swept.size >= SWEPT_MAX) swept.clear();
    swept.add(folder);
  }

  /** Removes what writers left behind in a folder that are no more. */
  async function sweep(folder: string): Promise<void> {
    if (swept.has(folder)) return;
    noteSwept(folder);
    for (const name of await fs.readdir(folder)) {
      const found = PART.exec(name);
      if (found && (await isAbandoned(paths.join(folder, name), found))) await fs.rm(paths.join(folder, name), { force: true });
    }
  }

  async function isAbandoned(file: string, [, writerHost, pid]: RegExpExecArray): Promise<boolean> {
    const info = await fs.stat(file).catch(absent);
    if (!info) return false;
    if (Date.now() - info.mtimeMs > ABANDONED_MS) return true;
    return writerHost === host && Number(pid) !== process.pid && !isAlive(process, Number(pid));
  }

  /** A small file, or null where there is none; undefined for one that is better read by a thread. */
  function readNow(file: string): Uint8Array<ArrayBuffer> | null | undefined {
    let descriptor: number | null;
    try {
      descriptor = now.openSync(file, "r");
    } catch (error) {
      return absent(error);
    }
    try {
      const info = now.fstatSync(descriptor);
      if (!info.isFile()) return null;
      if (info.size > SMALL) return undefined;
      const bytes = new Uint8Array(info.size);
      return bytes.subarray(0, now.readSync(descriptor, bytes));
    } finally {
      now.closeSync(descriptor);
    }
  }

  async function syncFolder(folder: string): Promise<void> {
    // Windows cannot open folders; its file system keeps names in a journal.
    if (!sync || process.platform === "win32") return;
    const handle = await fs.open(folder, "r");
    await handle.sync().finally(() => handle.close());
  }

  /** Writes bytes beside where they shall lie, and lets `place` put them there. */
  async function stage(file: string, bytes: Uint8Array, place: (part: string) => Promise<boolean>): Promise<boolean> {
    const folder = paths.dirname(file);
    const made = await fs.mkdir(folder, { recursive: true });
    if (made === undefined) await sweep(folder);
    else noteSwept(folder);
    const part = paths.join(folder, `.cairn-${host}-${process.pid}-${crypto.randomUUID()}.part`);
    try {
      if (isQuick && bytes.length <= SMALL) {
        now.writeFileSync(part, bytes, { flag: "wx" });
        return await place(part);
      }
      const handle = await fs.open(part, "wx");
      try {
        await writeAll(handle, bytes);
        if (sync) await handle.sync();
      } finally {
        await handle.close();
      }
      const isPlaced = await place(part);
      if (isPlaced) await syncFolder(folder);
      return isPlaced;
    } catch (error) {
      await fs.rm(part, { force: true }).catch(() => {});
      throw error;
    }
  }

  async function* walk(folder: string): AsyncGenerator<StoredObject> {
    const entries = await fs.readdir(folder === "" ? base : fileOf(folder), { withFileTypes: true }).catch(absent);
    const found = (entries ?? []).filter((entry) => !PART.test(entry.name));
    const key = (entry: (typeof found)[number]) => (entry.isDirectory() ? `${entry.name}/` : entry.name);
    for (const entry of found.sort((a, b) => comparePaths(key(a), key(b)))) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) yield* walk(path);
      else {
        const info = await fs.stat(fileOf(path)).catch(absent);
        if (info?.isFile()) yield { path, sizeBytes: info.size, modifiedAtMs: info.mtimeMs };
      }
    }
  }

  return {
    uri,
    fileOf,
    uriOf: (path) => url.pathToFileURL(fileOf(path)).href,
    async stat(path) {
      try {
        const info = await fs.stat(fileOf(path)).catch(absent);
        return info?.isFile() ? { path, sizeBytes: info.size, modifiedAtMs: info.mtimeMs } : null;
      } catch (error) {
        throw failed("look at", path, error);
      }
    },
    async read(path) {
      try {
        const file = fileOf(path);
        const bytes = isQuick ? readNow(file) : undefined;
        if (bytes !== undefined) return bytes;
        const handle = await fs.open(file, "r").catch(absent);
        if (!handle) return null;
        try {
          const info = await handle.stat();
          return info.isFile() ? await readAll(handle, info.size) : null;
        } finally {
          await handle.close();
        }
      } catch (error) {
        throw failed("read", path, error);
      }
    },
    async write(path, bytes, commit) {
      const file = fileOf(path);
      try {
        await stage(file, bytes, async (part) => {
          await commit?.();
          await fs.rename(part, file);
          return true;
        });
      } catch (error) {
        throw failed("write", path, error);
      }
    },
    async create(path, bytes) {
      const file = fileOf(path);
      try {
        if (await fs.stat(file).catch(absent)) return false;
        return await stage(file, bytes, async (part) => {
          const isNew = await fs.link(part, file).then(
            () => true,
            (error: unknown) => {
              if (codeOf(error) === "EEXIST") return false;
              throw error;
            },
          );
          await fs.rm(part, { force: true });
          return isNew;
        });
      } catch (error) {
        throw failed("create", path, error);
      }
    },
    async *list(folder) {
      try {
        if (folder !== "") checkPath(folder);
        yield* walk(folder);
      } catch (error) {
        throw failed("list", folder, error);
      }
    },
    async remove(path) {
      const file = fileOf(path);
      try {
        // Most often it is one file, or nothing.
        await fs.unlink(file).catch((error: unknown) => {
          if (!["EISDIR", "EPERM"].includes(codeOf(error))) return absent(error);
          swept.delete(file);
          return fs.rm(file, { recursive: true, force: true });
        });
      } catch (error) {
        throw failed("remove", path, error);
      }
    },
  };
}

const codeOf = (error: unknown): string => String((error as { code?: unknown })?.code ?? "");

/** Turns "there is nothing" into null and lets the rest pass. */
function absent(error: unknown): null {
  if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return null;
  throw error;
}

function isAlive(process: NodeJS.Process, pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, at, Math.min(CHUNK, bytes.length - at));
    at += bytesWritten;
  }
}

async function readAll(handle: FileHandle, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(size);
  let at = 0;
  while (at < size) {
    const { bytesRead } = await handle.read(bytes, at, Math.min(CHUNK, size - at));
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return bytes.subarray(0, at);
}

/** What a code of the operating system means, and what helps. */
function explain(error: unknown): { reason: string; advice: string } {
  switch (codeOf(error)) {
    case "ENOSPC":
      return { reason: "no space is left on the disk", advice: "Free some space or choose another target root, then build again." };
    case "EDQUOT":
      return { reason: "the disk quota is used up", advice: "Free some space or choose another target root, then build again." };
    case "EFBIG":
      return {
        reason: "the file is larger than the system lets this process write",
        advice: "Raise the limit (ulimit -f), then build again.",
      };
    case "EACCES":
    case "EPERM":
      return { reason: "permission denied", advice: "Give this user access to the folder; locks need a file system with hard links." };
    case "EROFS":
      return { reason: "the file system is read-only", advice: "Choose another target root." };
    case "ENOTSUP":
    case "EOPNOTSUPP":
      return { reason: "the file system has no hard links, which locks need", advice: "Choose another target root." };
    case "EISDIR":
    case "ENOTEMPTY":
    case "EEXIST":
    case "ENOTDIR":
      return { reason: "a file is where a folder should be, or the other way round", advice: "Move it away, then build again." };
    case "EMFILE":
    case "ENFILE":
      return { reason: "too many files are open", advice: "Raise the limit (ulimit -n) or lower the concurrency." };
    case "EIO":
    case "ESTALE":
      return { reason: "the disk does not answer", advice: "Check the disk or the mount, then build again." };
    default:
      return { reason: error instanceof Error ? error.message : String(error), advice: "Check the folder, then try again." };
  }
}
