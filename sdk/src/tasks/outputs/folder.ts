import type { Commit, DoneMarker, FolderSerializer, Storage } from "../types.ts";
import { sha256Hex, utf8 } from "./bytes.ts";
import { invalid, type OutputDamagedError, StorageError } from "./errors.ts";
import { nodeModules } from "./node.ts";
import { checkPath, comparePaths } from "./paths.ts";
import { fileStorage } from "./storage/local.ts";

type Files = NonNullable<DoneMarker["files"]>;

interface Saving<T> {
  serializer: FolderSerializer<T>;
  storage: Storage;
  /** Of the folder in the storage. */
  path: string;
  value: T;
  /** Called before the first file in the storage changes. */
  before: Commit;
  /** Called before each file appears. */
  guard: Commit | undefined;
}

/** Lets the serializer fill a local folder and copies its files, in place of what an earlier try left. */
export async function saveFolder<T>({ serializer, storage, path, value, before, guard }: Saving<T>) {
  const { fs, path: paths, os } = nodeModules("folder output");
  const local = await fs.mkdtemp(paths.join(os.tmpdir(), "cairn-output-"));
  try {
    await serializer.write(value, local);
    const names = await filesBelow(local);
    const source = fileStorage(local);
    await before();
    await storage.remove(path);
    const files: Files[number][] = [];
    for (const name of names) {
      const bytes = await source.read(name);
      if (!bytes) throw invalid(`output/${name}`, "missing", "was removed while it was saved");
      await storage.write(`${path}/${name}`, bytes, guard);
      files.push({ path: name, size_bytes: bytes.length, sha256: await sha256Hex(bytes) });
    }
    return { files, size_bytes: files.reduce((sum, { size_bytes }) => sum + size_bytes, 0), sha256: await digestOf(files) };
  } finally {
    await fs.rm(local, { recursive: true, force: true });
  }
}

interface Loading<T> {
  serializer: FolderSerializer<T>;
  storage: Storage;
  path: string;
  read: Storage["read"];
  marker: DoneMarker;
  verify: boolean;
  damaged(path: string, reason: string, cause?: unknown): OutputDamagedError;
}

/**
 * Checks every file and gives the serializer a local folder: the storage's own where it is on this machine, else a copy that stays until
 * the process ends.
 */
export async function loadFolder<T>({ serializer, storage, path, read, marker, verify, damaged }: Loading<T>): Promise<T> {
  const { fs, path: paths } = nodeModules("folder output");
  const files = marker.files;
  if (!files) throw damaged(path, "its done marker lists no files");
  if (verify && (await digestOf(files)) !== marker.sha256) throw damaged(path, "its list of files is not the one it was saved with");
  const local = storage.fileOf?.(path) ?? (await copyFolder());
  await fs.mkdir(local, { recursive: true });
  for (const file of files) {
    const at = `${path}/${checkPath(file.path, "files.path")}`;
    const bytes = await read(at);
    if (!bytes) throw damaged(at, "the file is missing");
    if (bytes.length !== file.size_bytes) throw damaged(at, `it has ${bytes.length} bytes and should have ${file.size_bytes}`);
    if (verify && (await sha256Hex(bytes)) !== file.sha256) throw damaged(at, "its SHA-256 is not the one it was saved with");
    if (storage.fileOf) continue;
    const copy = paths.join(local, ...file.path.split("/"));
    await fs.mkdir(paths.dirname(copy), { recursive: true });
    await fs.writeFile(copy, bytes);
  }
  if (storage.kept) await refuseOthers(local, files, () => damaged(path, "its local copy has files of an older output"));
  try {
    return await serializer.read(local);
  } catch (error) {
    throw damaged(path, `${serializer.name} cannot read it (${error instanceof Error ? error.message : String(error)})`, error);
  }
}

/** A copy that was kept of an older output may have files that the output has no more. */
async function refuseOthers(local: string, files: Files, error: () => Error): Promise<void> {
  const known = new Set(files.map((file) => file.path));
  for await (const { path } of fileStorage(local).list("")) if (!known.has(path)) throw error();
}

/** SHA-256 of the list of files as RFC 8785 has it, in order of path. */
function digestOf(files: Files): Promise<string> {
  const sorted = [...files].sort((a, b) => comparePaths(a.path, b.path));
  return sha256Hex(utf8(JSON.stringify(sorted.map(({ path, sha256, size_bytes }) => ({ path, sha256, size_bytes })))));
}

/** Paths of the files in a folder, in order. A link counts as the file that it leads to when that lies in the folder. */
async function filesBelow(root: string): Promise<string[]> {
  const { fs, path: paths } = nodeModules("folder output");
  const real = await fs.realpath(root);
  const found: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await fs.readdir(folder, { withFileTypes: true })) {
      const file = paths.join(folder, entry.name);
      const path = paths.relative(root, file).split(paths.sep).join("/");
      if (entry.isDirectory()) await walk(file);
      else if (entry.isFile() || (entry.isSymbolicLink() && (await leadsInside(file)))) found.push(checkPath(path, "output"));
      else throw invalid(`output/${path}`, "type", "must be a file, a folder, or a link to a file of the same output");
    }
  };
  const leadsInside = async (link: string): Promise<boolean> => {
    const target = await fs.realpath(link).catch(() => null);
    return target?.startsWith(real + paths.sep) === true && (await fs.stat(target)).isFile();
  };
  await walk(root);
  return found.sort(comparePaths);
}

const copies: string[] = [];

/** A folder that is removed when the process ends. */
async function copyFolder(): Promise<string> {
  const { process, fs, path: paths, os } = nodeModules("folder output");
  if (copies.length === 0) {
    const { rmSync } = process.getBuiltinModule("node:fs");
    process.once("exit", () => {
      for (const folder of copies) rmSync(folder, { recursive: true, force: true });
    });
  }
  const folder = await fs.mkdtemp(paths.join(os.tmpdir(), "cairn-folder-")).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StorageError({ uri: os.tmpdir(), path: "", action: "copy a folder to", reason, advice: "Free some space there.", cause });
  });
  copies.push(folder);
  return folder;
}
