import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { copyFile, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ConfigurationError } from "../../errors.ts";
import { type TaskEnvironment, taskEnvironment } from "../environment.ts";
import type { Storage } from "../types.ts";
import { stateFolder } from "./books.ts";

/** Time for which what was cleaned up can be taken back, in ms. */
export const TRASH_MS = 30 * 86_400_000;

/** Something that was moved away: a file of a storage, or of the books. */
interface Moved {
  /** Name of the root; null for a file of this machine. */
  readonly root: string | null;
  readonly path: string;
  readonly size_bytes: number;
  /** Where it is now: a file of the trash, or a path of the same storage. */
  readonly now: string;
}

/** What one clean-up moved away. */
export interface TrashBag {
  readonly id: string;
  readonly at: string;
  readonly files: number;
  readonly sizeBytes: number;
}

/** Outputs in object stores stay there, under another name, so that nothing is sent over the network twice. */
const AWAY = ".trash";
const MANIFEST = "manifest.jsonl";

/** `trash` beside the folder of the books. */
export function trashFolder(environment: TaskEnvironment): string {
  const state = stateFolder(environment);
  if (state !== null) return join(dirname(state), "trash");
  throw new ConfigurationError({
    code: "not_configured",
    detail: 'There is no folder to keep what is removed, so nothing was: set a root, configureTasks({ root: ".cairn/tasks" }).',
  });
}

/** Moves things away so that they can come back. What is moved is written down before it moves. */
export class Trash {
  readonly id: string;
  readonly #folder: string;

  constructor(environment: TaskEnvironment) {
    const at = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
    this.id = `${at}-${crypto.randomUUID().slice(0, 8)}`;
    this.#folder = join(trashFolder(environment), this.id);
  }

  async take(storage: Storage, root: string, path: string, sizeBytes: number): Promise<void> {
    const file = storage.uri.startsWith("file:") ? storage.fileOf?.(path) : undefined;
    if (file !== undefined) {
      const now = join("outputs", root, path);
      this.#note({ root, path, size_bytes: sizeBytes, now });
      await moveFile(file, join(this.#folder, now));
      // Its folder goes when it is empty; never what somebody writes to meanwhile.
      return rmdir(dirname(file)).catch(() => {});
    }
    const now = `${AWAY}/${this.id}/${path}~`;
    const bytes = await storage.read(path);
    if (!bytes) return;
    this.#note({ root, path, size_bytes: sizeBytes, now });
    await storage.write(now, bytes);
    await storage.remove(path);
  }

  async takeFile(file: string, sizeBytes: number): Promise<void> {
    const now = join("books", file.replace(/^([A-Za-z]):/, "$1"));
    this.#note({ root: null, path: file, size_bytes: sizeBytes, now });
    await moveFile(file, join(this.#folder, now));
  }

  #note(moved: Moved): void {
    mkdirSync(this.#folder, { recursive: true });
    appendFileSync(join(this.#folder, MANIFEST), `${JSON.stringify(moved)}\n`);
  }
}

function notes(folder: string): Moved[] {
  const file = join(folder, MANIFEST);
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => {
      try {
        return line === "" ? [] : [JSON.parse(line) as Moved];
      } catch {
        return [];
      }
    });
}

const timeOf = (id: string): string => id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z.*$/, "$1-$2-$3T$4:$5:$6Z");

/** What can be taken back, newest first. */
export function listTrash(environment: TaskEnvironment = taskEnvironment()): TrashBag[] {
  const folder = trashFolder(environment);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .reverse()
    .map((id) => {
      const moved = notes(join(folder, id));
      return { id, at: timeOf(id), files: moved.length, sizeBytes: moved.reduce((sum, { size_bytes }) => sum + size_bytes, 0) };
    });
}

/**
 * Brings back what one clean-up moved away. Where something new lies by now, that stays.
 * @returns files that are back
 */
export async function restoreTrash(id: string, environment: TaskEnvironment = taskEnvironment()): Promise<number> {
  const folder = join(trashFolder(environment), id);
  if (!/^[\w-]+$/.test(id) || !existsSync(folder)) {
    throw new ConfigurationError({ code: "not_configured", detail: `There is no ${id} in the trash.` });
  }
  let back = 0;
  // In the reverse order, so that a done marker, which went first, comes last.
  for (const { root, path, now } of notes(folder).reverse()) {
    if (root === null) {
      if (existsSync(path) || !existsSync(join(folder, now))) continue;
      await moveFile(join(folder, now), path);
      back++;
      continue;
    }
    const storage = await environment.storage(root);
    const file = storage.uri.startsWith("file:") ? storage.fileOf?.(path) : undefined;
    if (await storage.stat(path)) {
      // What does not come back would lie in the object store for good, and nobody would know of it.
      if (file === undefined) await storage.remove(now);
      continue;
    }
    if (file !== undefined) {
      if (!existsSync(join(folder, now))) continue;
      await moveFile(join(folder, now), file);
    } else {
      const bytes = await storage.read(now);
      if (!bytes) continue;
      await storage.write(path, bytes);
      await storage.remove(now);
    }
    back++;
  }
  rmSync(folder, { recursive: true, force: true });
  return back;
}

/** Removes for good what was moved away so long ago. @returns bytes that are free now */
export async function emptyTrash({
  olderThanMs = TRASH_MS,
  environment = taskEnvironment(),
}: {
  olderThanMs?: number;
  environment?: TaskEnvironment;
} = {}): Promise<number> {
  let freed = 0;
  for (const { id, at, sizeBytes } of listTrash(environment)) {
    if (Date.now() - Date.parse(at) < olderThanMs) continue;
    const folder = join(trashFolder(environment), id);
    for (const { root, now } of notes(folder))
      if (root !== null && now.startsWith(`${AWAY}/`)) await (await environment.storage(root)).remove(now);
    rmSync(folder, { recursive: true, force: true });
    freed += sizeBytes;
  }
  return freed;
}

async function moveFile(from: string, to: string): Promise<void> {
  mkdirSync(dirname(to), { recursive: true });
  try {
    await rename(from, to);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return;
    if (code !== "EXDEV") throw error;
    const part = `${to}.part`;
    await copyFile(from, part);
    renameSync(part, to);
    await rm(from);
  }
}
