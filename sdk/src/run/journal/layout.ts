import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { CreateRunInput } from "../../inputs.ts";

// <root>/<run id>/run.json                     what the run is, see RunFile
// <root>/<run id>/blobs/<sha256>               bytes of media and artifacts
// <root>/<run id>/<writer id>/writer.json      the process that writes
// <root>/<run id>/<writer id>/000001.jsonl     its records in order, one a line, cut into segments
// <root>/<run id>/sync.lock, done.json         while it is sent, and after

/** Version of the journal's form; another one is refused. */
const VERSION = 1;
/** A segment ends after this many bytes. */
export const SEGMENT_BYTES = 64 * 1024 * 1024;

/** What a journal's run is. `create` is null when the server has the run already. */
export interface RunFile {
  version: typeof VERSION;
  run: string;
  create: CreateRunInput | null;
  name: string;
  /** Server that the run is on; null for a run made offline, which goes wherever it is sent. */
  url: string | null;
  organization: string | null;
  workspace: string | null;
  created_at: string;
}

/** The process that writes a part of a journal. */
export interface WriterFile {
  pid: number;
  host: string;
  started_at: string;
}

export const RUN_FILE = "run.json";
export const WRITER_FILE = "writer.json";
export const DONE_FILE = "done.json";
export const LOCK_FILE = "sync.lock";
export const BLOBS = "blobs";

/** Name of the n-th segment, from 1. */
export const segmentName = (n: number): string => `${String(n).padStart(6, "0")}.jsonl`;

/** Writes a file so that a reader finds the old one or the whole new one. */
export function writeWhole(file: string, content: object): void {
  const made = `${file}.${process.pid}.new`;
  writeFileSync(made, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  renameSync(made, file);
}

/** A JSON file; null when it is not there or not whole. */
export function readWhole<T>(file: string): T | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as T;
  } catch {
    return null;
  }
}

/** Folder of one writer in a run's journal; makes both. The run's file is only written where there is none, unless it is to create the run. */
export function openFolder(root: string, run: Omit<RunFile, "version" | "created_at">, writer: string): string {
  const folder = join(root, run.run);
  const own = join(folder, writer);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  const file = join(folder, RUN_FILE);
  if (run.create || !statSync(file, { throwIfNoEntry: false })) {
    writeWhole(file, { version: VERSION, ...run, created_at: new Date().toISOString() } satisfies RunFile);
  }
  writeWhole(join(own, WRITER_FILE), { pid: process.pid, host: hostname(), started_at: new Date().toISOString() } satisfies WriterFile);
  return own;
}

/** What a folder's run is; throws for a folder that is no journal of this version. */
export function readRunFile(folder: string): RunFile {
  const run = readWhole<RunFile>(join(folder, RUN_FILE));
  if (run?.version !== VERSION || typeof run.run !== "string")
    throw new Error(`${folder} is not a journal that this version of Cairn reads`);
  return run;
}

/** Names of the writers in a run's journal. */
export function writersOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.startsWith("w_"))
    .map((entry) => entry.name)
    .sort();
}

/** True while the process that writes is there, as far as this machine can tell. */
export function isBeingWritten(own: string): boolean {
  const writer = readWhole<WriterFile>(join(own, WRITER_FILE));
  if (!writer) return false;
  return writer.host === hostname() ? isRunning(writer.pid) : false;
}

/** True when a process of this machine has that id. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code === "EPERM";
  }
}
