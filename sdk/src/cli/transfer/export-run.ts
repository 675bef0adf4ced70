import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Cairn } from "../../client.ts";
import type { ArtifactEntry, Media } from "../../schema/artifacts.ts";
import type { Points } from "../../schema/metrics.ts";
import type { RunDetail } from "../../schema/runs.ts";
import type { Progress } from "../progress.ts";
import type { Scope } from "../selection.ts";
import { ahead } from "./ahead.ts";
import { fetchFile, isThere } from "./fetch-file.ts";
import type { Bytes as FileBytes } from "./files.ts";
import { digestOf, FOR_BYTES, placeBelow, writeText } from "./files.ts";
import {
  ARTIFACTS_FILE,
  ARTIFACTS_FOLDER,
  type ExportedArtifact,
  type ExportedMedia,
  LINES_FILE,
  MANIFEST,
  MEDIA_FILE,
  MEDIA_FOLDER,
  METRICS_FILE,
  RUN_FILE,
  RUN_FORMAT,
  RunManifest,
  VERSION,
} from "./layout.ts";
import { MetricsWriter } from "./metrics-file.ts";

/** Requests under way at once: enough to hide the wait, few enough to leave the server to others. */
const AT_ONCE = 4;
const POINTS_PAGE = 50_000;
const LINES_PAGE = 5_000;
/** What is being downloaded; apart from the files, whose names may be anything. */
const PARTS_FOLDER = ".parts";

export interface ExportRun {
  client: Cairn;
  scope: Scope & { signal: AbortSignal };
  run: string;
  /** Folder of the run. */
  folder: string;
  progress: Progress;
}

const json = (value: unknown) => `${JSON.stringify(value)}\n`;

/** What must be the same for a run that was exported before to count as done. */
const stateOf = ({ heartbeat_at: _, ...run }: RunDetail) => JSON.stringify(run);

function readManifest(folder: string): RunManifest | null {
  try {
    return RunManifest.parse(JSON.parse(readFileSync(join(folder, MANIFEST), "utf8")));
  } catch {
    return null;
  }
}

/** True when the folder holds the run whole and as it is now. */
async function isExported(folder: string, run: RunDetail): Promise<boolean> {
  const manifest = readManifest(folder);
  const file = join(folder, RUN_FILE);
  if (manifest?.run !== run.id || !existsSync(file)) return false;
  if (stateOf(JSON.parse(readFileSync(file, "utf8"))) !== stateOf(run)) return false;
  for (const [path, bytes] of Object.entries(manifest.files)) if (!(await isThere(placeBelow(folder, path), bytes))) return false;
  return true;
}

async function writePoints({ client, scope, progress }: ExportRun, run: RunDetail, file: string): Promise<number> {
  const writer = new MetricsWriter(file, run.id);
  const page = (key: string, cursor?: string): Promise<Points> =>
    Promise.resolve(client.runs.points(run.id, { key, limit: POINTS_PAGE, ...(cursor && { cursor }) }, scope));
  const keys = Object.keys(run.metrics).sort();
  for await (const { key, first } of ahead(keys, AT_ONCE, async (key) => ({ key, first: await page(key) }))) {
    let points = first;
    for (;;) {
      await writer.add({ key, ...points });
      progress.at(0, `${writer.rows.toLocaleString("en")} points`);
      if (points.next_cursor === null) break;
      points = await page(key, points.next_cursor);
    }
  }
  await writer.finish();
  return writer.rows;
}

async function* lines({ client, scope, run, progress }: ExportRun): AsyncGenerator<string> {
  for (let after: number | null = 0; after !== null; ) {
    const page: Awaited<ReturnType<typeof client.runs.lines>> = await client.runs.lines(run, { after, limit: LINES_PAGE }, scope);
    yield page.items.map(json).join("");
    if (page.next_after !== null) progress.at(0, `${page.next_after.toLocaleString("en")} lines`);
    after = page.next_after;
  }
}

async function fetchAll<T extends { bytes: FileBytes; file: string; open: (headers: Record<string, string>) => Promise<Response> }>(
  { scope, folder, progress }: ExportRun,
  items: AsyncIterable<T>,
): Promise<T[]> {
  const all: T[] = [];
  const fetched = ahead(items, AT_ONCE, async (item) => {
    const file = placeBelow(folder, item.file);
    if (!(await isThere(file, item.bytes))) {
      const part = join(folder, PARTS_FOLDER, createHash("sha256").update(item.file).digest("hex"));
      await fetchFile({ file, part, expected: item.bytes, open: item.open, signal: scope.signal });
    }
    progress.at(0, item.file);
    return item;
  });
  for await (const item of fetched) all.push(item);
  return all;
}

async function* artifacts({ client, scope, run }: ExportRun) {
  for await (const entry of client.artifacts.list(run, { recursive: true, limit: 200 }, scope) as AsyncIterable<ArtifactEntry>) {
    if (entry.kind !== "file" || entry.sha256 === null) continue;
    const { path, size, sha256, content_type, created_at } = entry;
    const exported: ExportedArtifact = { path, size, sha256, content_type, created_at };
    yield {
      exported,
      file: `${ARTIFACTS_FOLDER}/${path}`,
      bytes: { size, sha256 },
      open: async (headers: Record<string, string>) => client.artifacts.content(run, path, { ...scope, headers, ...FOR_BYTES }),
    };
  }
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/gif": "gif",
  "image/webp": "webp",
  "image/svg+xml": "svg",
  "application/json": "json",
  "text/plain": "txt",
  "text/markdown": "md",
  "text/csv": "csv",
};

/** A name that people can read and every file system takes. */
const mediaFile = ({ id, key, step, content_type }: Media) =>
  `${MEDIA_FOLDER}/${id}-${key.replace(/[^\p{L}\p{N}_.-]+/gu, "_").slice(0, 80)}-${step}.${EXTENSIONS[content_type.split(";")[0] ?? ""] ?? "bin"}`;

async function* media({ client, scope, run }: ExportRun) {
  for await (const each of client.artifacts.media(run, { limit: 200 }, scope)) {
    const file = mediaFile(each);
    yield {
      exported: { ...each, file } satisfies ExportedMedia,
      file,
      bytes: { size: each.size, sha256: each.sha256 },
      open: async (headers: Record<string, string>) => client.artifacts.mediaContent(run, each.id, { ...scope, headers, ...FOR_BYTES }),
    };
  }
}

/** Removes what an earlier state of the run left in its folder. */
function dropOthers(folder: string, kept: ReadonlySet<string>, below = ""): void {
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = below ? `${below}/${entry.name}` : entry.name;
    if (entry.isDirectory()) dropOthers(folder, kept, path);
    else if (!kept.has(path)) rmSync(join(folder, path));
  }
}

/** Saves a run with everything in a folder; one that is there whole and unchanged is left alone. */
export async function exportRun(job: ExportRun): Promise<{ run: RunDetail; points: number; isNew: boolean }> {
  const { client, scope, folder } = job;
  const run = await client.runs.get(job.run, scope);
  if (await isExported(folder, run)) return { run, points: readManifest(folder)?.points ?? 0, isNew: false };
  mkdirSync(folder, { recursive: true });
  rmSync(join(folder, MANIFEST), { force: true });
  const files: RunManifest["files"] = {};
  files[RUN_FILE] = await writeText(join(folder, RUN_FILE), [`${JSON.stringify(run, null, 2)}\n`]);
  const points = await writePoints(job, run, join(folder, METRICS_FILE));
  files[METRICS_FILE] = await digestOf(join(folder, METRICS_FILE));
  files[LINES_FILE] = await writeText(join(folder, LINES_FILE), lines(job));
  const stored = await fetchAll(job, artifacts(job));
  files[ARTIFACTS_FILE] = await writeText(
    join(folder, ARTIFACTS_FILE),
    stored.map(({ exported }) => json(exported)),
  );
  const logged = await fetchAll(job, media(job));
  files[MEDIA_FILE] = await writeText(
    join(folder, MEDIA_FILE),
    logged.map(({ exported }) => json(exported)),
  );
  for (const { file, bytes } of [...stored, ...logged]) files[file] = bytes;
  rmSync(join(folder, PARTS_FOLDER), { recursive: true, force: true });
  dropOthers(folder, new Set(Object.keys(files)));
  const manifest: RunManifest = { format: RUN_FORMAT, version: VERSION, run: run.id, points, files };
  writeFileSync(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  return { run, points, isNew: true };
}
