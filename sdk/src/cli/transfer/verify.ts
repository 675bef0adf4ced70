import { createReadStream, lstatSync, readFileSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import type { z } from "zod";
import { RunDetail } from "../../schema/runs.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import type { Progress } from "../progress.ts";
import { plain } from "../text.ts";
import { type Bytes, digestOf, placeBelow } from "./files.ts";
import {
  ARTIFACTS_FILE,
  ARTIFACTS_FOLDER,
  ExportedArtifact,
  ExportedLine,
  ExportedMedia,
  LINES_FILE,
  MANIFEST,
  Manifest,
  MEDIA_FILE,
  METRICS_FILE,
  RUN_FILE,
  RunManifest,
  runFolder,
} from "./layout.ts";
import { checkMetrics } from "./metrics-file.ts";

/** A run of an export whose files were all found to be as its manifest says. */
export interface CheckedRun {
  run: RunDetail;
  folder: string;
  manifest: RunManifest;
  /** Digest of the run's manifest: names this state of the run. */
  digest: string;
}

const damaged = (what: string, next?: string) => new Failure(EXIT.usage, `${what} Nothing was imported.`, next);

/** Largest manifest that is read, in bytes: one of a million runs. It says itself how large everything else is. */
const MANIFEST_MAX_BYTES = 512 * 1024 * 1024;
/** Longest line of JSON, in characters: what the server takes for one line of a log or one file is shorter by far. */
const ROW_MAX_CHARS = 1024 * 1024;

/** A plain file of the export: nothing that leads elsewhere, or never ends. */
function requirePlainFile(place: string, file: string): number {
  const info = lstatSync(file, { throwIfNoEntry: false });
  if (!info) throw damaged(`${plain(file)} is missing.`);
  if (!info.isFile() || !realpathSync(file).startsWith(realpathSync(place) + sep))
    throw damaged(`${plain(file)} is not a file of the export but leads elsewhere.`);
  return info.size;
}

function readJson<T>(file: string, type: z.ZodType<T>, what: string): T {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    throw damaged(`${file} ${isMissing ? "is not there" : "cannot be read"}.`);
  }
  const parsed = type.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw damaged(`${file} is not ${what}: ${plain(`${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`).trim()}.`);
}

async function check(place: string, file: string, expected: Bytes, onBytes?: (count: number) => void): Promise<void> {
  const isSized = requirePlainFile(place, file) === expected.size;
  const found = isSized ? await digestOf(file, onBytes).catch(() => null) : null;
  if (found?.size !== expected.size || found.sha256 !== expected.sha256) throw damaged(`${plain(file)} was changed or is damaged.`);
}

/** Lines of a file. Throws Failure for one that is too long to be read whole. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of createReadStream(file, { encoding: "utf8" })) {
    const lines = (rest + String(chunk)).split(/\r?\n/);
    rest = lines.pop() ?? "";
    yield* lines;
    if (rest.length > ROW_MAX_CHARS) throw damaged(`${plain(file)} has a line that is too long.`);
  }
  yield rest;
}

/** The lines of a file of JSON, one at a time. Throws Failure at the first that is not what it should be. */
export async function* readRows<T>(file: string, type: z.ZodType<T>): AsyncGenerator<T> {
  let number = 0;
  for await (const line of linesOf(file)) {
    number++;
    if (line === "") continue;
    let row: unknown;
    try {
      row = JSON.parse(line);
    } catch {
      row = undefined;
    }
    const parsed = type.safeParse(row);
    if (!parsed.success) throw damaged(`Line ${number} of ${plain(file)} is not valid.`);
    yield parsed.data;
  }
}

async function checkRun(place: string, id: string, expected: Bytes, onBytes: (count: number) => void): Promise<CheckedRun> {
  const folder = placeBelow(place, runFolder(id));
  const file = join(folder, MANIFEST);
  await check(place, file, expected);
  const manifest = readJson(file, RunManifest, "the manifest of a run");
  for (const [path, bytes] of Object.entries(manifest.files)) await check(place, placeBelow(folder, path), bytes, onBytes);
  for (const name of [RUN_FILE, METRICS_FILE, LINES_FILE, ARTIFACTS_FILE, MEDIA_FILE])
    if (!Object.hasOwn(manifest.files, name)) throw damaged(`${plain(join(folder, name))} is missing in the manifest.`);
  const run = readJson(join(folder, RUN_FILE), RunDetail, "a run");
  if (run.id !== id || manifest.run !== id) throw damaged(`${folder} holds another run than the manifest says.`);
  const holds = ({ sha256, size }: Bytes, path: string) => {
    const bytes = Object.hasOwn(manifest.files, path) ? manifest.files[path] : undefined;
    if (bytes?.sha256 !== sha256 || bytes.size !== size) throw damaged(`${plain(join(folder, path))} is not in the manifest.`);
  };
  for await (const each of readRows(join(folder, ARTIFACTS_FILE), ExportedArtifact)) holds(each, `${ARTIFACTS_FOLDER}/${each.path}`);
  for await (const each of readRows(join(folder, MEDIA_FILE), ExportedMedia)) holds(each, each.file);
  for await (const _ of readRows(join(folder, LINES_FILE), ExportedLine));
  const points = await checkMetrics(join(folder, METRICS_FILE)).catch((error: unknown) => {
    throw damaged(`${plain(join(folder, METRICS_FILE))} cannot be read: ${plain(error instanceof Error ? error.message : String(error))}.`);
  });
  if (points !== manifest.points) throw damaged(`${plain(join(folder, METRICS_FILE))} does not hold the points that the manifest names.`);
  return { run, folder, manifest, digest: expected.sha256 };
}

/** Checks an export whole, every byte of it, before anything is done with it. Throws Failure that names the first fault. */
export async function verifyExport(place: string, shown: Progress): Promise<CheckedRun[]> {
  const file = join(place, MANIFEST);
  if (lstatSync(file, { throwIfNoEntry: false }) && requirePlainFile(place, file) > MANIFEST_MAX_BYTES)
    throw damaged(`${plain(file)} is too large.`);
  const manifest = readJson(file, Manifest, "the manifest of an export");
  if (!manifest.is_complete) throw damaged("The export was broken off. Run the same `cairn run export` again, it goes on where it ended.");
  const checked: CheckedRun[] = [];
  for (const { id, name, manifest: own } of manifest.runs) {
    checked.push(await checkRun(place, id, own, () => shown.at(checked.length, name)));
    shown.at(checked.length, name);
  }
  return checked;
}
