import { createHash, randomUUID } from "node:crypto";
import { constants, createReadStream, openAsBlob } from "node:fs";
import { copyFile, mkdtemp, open, readdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { NewArtifact } from "../../schema/index.ts";
import { COMMIT_MAX, checkPath, type FileItem, type FileItems } from "../artifacts.ts";
import { invalid } from "../fields.ts";
import type { JournalWriter } from "../journal/writer.ts";
import type { ArtifactOptions } from "../options.ts";
import { eachOf } from "../upload.ts";
import { typeOf } from "./types.ts";

/** Files that are hashed at once. */
const HASH_CONCURRENCY = 4;
const nothing = async () => {};

/**
 * The files at a path, hashed: one, or all in a folder. A link inside a folder counts as what it leads to when that is a file of the folder;
 * others are left out with a warning, as is what is neither file nor folder.
 * @throws ValidationError when there is nothing at the path or its name cannot be one in a run.
 */
export async function filesOf(source: string | URL, { path, contentType, signal }: ArtifactOptions): Promise<FileItems> {
  const from = resolve(source instanceof URL ? fileURLToPath(source) : source);
  const info = await stat(from).catch((error: unknown) => {
    throw invalid("artifact", "missing", `cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  const target = path ?? basename(from);
  const warnings: string[] = [];
  const found: { file: string; path: string }[] = [];
  if (info.isDirectory()) {
    const prefix = target === "" || target === "." ? "" : `${target.replace(/\/+$/, "")}/`;
    await walk(await realpath(from), await realpath(from), found, warnings);
    for (const one of found) one.path = prefix + one.path;
  } else if (info.isFile()) found.push({ file: from, path: target });
  else throw invalid("artifact", "type", `${from} is neither a file nor a folder`);
  found.sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const one of found) checkPath(one.path);
  const files: FileItem[] = [];
  await eachOf([...found.entries()], HASH_CONCURRENCY, async ([i, one]) => {
    signal?.throwIfAborted();
    const type = found.length === 1 && contentType ? contentType : typeOf(one.path);
    files[i] = { ...(await hashed(one.file)), path: one.path, contentType: type, file: one.file, open: () => openAsBlob(one.file) };
  });
  return { files, warnings, [Symbol.asyncDispose]: nothing };
}

async function walk(root: string, folder: string, found: { file: string; path: string }[], warnings: string[]): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = join(folder, entry.name);
    const path = relative(root, file).split(sep).join("/");
    if (entry.isDirectory()) await walk(root, file, found, warnings);
    else if (entry.isFile()) found.push({ file, path });
    else if (entry.isSymbolicLink()) {
      const target = await realpath(file).catch(() => null);
      const isInside = target?.startsWith(root + sep) === true;
      if (isInside && (await stat(file)).isFile()) found.push({ file, path });
      else warnings.push(`${file} was left out: the link leads ${isInside ? "to a folder" : target ? "out of the folder" : "nowhere"}`);
    } else warnings.push(`${file} was left out: it is neither a file nor a folder`);
  }
}

/** A stream's bytes, laid into a file until they are stored: their digest has to be known before they are sent. */
export async function fileOfStream(stream: ReadableStream<Uint8Array>, path: string, contentType: string): Promise<FileItems> {
  const folder = await mkdtemp(join(tmpdir(), "cairn-"));
  const file = join(folder, randomUUID());
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await writeFile(file, stream);
    const item = { ...(await hashed(file)), path, contentType, file, open: () => openAsBlob(file) };
    return { files: [item], warnings: [], [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

export async function hashed(file: string): Promise<{ sha256: string; size: number }> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) {
    hash.update(chunk as Buffer);
    size += (chunk as Buffer).length;
  }
  return { sha256: hash.digest("hex"), size };
}

/** Lays files into the journal of a run that is offline. */
export async function keepFiles(journal: JournalWriter, files: readonly FileItem[]): Promise<NewArtifact[]> {
  for (const file of files) await keepBlob(journal, file);
  return noteFiles(journal, files, false);
}

/** Notes in a journal what files a run has: with their bytes in it, or where they lie on this machine. */
export function noteFiles(journal: JournalWriter, files: readonly FileItem[], whereTheyLie: boolean): NewArtifact[] {
  const artifacts = files.map(({ path, sha256, size, contentType }) => ({ path, sha256, size, content_type: contentType }));
  for (let i = 0; i < artifacts.length; i += COMMIT_MAX) {
    const part = artifacts.slice(i, i + COMMIT_MAX);
    const places = files.slice(i, i + COMMIT_MAX).flatMap(({ sha256, file }) => (file === null ? [] : [[sha256, file]]));
    const blobs = part.map((one) => one.sha256);
    journal.note({ kind: "artifacts", blobs, ...(whereTheyLie ? { files: Object.fromEntries(places) } : {}), body: { artifacts: part } });
  }
  return artifacts;
}

/** Lays a file's bytes into a journal, sharing the blocks where the file system can. */
export async function keepBlob(journal: JournalWriter, item: FileItem): Promise<void> {
  const kept = journal.blobFile(item.sha256);
  if (await stat(kept).catch(() => null)) return;
  const made = `${kept}.${randomUUID()}.new`;
  try {
    if (item.file) await copyFile(item.file, made, constants.COPYFILE_FICLONE);
    else await writeFile(made, (await item.open()).stream());
    // What changed while it was read would be refused by its digest long after.
    if ((await hashed(made)).sha256 !== item.sha256)
      throw invalid("artifact", "changed", `${item.file ?? item.path} changed while it was read`);
    const handle = await open(made, "r");
    await handle.datasync().finally(() => handle.close());
    await rename(made, kept);
  } catch (error) {
    await rm(made, { force: true });
    throw error;
  }
}
