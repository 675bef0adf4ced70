import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isBeingWritten, RUN_FILE, readRunFile, writersOf } from "./layout.ts";
import { bytesOf } from "./size.ts";
import { isDone, type SyncClient, syncJournal } from "./sync.ts";

/** A journal on this machine. */
export interface JournalInfo {
  /** Its folder, as `syncJournal` takes it. */
  folder: string;
  run: string;
  name: string;
  /** null when the run was not made here. */
  experiment: string | null;
  /** Server that the run is on already; null for a run made offline. */
  url: string | null;
  organization: string | null;
  workspace: string | null;
  created_at: string;
  bytes: number;
  /** `open`: its process still writes; `waiting`: to be sent; `done`: the server has it. */
  state: "open" | "waiting" | "done";
}

/** Journals below a folder, or the one that the folder is; oldest first. What is no journal is left out. */
export function listJournals(root: string): JournalInfo[] {
  const folders = existsSync(join(root, RUN_FILE)) ? [root] : foldersIn(root).map((name) => join(root, name));
  const found = folders.flatMap((folder) => {
    try {
      return [journalInfo(folder)];
    } catch {
      return [];
    }
  });
  return found.sort((a, b) => a.created_at.localeCompare(b.created_at));
}

/** Where a client's runs go. */
export interface SyncPlace {
  url: string;
  organization: string;
  workspace: string;
}

/**
 * Sends what processes that were killed have left for a workspace, one journal after the other. Never rejects: what cannot be sent stays,
 * for the next start or for `cairn sync`.
 */
export async function sendLeftBehind(root: string, client: SyncClient, { url, organization, workspace }: SyncPlace): Promise<void> {
  for (const one of listJournals(root)) {
    if (one.state !== "waiting" || one.url !== url || one.organization !== organization || one.workspace !== workspace) continue;
    const sent = await syncJournal(one.folder, client, { maxRetries: 0, remove: true }).catch(() => null);
    for (const file of sent?.leftOut ?? [])
      console.error(`Cairn: run ${one.name}: ${file} was not stored: it is gone or has changed since its process was killed`);
  }
}

/** Removes a journal. */
export function removeJournal(folder: string): void {
  readRunFile(folder);
  rmSync(folder, { recursive: true, force: true });
}

function journalInfo(folder: string): JournalInfo {
  const { run, name, create, url, organization, workspace, created_at } = readRunFile(folder);
  const isOpen = writersOf(folder).some((writer) => isBeingWritten(join(folder, writer)));
  const state = isDone(folder) ? "done" : isOpen ? "open" : "waiting";
  const experiment = create?.experiment ?? null;
  return { folder, run, name, experiment, url, organization, workspace, created_at, bytes: bytesOf(folder), state };
}

function foldersIn(root: string): string[] {
  try {
    return readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}
