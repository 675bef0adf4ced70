import type { Commit, DoneMarker, OutputSpec, Storage, TaskOf } from "../types.ts";
import { sha256Hex } from "./bytes.ts";
import { OutputDamagedError, OutputMissingError } from "./errors.ts";
import { loadFolder, saveFolder } from "./folder.ts";
import { markerBytes, parseMarker } from "./marker.ts";
import { type OutputPaths, pathsOf } from "./paths.ts";

export interface SaveOptions {
  /** Of this computation; 1 for the first. */
  attempt: number;
  /** Ids of tasks that it turned out to need while it ran. */
  observed?: readonly string[];
  /** Throws when the lease was lost. Asked before anything becomes visible, and once more before the marker does. */
  guard?: Commit;
  /** False where it is certain that there is no earlier output. True by default. */
  replaces?: boolean;
}

export interface LoadOptions {
  /** False checks the size alone and not the digest, for outputs that are large and stores that are trusted. True by default. */
  verify?: boolean;
}

/** What an output is and how large, as events have it. */
export interface OutputInfo {
  readonly uri: string;
  readonly size_bytes: number;
  readonly sha256: string;
  readonly serializer: string;
  readonly media_type: string;
  readonly files?: DoneMarker["files"];
}

/** Where the output of one task lies. */
export interface OutputTarget<T> {
  /** Full address of the output. */
  readonly uri: string;
  readonly paths: OutputPaths;
  /** Whether the task is complete: one look at the marker. Makes nothing. */
  exists(): Promise<boolean>;
  /** @throws OutputMissingError, OutputDamagedError, StorageError */
  load(options?: LoadOptions): Promise<T>;
  /** Writes the output, then the marker that makes the task complete. @throws StorageError, ValidationError, what `guard` throws */
  save(value: T, options: SaveOptions): Promise<DoneMarker>;
  /** null while the task is not complete. @throws OutputDamagedError */
  marker(): Promise<DoneMarker | null>;
  /** Takes the output back, marker first. */
  remove(): Promise<void>;
  /** What events tell of an output. */
  describe(marker: DoneMarker): OutputInfo;
}

/** Media type of a folder, as object stores have it. */
const FOLDER_MEDIA_TYPE = "application/x-directory";

/**
 * The place of a task's output in a storage.
 *
 * @throws ValidationError when a part of its path would lead out of the root
 *
 * @example const value = await targetOf(task, fileStorage("/data/tasks")).load();
 */
export function targetOf<T>(task: TaskOf<T>, storage: Storage): OutputTarget<T> {
  const paths = pathsOf(task);
  const { serializer } = task.type.output as OutputSpec<T>;
  const path = `${paths.folder}/${paths.output}`;
  const label = (): string => `${task.type.namespace ? `${task.type.namespace}.` : ""}${task.type.name} ${task.id.slice(0, 12)}`;
  const damaged = (where: string, reason: string, cause?: unknown) =>
    new OutputDamagedError({ task: label(), uri: storage.uriOf(where), reason, cause });

  async function markerBy(read: Storage["read"]): Promise<DoneMarker | null> {
    const bytes = await read(paths.marker);
    if (!bytes) return null;
    let marker: DoneMarker;
    try {
      marker = parseMarker(bytes);
    } catch (error) {
      throw damaged(paths.marker, "its done marker cannot be read", error);
    }
    if (marker.task.id !== task.id) throw damaged(paths.marker, `its done marker is of another task, ${marker.task.id.slice(0, 12)}`);
    if (marker.output !== paths.output) throw damaged(paths.marker, `its done marker names another file, ${marker.output}`);
    if (marker.serializer !== serializer.name) {
      throw damaged(
        paths.marker,
        `it was written as ${marker.serializer} and the type reads ${serializer.name} (give the type a new version)`,
      );
    }
    return marker;
  }

  async function loadBy(read: Storage["read"], { verify = true }: LoadOptions): Promise<T> {
    const marker = await markerBy(read);
    if (!marker) throw new OutputMissingError({ task: label(), uri: storage.uriOf(path) });
    if ("isFolder" in serializer) return loadFolder({ serializer, storage, path, read, marker, verify, damaged });
    const bytes = await read(path);
    if (!bytes) throw damaged(path, "the done marker is there and the output is not");
    if (bytes.length !== marker.size_bytes) throw damaged(path, `it has ${bytes.length} bytes and should have ${marker.size_bytes}`);
    if (verify && (await sha256Hex(bytes)) !== marker.sha256) throw damaged(path, "its SHA-256 is not the one it was saved with");
    try {
      return await serializer.read(bytes);
    } catch (error) {
      throw damaged(path, `${serializer.name} cannot read it (${error instanceof Error ? error.message : String(error)})`, error);
    }
  }

  /** A commit that makes the task incomplete before its output changes, and not before the new one is ready to appear. */
  const replacing = (guard: Commit | undefined) => async (): Promise<void> => {
    await guard?.();
    await storage.remove(paths.marker);
  };

  return {
    // Addresses of files take longer to make than all else here, and few are looked at.
    get uri() {
      return storage.uriOf(path);
    },
    paths,
    async exists() {
      return (await storage.stat(paths.marker)) !== null;
    },
    marker: () => markerBy((at) => storage.read(at)),
    async load(options = {}) {
      const { kept } = storage;
      if (!kept) return loadBy((at) => storage.read(at), options);
      try {
        return await loadBy((at) => kept.read(at), options);
      } catch (error) {
        // What is kept may be older than what lies there now.
        if (!(error instanceof OutputDamagedError)) throw error;
        await kept.forget(paths.folder);
        return loadBy((at) => kept.read(at), options);
      }
    },
    async save(value, { attempt, observed = [], guard, replaces = true }) {
      const before = replaces ? replacing(guard) : (guard ?? (async () => {}));
      let stored: Pick<DoneMarker, "size_bytes" | "sha256" | "files">;
      if ("isFolder" in serializer) stored = await saveFolder({ serializer, storage, path, value, before, guard });
      else {
        const bytes = await serializer.write(value);
        stored = { size_bytes: bytes.length, sha256: await sha256Hex(bytes) };
        await storage.write(path, bytes, before);
      }
      const marker: DoneMarker = {
        format: 1,
        task: task.toJSON(),
        serializer: serializer.name,
        output: paths.output,
        ...stored,
        observed,
        attempt,
        finished_at: new Date().toISOString(),
      };
      await storage.write(paths.marker, markerBytes(marker), guard);
      return marker;
    },
    async remove() {
      await storage.remove(paths.marker);
      await storage.remove(path);
    },
    describe: ({ size_bytes, sha256, files }) => ({
      uri: storage.uriOf(path),
      size_bytes,
      sha256,
      serializer: serializer.name,
      media_type: "isFolder" in serializer ? FOLDER_MEDIA_TYPE : serializer.mediaType,
      ...(files ? { files } : {}),
    }),
  };
}
