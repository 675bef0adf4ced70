import { type TaskEnvironment, taskEnvironment } from "../environment.ts";
import { parseMarker } from "../outputs/marker.ts";
import { MARKER } from "../outputs/paths.ts";
import type { StoredObject } from "../types.ts";
import { rootsOf, type StoreEntry, type StoreRoot } from "./catalog.ts";
import { clear } from "./gc.ts";

/** The output of a task as a workspace knows it. */
export interface KnownOutput {
  readonly id: string;
  readonly uri: string;
  readonly size_bytes: number;
}

export interface RemovedOutputs {
  /** Outputs that were moved to the trash; of a dry run those that lie in a root that is known here. */
  readonly outputs: number;
  /** Of them, in bytes. */
  readonly sizeBytes: number;
  /** Outputs of which nothing lies there any more, or something newer. */
  readonly missing: number;
  /** Addresses that lie in no root that is known here. */
  readonly elsewhere: readonly string[];
  /** What `restoreTrash` brings them back by; null when nothing was moved. */
  readonly trash: string | null;
}

/** Where an output lies. */
interface Place {
  readonly output: KnownOutput;
  readonly root: StoreRoot;
  readonly folder: string;
}

/** Folders looked at at once. */
const LOOKS = 32;

/**
 * Frees what a workspace has forgotten: moves outputs that lie in the roots of an environment to its trash, for 30 days, with the credentials that this
 * machine has. What was computed anew since stays.
 *
 * @throws ConfigurationError where there is no folder for the trash
 * @example const { items } = await cairn.tasks.collect({ rules: { failed: true }, dry_run: false });
 * await removeOutputs(items.flatMap(({ uri, ...item }) => (uri === null ? [] : { ...item, uri })));
 */
export async function removeOutputs(
  outputs: readonly KnownOutput[],
  {
    dryRun = false,
    since = Date.now(),
    environment = taskEnvironment(),
  }: { dryRun?: boolean; since?: number; environment?: TaskEnvironment } = {},
): Promise<RemovedOutputs> {
  const roots = await rootsOf(environment);
  const places: Place[] = [];
  const elsewhere: string[] = [];
  for (const output of outputs) {
    const place = placeOf(output, roots);
    if (place) places.push(place);
    else elsewhere.push(output.uri);
  }
  if (dryRun) {
    const sizeBytes = places.reduce((sum, { output }) => sum + output.size_bytes, 0);
    return { outputs: places.length, sizeBytes, missing: 0, elsewhere, trash: null };
  }
  const entries: StoreEntry[] = [];
  for (let i = 0; i < places.length; i += LOOKS) {
    const found = await Promise.all(places.slice(i, i + LOOKS).map(entryAt));
    entries.push(...found.filter((entry) => entry !== null && entry.finishedAtMs <= since).map((entry) => entry as StoreEntry));
  }
  const selected = entries.map((entry) => ({
    candidate: { id: entry.id, task: null, entry, events: [], records: [], checkpoint: null },
    reason: "removed by gc of the workspace",
  }));
  return {
    outputs: entries.length,
    sizeBytes: entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    missing: places.length - entries.length,
    elsewhere,
    trash: selected.length > 0 ? await clear(selected, environment) : null,
  };
}

/** The root that an address lies in, and the folder of the task there: the part of the path that is its id. */
function placeOf(output: KnownOutput, roots: readonly StoreRoot[]): Place | null {
  for (const root of roots) {
    if (!output.uri.startsWith(`${root.storage.uri.replace(/\/+$/, "")}/`)) continue;
    const path = pathIn(root, output.uri);
    const end = path?.indexOf(`/${output.id}/`) ?? -1;
    if (path && end > 0) return { output, root, folder: path.slice(0, end + 1 + output.id.length) };
  }
  return null;
}

/** Some roots write what is no letter or digit as their addresses have to. */
function pathIn({ storage }: StoreRoot, uri: string): string | null {
  const rest = uri.slice(storage.uri.replace(/\/+$/, "").length + 1);
  for (const path of [rest, decoded(rest)]) {
    try {
      if (path !== null && storage.uriOf(path) === uri) return path;
    } catch {
      // No path that the root would have made.
    }
  }
  return null;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** What lies at a place; null when that is no complete output of the task. */
async function entryAt({ output, root, folder }: Place): Promise<StoreEntry | null> {
  const bytes = await root.storage.read(`${folder}/${MARKER}`);
  if (!bytes) return null;
  const marker = parseMarker(bytes);
  if (marker.task.id !== output.id) return null;
  const files: StoredObject[] = [];
  for await (const file of root.storage.list(folder)) files.push(file);
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  return { id: output.id, marker, root, folder, files, sizeBytes, finishedAtMs: Date.parse(marker.finished_at) };
}
