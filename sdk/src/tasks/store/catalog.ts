import type { TaskEnvironment } from "../environment.ts";
import { observedOf } from "../ledger/ledger.ts";
import { parseMarker } from "../outputs/marker.ts";
import { MARKER } from "../outputs/paths.ts";
import type { DoneMarker, Storage, StoredObject } from "../types.ts";

/** A target root by its name. */
export interface StoreRoot {
  readonly name: string;
  readonly storage: Storage;
}

/** A complete task as its store tells it. */
export interface StoreEntry {
  readonly id: string;
  readonly marker: DoneMarker;
  readonly root: StoreRoot;
  /** Folder of the task alone, below the root. */
  readonly folder: string;
  /** Everything in it, the done marker too. */
  readonly files: readonly StoredObject[];
  /** Of all its files, in bytes. */
  readonly sizeBytes: number;
  readonly finishedAtMs: number;
}

/** Everything that lies in the roots of an environment. */
export interface Catalog {
  readonly entries: readonly StoreEntry[];
  readonly byId: ReadonlyMap<string, StoreEntry>;
  /** Files that belong to no complete task: checkpoints, what a dead process left behind, what others put there. */
  readonly others: readonly { readonly root: StoreRoot; readonly file: StoredObject }[];
}

/** Markers read at once. */
const READS = 64;

/** The roots of an environment, each once. */
export async function rootsOf(environment: TaskEnvironment): Promise<StoreRoot[]> {
  const names = ["default", ...Object.keys(environment.spec?.roots ?? {})];
  const found = new Map<string, StoreRoot>();
  for (const name of names) {
    const storage = await environment.storage(name);
    if (!found.has(storage.uri)) found.set(storage.uri, { name, storage });
  }
  return [...found.values()];
}

/** Looks at everything that lies in the roots: one listing of each, and one read per done marker. */
export async function readCatalog(environment: TaskEnvironment): Promise<Catalog> {
  const entries: StoreEntry[] = [];
  const others: { root: StoreRoot; file: StoredObject }[] = [];
  for (const root of await rootsOf(environment)) {
    const found = await readRoot(root);
    entries.push(...found.entries);
    for (const file of found.others) others.push({ root, file });
  }
  return { entries, byId: new Map(entries.map((entry) => [entry.id, entry])), others };
}

/** Complete tasks below a folder of a root, and files that belong to none. */
export async function readRoot(root: StoreRoot, below = ""): Promise<{ entries: StoreEntry[]; others: StoredObject[] }> {
  const files: StoredObject[] = [];
  for await (const file of root.storage.list(below)) files.push(file);
  const markers = await readMarkers(root.storage, files);
  const owned = new Map([...markers.keys()].map((folder) => [folder, [] as StoredObject[]]));
  const others: StoredObject[] = [];
  for (const file of files) (ownerOf(file.path, owned) ?? others).push(file);
  const entries = [...markers].map(([folder, marker]): StoreEntry => {
    const own = owned.get(folder) ?? [];
    const sizeBytes = own.reduce((sum, file) => sum + file.sizeBytes, 0);
    return { id: marker.task.id, marker, root, folder, files: own, sizeBytes, finishedAtMs: Date.parse(marker.finished_at) };
  });
  return { entries, others };
}

/** Done markers by the folder of their task. A file of that name inside an output is none: its folder has another name. */
async function readMarkers(storage: Storage, files: readonly StoredObject[]): Promise<Map<string, DoneMarker>> {
  const found = new Map<string, DoneMarker>();
  const paths = files.map(({ path }) => path).filter((path) => path.endsWith(`/${MARKER}`));
  for (let i = 0; i < paths.length; i += READS) {
    const reads = paths.slice(i, i + READS).map(async (path) => {
      const folder = path.slice(0, -MARKER.length - 1);
      const bytes = await storage.read(path);
      if (!bytes) return;
      try {
        const marker = parseMarker(bytes);
        if (folder.split("/").at(-1) === marker.task.id) found.set(folder, marker);
      } catch {
        // No marker of ours, or a damaged one: its files are counted among the others.
      }
    });
    await Promise.all(reads);
  }
  return found;
}

/** Files of the task in whose folder a path lies. */
function ownerOf(path: string, owned: ReadonlyMap<string, StoredObject[]>): StoredObject[] | undefined {
  for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
    const own = owned.get(path.slice(0, at));
    if (own) return own;
  }
  return undefined;
}

/** What a complete task needs, with what it turned out to need while it ran. */
export async function needsOf({ id, marker }: StoreEntry, { ledger }: TaskEnvironment): Promise<string[]> {
  const observed = marker.observed ?? observedOf(await ledger.history(id));
  return [...new Set([...marker.task.dependencies, ...observed])];
}

/** Complete tasks that need one, directly or through others, nearest first. */
export async function dependentsOf(id: string, entries: readonly StoreEntry[], environment: TaskEnvironment): Promise<StoreEntry[]> {
  const neededBy = new Map<string, StoreEntry[]>();
  for (const entry of entries) {
    for (const need of await needsOf(entry, environment)) {
      const known = neededBy.get(need);
      if (known) known.push(entry);
      else neededBy.set(need, [entry]);
    }
  }
  const found = new Map<string, StoreEntry>();
  const queue = [id];
  for (let i = 0; i < queue.length; i++) {
    for (const entry of neededBy.get(queue[i] as string) ?? []) {
      if (entry.id === id || found.has(entry.id)) continue;
      found.set(entry.id, entry);
      queue.push(entry.id);
    }
  }
  return [...found.values()];
}

/** Takes the output of a complete task away, marker first: cut off in the middle, the task is absent and not half there. */
export async function removeEntry({ root: { storage }, folder, marker }: StoreEntry): Promise<void> {
  await storage.remove(`${folder}/${MARKER}`);
  await storage.remove(`${folder}/${marker.output}`);
}
