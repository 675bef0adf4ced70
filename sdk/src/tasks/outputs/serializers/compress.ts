import type { Serializer } from "../../types.ts";
import { owned } from "../bytes.ts";
import { invalid } from "../errors.ts";

/**
 * Another serializer's bytes in gzip (RFC 1952): `json.gz`.
 *
 * @example task("features", { output: gzip(jsonl()), … })
 */
export function gzip<T>(inner: Serializer<T>): Serializer<T> {
  refuseFolder(inner);
  return {
    name: `${inner.name}+gzip`,
    extension: `${inner.extension}.gz`,
    mediaType: "application/gzip",
    write: async (value) => through(await inner.write(value), new CompressionStream("gzip")),
    read: async (bytes) => inner.read(await through(bytes, new DecompressionStream("gzip"))),
  };
}

interface Zstd {
  zstdCompress?(bytes: Uint8Array, options: object, done: (error: Error | null, result: Uint8Array) => void): void;
  zstdDecompress?(bytes: Uint8Array, done: (error: Error | null, result: Uint8Array) => void): void;
}

/**
 * Another serializer's bytes in Zstandard (RFC 8878): `json.zst`. It needs `node:zlib` of Node 22.15 or later, or of Bun.
 *
 * @param level 1 (fast) to 22 (small)
 * @throws ValidationError where the runtime has no Zstandard, when it is declared
 */
export function zstd<T>(inner: Serializer<T>, { level = 3 }: { level?: number } = {}): Serializer<T> {
  refuseFolder(inner);
  if (!Number.isInteger(level) || level < 1 || level > 22) throw invalid("output.level", "range", "must be 1 to 22");
  const zlib = (globalThis as { process?: NodeJS.Process }).process?.getBuiltinModule?.("node:zlib") as
    | (Zstd & Pick<typeof import("node:zlib"), "constants">)
    | undefined;
  const { zstdCompress, zstdDecompress } = zlib ?? {};
  if (!zlib || !zstdCompress || !zstdDecompress) {
    throw invalid(
      "output",
      "runtime",
      "zstd needs node:zlib with Zstandard (Node 22.15 or later, Bun), which this runtime lacks; use gzip",
    );
  }
  const options = { params: { [zlib.constants.ZSTD_c_compressionLevel]: level } };
  const result = (act: (done: (error: Error | null, result: Uint8Array) => void) => void) =>
    new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) => act((error, found) => (error ? reject(error) : resolve(owned(found)))));
  return {
    name: `${inner.name}+zstd`,
    extension: `${inner.extension}.zst`,
    mediaType: "application/zstd",
    async write(value) {
      const bytes = await inner.write(value);
      return result((done) => zstdCompress(bytes, options, done));
    },
    read: async (bytes) => inner.read(await result((done) => zstdDecompress(bytes, done))),
  };
}

async function through(bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}

function refuseFolder(inner: object): void {
  if ("isFolder" in inner)
    throw invalid("output", "folder", "a folder cannot be compressed as a whole; compress the files that are put into it");
}
