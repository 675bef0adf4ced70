import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The address of a root: a folder's name becomes a `file:` URI, a URI stays what it is. */
export const toUri = (place: string): string => (/^[a-z][a-z0-9+.-]+:/i.test(place) ? place : pathToFileURL(resolve(place)).href);

/** Folder of locks, events and checkpoints: `state` beside a root that is a folder, else `.cairn/state`. */
export function stateFolderOf(rootUri: string | null): string {
  return rootUri?.startsWith("file:") ? join(dirname(fileURLToPath(rootUri)), "state") : resolve(".cairn/state");
}

export const makeTemporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), "cairn-task-"));

export const removeFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });
