import { openAsBlob, rmSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { CairnError } from "../../errors.ts";
import type { FinishRunInput } from "../../inputs.ts";
import type { WorkspaceOptions } from "../../requester.ts";
import type { Artifacts } from "../../resources/artifacts.ts";
import type { Runs } from "../../resources/runs.ts";
import { hashed } from "../node/files.ts";
import { type BlobSource, uploadBlobs } from "../upload.ts";
import { BLOBS, DONE_FILE, isBeingWritten, LOCK_FILE, type RunFile, readRunFile, readWhole, writersOf, writeWhole } from "./layout.ts";
import { whileAlone } from "./lock.ts";
import { type JournalRecord, readRecords } from "./records.ts";
import { bytesOf, lastWriteOf } from "./size.ts";

/**
 * How far the sending of a journal is.
 *
 * @example onProgress: ({ sentBytes, totalBytes }) => bar.update(sentBytes / totalBytes)
 */
export interface SyncProgress {
  run: string;
  name: string;
  sentBytes: number;
  totalBytes: number;
  /** Records sent so far: batches, files, the end. */
  records: number;
}

/** What a journal is sent with: a client, `cairn`. */
export interface SyncClient {
  runs: Runs;
  artifacts: Artifacts;
}

export interface SyncOptions extends WorkspaceOptions {
  onProgress?: ((progress: SyncProgress) => void) | undefined;
  /** Removes the journal when the server has all of it; it is kept, marked as done, when left out. */
  remove?: boolean | undefined;
}

/**
 * `done`: the server has all of it; `open`: what there was is sent, but its process still writes; `busy`: somebody else sends it now.
 */
export interface SyncResult {
  run: string;
  name: string;
  state: "done" | "open" | "busy";
  /** Records that this call sent; 0 for a journal that was done before. */
  records: number;
  /** Files that could not be sent, because they are gone or have changed since their process was killed. */
  leftOut: string[];
}

/**
 * Sends a run's journal (its folder) to the server: the run, every batch under its writer's sequence numbers, files and the end. Sending it
 * twice, going on after an interruption and two at once are harmless, because the server takes each number once. The organization and
 * workspace are those of the journal, else of the options, else the client's.
 * @throws CairnError when the server refuses something; Error for a folder that is no journal or is broken.
 */
export async function syncJournal(folder: string, client: SyncClient, options: SyncOptions = {}): Promise<SyncResult> {
  const file = readRunFile(folder);
  const { run, name } = file;
  if (isDone(folder)) return { run, name, state: "done", records: 0, leftOut: [] };
  const sent = await whileAlone(join(folder, LOCK_FILE), () => sendAll(folder, file, client, options));
  if (!sent) return { run, name, state: "busy", records: 0, leftOut: [] };
  if (sent.state === "done" && options.remove) rmSync(folder, { recursive: true, force: true });
  return { run, name, ...sent };
}

/** True when the server has all of a journal and nothing was added since. */
export function isDone(folder: string): boolean {
  const done = readWhole<{ bytes: number }>(join(folder, DONE_FILE));
  return done !== null && done.bytes === bytesOf(folder);
}

async function sendAll(
  folder: string,
  file: RunFile,
  client: SyncClient,
  options: SyncOptions,
): Promise<Pick<SyncResult, "state" | "records" | "leftOut">> {
  const { onProgress, remove: _, ...call } = options;
  const scope: WorkspaceOptions = {
    ...call,
    ...(file.organization ? { organization: file.organization } : {}),
    ...(file.workspace ? { workspace: file.workspace } : {}),
    timeoutMs: options.timeoutMs ?? SYNC_CALL_MS,
    maxRetries: options.maxRetries ?? Number.POSITIVE_INFINITY,
  };
  const totalBytes = bytesOf(folder);
  const writers = writersOf(folder);
  // Asked before reading: what a process writes after this is for the next time.
  const isOpen = writers.some((writer) => isBeingWritten(join(folder, writer)));
  let sentBytes = 0;
  let records = 0;
  const leftOut: string[] = [];
  const tell = (bytes: number) => {
    sentBytes += bytes;
    onProgress?.({ run: file.run, name: file.name, sentBytes: Math.min(sentBytes, totalBytes), totalBytes, records });
  };
  if (file.create) await client.runs.create(file.create, scope);
  let end: FinishRunInput | null = null;
  for (const writer of writers) {
    for await (const { record, bytes } of readRecords(join(folder, writer))) {
      if (record.kind === "finish") end = record.body;
      else await send(record, { folder, run: file.run, client, scope, leftOut, onBytes: tell });
      records++;
      tell(bytes);
    }
  }
  // A run that was made here and whose process is gone without a word has crashed; Cairn itself would note it minutes later.
  if (!end && file.create && !isOpen) end = { status: "crashed", finished_at: new Date(lastWriteOf(folder)).toISOString() };
  // Last, because a run that ended takes no more from its other writers.
  if (end && !isOpen) await finish(file.run, end, client, scope);
  if (isOpen) return { state: "open", records, leftOut };
  writeWhole(join(folder, DONE_FILE), { at: new Date().toISOString(), bytes: totalBytes });
  return { state: "done", records, leftOut };
}

/** Time for one call, repeats included, in ms: longer than a restart of the server takes. */
const SYNC_CALL_MS = 120_000;

interface SendContext {
  folder: string;
  run: string;
  client: SyncClient;
  scope: WorkspaceOptions;
  leftOut: string[];
  onBytes(bytes: number): void;
}

async function send(
  record: Exclude<JournalRecord, { kind: "finish" }>,
  { folder, run, client, scope, leftOut, onBytes }: SendContext,
): Promise<void> {
  if (record.kind === "update") {
    await client.runs.update(run, record.body, scope);
    return;
  }
  const { timeoutMs: _, ...options } = scope;
  const upload = (sources: BlobSource[]) => uploadBlobs(sources, { artifacts: client.artifacts, options, onBytes });
  if (record.kind === "batch") {
    await upload(await Promise.all(record.blobs.map((digest) => sourceOf(join(folder, BLOBS, digest), digest))));
    await client.runs.log(run, record.body, scope);
    return;
  }
  const sources = new Map<string, BlobSource>();
  for (const digest of record.blobs) {
    const elsewhere = record.files?.[digest];
    if (elsewhere === undefined) sources.set(digest, await sourceOf(join(folder, BLOBS, digest), digest));
    else if ((await hashed(elsewhere).catch(() => null))?.sha256 === digest) sources.set(digest, await sourceOf(elsewhere, digest));
    else leftOut.push(elsewhere);
  }
  await upload([...sources.values()]);
  const artifacts = record.body.artifacts.filter(({ sha256 }) => sources.has(sha256));
  if (artifacts.length > 0) await client.artifacts.commit(run, { artifacts }, scope);
}

async function sourceOf(file: string, sha256: string) {
  return { sha256, size: (await stat(file)).size, open: () => openAsBlob(file) };
}

/** Ends the run; one that has ended the same way already is as it should be. */
async function finish(run: string, end: FinishRunInput, client: SyncClient, scope: WorkspaceOptions): Promise<void> {
  try {
    await client.runs.finish(run, end, scope);
  } catch (error) {
    // Cancelled or ended by somebody meanwhile, who then decides.
    if (!CairnError.isCairnError(error, "illegal_transition")) throw error;
  }
}
