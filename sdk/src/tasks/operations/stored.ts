import { parseMarker } from "../outputs/marker.ts";
import type { DoneMarker, Storage } from "../types.ts";

/** A complete task as its storage tells it. */
export interface StoredTask {
  readonly marker: DoneMarker;
  /** Of the output's folder. */
  readonly folder: string;
  readonly sizeBytes: number;
  readonly finishedAtMs: number;
  /** Takes the output back, marker first. */
  remove(): Promise<void>;
}

const MARKER = /(^|\/)(?:[\w.-]*\.)?done\.json$/;
/** Markers read at once. */
const READS = 64;

/** Complete tasks below a folder of a storage. Markers that cannot be read are left out. */
export async function storedTasks(storage: Storage, folder = ""): Promise<StoredTask[]> {
  const paths: string[] = [];
  for await (const { path } of storage.list(folder)) if (MARKER.test(path)) paths.push(path);
  const found: StoredTask[] = [];
  for (let i = 0; i < paths.length; i += READS) {
    const some = await Promise.all(paths.slice(i, i + READS).map((path) => readOne(storage, path)));
    for (const one of some) if (one) found.push(one);
  }
  return found;
}

async function readOne(storage: Storage, path: string): Promise<StoredTask | null> {
  const bytes = await storage.read(path);
  if (!bytes) return null;
  try {
    const marker = parseMarker(bytes);
    const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    return {
      marker,
      folder,
      sizeBytes: marker.size_bytes,
      finishedAtMs: Date.parse(marker.finished_at),
      async remove() {
        await storage.remove(path);
        await storage.remove(`${folder}/${marker.output}`);
      },
    };
  } catch {
    return null;
  }
}
