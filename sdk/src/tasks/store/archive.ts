import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { unzipSync, Zip, ZipDeflate } from "fflate";
import { ConfigurationError } from "../../errors.ts";
import { checkPath } from "../outputs/paths.ts";

/** Where an export goes, file by file. Nothing is there under its name until `end`. */
export interface ArchiveWriter {
  add(path: string, bytes: Uint8Array): Promise<void>;
  end(): Promise<void>;
  /** Leaves nothing behind. */
  cancel(): Promise<void>;
}

/** An export that was made. */
export interface ArchiveReader {
  readonly paths: readonly string[];
  read(path: string): Uint8Array<ArrayBuffer> | null;
}

/** Largest zip that is written: its format, as it is used here, counts bytes with 32 bits. */
const ZIP_MAX_BYTES = 2 ** 32 - 2 ** 20;
const COMPRESSED = /\.(gz|zst|parquet|npz|zip|png|jpe?g|webp)$/;

/** A zip for a name that ends in `.zip`, else a folder. @throws ConfigurationError when something is there already */
export function openArchive(place: string): ArchiveWriter {
  if (existsSync(place)) {
    throw new ConfigurationError({ code: "not_configured", detail: `${place} is there already. Choose another name, or remove it first.` });
  }
  return place.toLowerCase().endsWith(".zip") ? zipWriter(place) : folderWriter(place);
}

function folderWriter(place: string): ArchiveWriter {
  const part = `${place}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  return {
    async add(path, bytes) {
      const file = join(part, ...checkPath(path).split("/"));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
    },
    end: async () => renameSync(part, place),
    cancel: async () => rmSync(part, { recursive: true, force: true }),
  };
}

function zipWriter(place: string): ArchiveWriter {
  const part = `${place}.part`;
  mkdirSync(dirname(place), { recursive: true });
  const out = createWriteStream(part);
  let written = 0;
  let problem: Error | null = null;
  let isFull = false;
  const finished = new Promise<void>((resolve) => out.once("close", resolve));
  out.on("error", (error) => {
    problem ??= error;
  });
  const zip = new Zip((error, chunk, isLast) => {
    problem ??= error;
    written += chunk?.length ?? 0;
    isFull = chunk ? !out.write(chunk) : isFull;
    if (isLast) out.end();
  });
  const check = (): void => {
    if (written > ZIP_MAX_BYTES) {
      problem ??= new ConfigurationError({
        code: "not_configured",
        detail: `${place} would be larger than a zip can be (4 GiB). Export to a folder: a name without .zip.`,
      });
    }
    if (problem) throw problem;
  };
  return {
    async add(path, bytes) {
      check();
      const file = new ZipDeflate(checkPath(path), { level: COMPRESSED.test(path) ? 0 : 6 });
      // The same content makes the same file: no time of day in it.
      file.mtime = "1980-01-01T00:00:00";
      zip.add(file);
      file.push(bytes, true);
      if (isFull && !out.writableNeedDrain) isFull = false;
      if (isFull) await new Promise<void>((resolve) => out.once("drain", resolve).once("close", resolve));
      check();
    },
    async end() {
      zip.end();
      await finished;
      check();
      renameSync(part, place);
    },
    async cancel() {
      zip.terminate();
      out.destroy();
      await finished;
      rmSync(part, { force: true });
    },
  };
}

/** @throws ConfigurationError for what is neither a folder nor a zip */
export function readArchive(place: string): ArchiveReader {
  const stat = existsSync(place) ? statSync(place) : null;
  if (!stat) throw new ConfigurationError({ code: "not_configured", detail: `There is no ${place}.` });
  if (stat.isDirectory()) {
    const paths = readdirSync(place, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(place.length)
          .replace(/^[\\/]+/, "")
          .replaceAll("\\", "/"),
      )
      .sort();
    const known = new Set(paths);
    return { paths, read: (path) => (known.has(path) ? new Uint8Array(readFileSync(join(place, ...path.split("/")))) : null) };
  }
  try {
    const files = unzipSync(readFileSync(place)) as { [path: string]: Uint8Array<ArrayBuffer> };
    const paths = Object.keys(files).sort();
    return { paths, read: (path) => (Object.hasOwn(files, path) ? (files[path] as Uint8Array<ArrayBuffer>) : null) };
  } catch (cause) {
    throw new ConfigurationError({ code: "not_configured", detail: `${place} is neither a folder nor a zip that can be read.`, cause });
  }
}
