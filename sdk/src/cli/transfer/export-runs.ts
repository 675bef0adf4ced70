import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Cairn } from "../../client.ts";
import type { RunDetail } from "../../schema/runs.ts";
import { SDK_VERSION } from "../../version.ts";
import type { Context } from "../context.ts";
import { usage } from "../failure.ts";
import { progress } from "../progress.ts";
import { isEnded } from "../run-status.ts";
import type { Scope } from "../selection.ts";
import { counted, plain } from "../text.ts";
import { exportRun } from "./export-run.ts";
import { digestOf } from "./files.ts";
import { FORMAT, MANIFEST, Manifest, RUN_FILE, runFolder, VERSION } from "./layout.ts";

/** What was exported, as `--json` tells it. */
export interface ExportResult {
  folder: string;
  runs: { id: string; number: number; name: string; points: number; is_new: boolean }[];
}

function writeManifest(folder: string, manifest: Manifest): void {
  writeFileSync(join(folder, `${MANIFEST}.part`), `${JSON.stringify(manifest, null, 2)}\n`);
  renameSync(join(folder, `${MANIFEST}.part`), join(folder, MANIFEST));
}

/** Refuses a folder that holds something else, or runs of another workspace: nothing of anybody's is overwritten. */
function checkFolder(folder: string, source: Manifest["source"]): void {
  if (!existsSync(folder)) return;
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    throw usage(`${folder} is not a folder.`);
  }
  if (names.length === 0) return;
  let manifest: Manifest | null = null;
  try {
    manifest = Manifest.parse(JSON.parse(readFileSync(join(folder, MANIFEST), "utf8")));
  } catch {
    // No manifest, or not one.
  }
  const { host, organization, workspace } = manifest?.source ?? {};
  if (manifest && (host !== source.host || organization !== source.organization || workspace !== source.workspace))
    throw usage(`${folder} holds runs of ${organization}/${workspace} at ${host}. Name another folder.`);
  if (!manifest) throw usage(`${folder} holds something else. Name a folder that is empty, not there yet, or an export to go on with.`);
}

/** The runs that are whole in a folder, those of earlier exports too. */
async function wholeRuns(folder: string): Promise<Manifest["runs"]> {
  const runs: Manifest["runs"] = [];
  for (const name of readdirSync(join(folder, "runs"))) {
    const place = join(folder, "runs", name);
    if (!existsSync(join(place, MANIFEST))) continue;
    const run = JSON.parse(readFileSync(join(place, RUN_FILE), "utf8")) as RunDetail;
    runs.push({ id: run.id, number: run.number, name: run.name, manifest: await digestOf(join(place, MANIFEST)) });
  }
  return runs.sort((a, b) => a.number - b.number);
}

/** Saves runs in a folder, one after the other, so that memory stays bounded; broken off it goes on where it ended. */
export async function exportRuns(ctx: Context, client: Cairn, scope: Scope, ids: readonly string[], folder: string): Promise<void> {
  const { out, io } = ctx;
  const source = { host: ctx.host, ...scope };
  checkFolder(folder, source);
  mkdirSync(join(folder, "runs"), { recursive: true });
  const manifest: Manifest = {
    format: FORMAT,
    version: VERSION,
    sdk: SDK_VERSION,
    exported_at: new Date().toISOString(),
    source,
    is_complete: false,
    runs: await wholeRuns(folder),
  };
  writeManifest(folder, manifest);
  const result: ExportResult = { folder, runs: [] };
  const shown = progress(ctx, "Exporting", ids.length);
  try {
    for (const [i, id] of ids.entries()) {
      const place = join(folder, ...runFolder(id).split("/"));
      const own = { ...shown, at: (_: number, note?: string) => shown.at(i, note) };
      const { run, points, isNew } = await exportRun({
        client,
        scope: { ...scope, signal: io.signal },
        run: id,
        folder: place,
        progress: own,
      });
      if (!isEnded(run.status)) shown.say(`${plain(run.name)} is ${run.status}: this is its state of now.`);
      result.runs.push({ id, number: run.number, name: run.name, points, is_new: isNew });
      shown.at(i + 1, run.name);
    }
  } finally {
    shown.end();
  }
  writeManifest(folder, { ...manifest, runs: await wholeRuns(folder), is_complete: true });
  if (out.isJson) out.json(result);
  else out.data(folder);
  const before = result.runs.filter((run) => !run.is_new).length;
  const points = result.runs.reduce((sum, run) => sum + run.points, 0);
  out.say(`Exported ${counted(ids.length, "run")} with ${counted(points, "point")}${before > 0 ? `; ${before} were there already` : ""}.`);
}
