import { openAsBlob } from "node:fs";
import { join } from "node:path";
import type { Cairn } from "../../client.ts";
import { CairnError } from "../../errors.ts";
import { uploadBlobs } from "../../run/upload.ts";
import type { NewLine } from "../../schema/logs.ts";
import type { RunDetail } from "../../schema/runs.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import type { Scope } from "../selection.ts";
import { plain } from "../text.ts";
import { type BatchBody, lineBatches, mediaBatches, metricBatches } from "./batches.ts";
import { FOR_BYTES, placeBelow } from "./files.ts";
import {
  ARTIFACTS_FILE,
  ARTIFACTS_FOLDER,
  ExportedArtifact,
  ExportedLine,
  ExportedMedia,
  LINES_FILE,
  MEDIA_FILE,
  METRICS_FILE,
} from "./layout.ts";
import { readMetrics } from "./metrics-file.ts";
import { type CheckedRun, readRows } from "./verify.ts";

/** Tag of a run whose import is under way; its value names the export. The last step takes it away. */
const MARK = "cairn.import";
/** An import may rest for a day before its run counts as crashed; going on revives it. */
const SILENCE_S = 86_400;
const COMMIT_MAX = 500;

export interface ImportRun {
  client: Cairn;
  scope: Scope & { signal: AbortSignal };
  checked: CheckedRun;
  onNote: (note: string) => void;
  warn: (line: string) => void;
}

const markOf = ({ digest }: CheckedRun) => digest.slice(0, 32);

async function existing({ client, scope }: ImportRun, id: string): Promise<RunDetail | null> {
  try {
    return await client.runs.get(id, scope);
  } catch (error) {
    if (CairnError.isCairnError(error, "not_found")) return null;
    throw error;
  }
}

async function create(job: ImportRun): Promise<RunDetail> {
  const { client, scope, checked, warn } = job;
  const { run } = checked;
  const parent = run.parent_id && (await existing(job, run.parent_id)) ? run.parent_id : null;
  if (run.parent_id && !parent) warn(`The parent of ${plain(run.name)} is not in this workspace: it is imported without.`);
  return client.runs.create(
    {
      id: run.id,
      name: run.name,
      experiment: run.experiment.name,
      status: run.started_at === null ? "queued" : "running",
      notes: run.notes,
      params: run.params,
      tags: { [MARK]: markOf(checked) },
      inputs: run.inputs,
      environment: run.environment,
      created_at: run.created_at,
      heartbeat_timeout_s: SILENCE_S,
      ...(run.group !== null && { group: run.group }),
      ...(parent && { parent }),
      ...(run.started_at !== null && { started_at: run.started_at }),
    },
    scope,
  );
}

/** Brings the run to the attempt that it was at. */
async function reachAttempt({ client, scope, checked: { run: wanted } }: ImportRun, found: RunDetail): Promise<RunDetail> {
  const at = wanted.started_at === null ? {} : { started_at: wanted.started_at };
  let run = found;
  while (run.attempt < wanted.attempt) {
    if (run.status === "running") {
      const ended = wanted.started_at === null ? {} : { finished_at: wanted.started_at };
      await client.runs.finish(run.id, { status: "preempted", ...ended }, scope);
    }
    run = await client.runs.start(run.id, at, scope);
  }
  return run;
}

async function* newLines(folder: string): AsyncGenerator<NewLine> {
  for await (const { at, stream, level, step, text } of readRows(join(folder, LINES_FILE), ExportedLine))
    yield { at, stream, text, ...(level !== null && { level }), ...(step !== null && { step }) };
}

async function* batches(folder: string, media: readonly ExportedMedia[]): AsyncGenerator<BatchBody> {
  yield* metricBatches(readMetrics(join(folder, METRICS_FILE)));
  yield* lineBatches(newLines(folder));
  yield* mediaBatches(media);
}

/** Sends points, lines and media. The same batches have the same numbers each time, so that none is stored twice. */
async function sendBatches({ client, scope, checked: { run, folder }, onNote }: ImportRun, media: readonly ExportedMedia[]): Promise<void> {
  const writer = `import_${run.id.slice("run_".length)}`;
  let sequence = 0;
  for await (const body of batches(folder, media)) {
    sequence++;
    await client.runs.log(run.id, { writer, sequence, ...body }, { ...scope, timeoutMs: 600_000 });
    onNote(`batch ${sequence}`);
  }
}

async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

async function sendFiles({ client, scope, checked: { run, folder }, onNote }: ImportRun, media: readonly ExportedMedia[]): Promise<void> {
  const artifacts = await collect(readRows(join(folder, ARTIFACTS_FILE), ExportedArtifact));
  const sources = [
    ...artifacts.map(({ path, sha256, size }) => ({ sha256, size, file: `${ARTIFACTS_FOLDER}/${path}` })),
    ...media.map(({ sha256, size, file }) => ({ sha256, size, file })),
  ];
  await uploadBlobs(
    sources.map(({ sha256, size, file }) => ({ sha256, size, open: () => openAsBlob(placeBelow(folder, file)) })),
    { artifacts: client.artifacts, options: { ...scope, ...FOR_BYTES }, onBytes: () => onNote("files") },
  );
  for (let i = 0; i < artifacts.length; i += COMMIT_MAX) {
    const part = artifacts.slice(i, i + COMMIT_MAX);
    const items = part.map(({ path, sha256, size, content_type }) => ({
      path,
      sha256,
      size,
      ...(content_type !== null && { content_type }),
    }));
    await client.artifacts.commit(run.id, { artifacts: items }, scope);
  }
}

/** How a run ends here: one that still ran where it was exported has nobody who goes on with it. */
function endOf({ status, finished_at, heartbeat_at, error }: RunDetail) {
  if (status === "queued") return null;
  const why = error !== null ? { error } : {};
  if (status === "running") return { status: "crashed" as const, finished_at: heartbeat_at, ...why };
  return { status, ...(finished_at !== null && { finished_at }), ...why };
}

/**
 * Makes a run of an export in a workspace, with its id, points, lines and files. Again it goes on where it was broken off, or says that
 * the run is there. Throws Failure when another run has the id.
 */
export async function importRun(job: ImportRun): Promise<"imported" | "there"> {
  const { client, scope, checked } = job;
  const { run: wanted } = checked;
  let run = await existing(job, wanted.id);
  if (run?.deleted_at) {
    throw new Failure(EXIT.conflict, `${plain(run.name)} was deleted in this workspace.`, `cairn run restore ${run.number}`);
  }
  if (run && run.tags[MARK] !== markOf(checked)) {
    if (run.tags[MARK] !== undefined)
      throw new Failure(EXIT.conflict, `${plain(run.name)} is half imported from another export. Import that one, or delete the run.`);
    if (run.created_at === wanted.created_at) return "there";
    throw new Failure(EXIT.conflict, `Another run of this workspace has the id ${wanted.id}.`);
  }
  run ??= await create(job);
  run = await reachAttempt(job, run);
  const end = endOf(wanted);
  if (run.finished_at === null || run.status !== end?.status) {
    const media = await collect(readRows(join(checked.folder, MEDIA_FILE), ExportedMedia));
    await sendFiles(job, media);
    if (wanted.started_at !== null) await sendBatches(job, media);
    if (end) await client.runs.finish(wanted.id, end, scope);
  }
  const { tags, summary, outputs, archived_at } = wanted;
  await client.runs.update(wanted.id, { tags, summary, outputs, archived: archived_at !== null, remove_tags: [MARK] }, scope);
  return "imported";
}
