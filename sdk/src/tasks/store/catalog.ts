import type { TaskEnvironment } from "../environment.ts";
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
    const files: StoredObject[] = [];
    for await (const file of root.storage.list("")) files.push(file);
    const markers = await readMarkers(root.storage, files);
    const owned = new Map([...markers.keys()].map((folder) => [folder, [] as StoredObject[]]));
    for (const file of files) {
      const own = ownerOf(file.path, owned);
      if (own) own.push(file);
      else others.push({ root, file });
    }
    for (const [folder, marker] of markers) {
      const own = owned.get(folder) ?? [];
      entries.push({
        id: marker.task.id,
        marker,
        root,
        folder,
        files: own,
        sizeBytes: own.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
        finishedAtMs: Date.parse(marker.finished_at),
      });
    }
  }
  return { entries, byId: new Map(entries.map((entry) => [entry.id, entry])), others };
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

/** What complete tasks need, with what they turned out to need while they ran. */
export async function needsOf({ id, marker }: StoreEntry, { ledger }: TaskEnvironment): Promise<string[]> {
  const observed = (await ledger.history(id)).flatMap(({ type, dependencies }) => (type === "skipped" ? [] : (dependencies ?? [])));
  return [...new Set([...marker.task.dependencies, ...observed])];
}
