import { createHash, type Hash } from "node:crypto";
import { createReadStream, createWriteStream, mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { plain } from "../text.ts";

/** Calls that carry bytes: time for a slow line, but somebody who waits is told after some tries. */
export const FOR_BYTES = { timeoutMs: 6 * 3_600_000, maxRetries: 6 } as const;

/** What is known of a file's bytes. */
export interface Bytes {
  size: number;
  /** SHA-256, 64 lower-case hex digits. */
  sha256: string;
}

/** Feeds a part of a file to a hash; the number of bytes it had. */
export async function hashInto(hash: Hash, file: string, onBytes?: (count: number) => void): Promise<number> {
  let size = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    hash.update(chunk as Buffer);
    size += (chunk as Buffer).length;
    onBytes?.((chunk as Buffer).length);
  }
  return size;
}

/** Size and digest of a file, read once in pieces. */
export async function digestOf(file: string, onBytes?: (count: number) => void): Promise<Bytes> {
  const hash = createHash("sha256");
  const size = await hashInto(hash, file, onBytes);
  return { size, sha256: hash.digest("hex") };
}

/** A stream that passes bytes on and counts them into a hash. */
export const hashing = (hash: Hash, onBytes?: (count: number) => void) =>
  new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      onBytes?.(chunk.length);
      done(null, chunk);
    },
  });

/** Writes text that comes in pieces, under a name of its own until all of it is there; gives size and digest. */
export async function writeText(file: string, pieces: Iterable<string> | AsyncIterable<string>): Promise<Bytes> {
  mkdirSync(dirname(file), { recursive: true });
  const part = `${file}.part`;
  const hash = createHash("sha256");
  let size = 0;
  const counted = hashing(hash, (count) => {
    size += count;
  });
  await pipeline(asBuffers(pieces), counted, createWriteStream(part));
  renameSync(part, file);
  return { size, sha256: hash.digest("hex") };
}

async function* asBuffers(pieces: Iterable<string> | AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) yield Buffer.from(piece);
}

/**
 * Where a path with `/` lies below a folder. Throws Failure for one that would leave the folder: names come from a server, or from
 * files that somebody sent.
 */
export function placeBelow(folder: string, path: string): string {
  const parts = path.split("/");
  const isSafe = parts.every((part) => part !== "" && part !== "." && part !== ".." && !/[\p{Cc}\\]|^[A-Za-z]:/u.test(part));
  if (!isSafe) throw new Failure(EXIT.failure, `The path ${plain(path)} is not safe to use.`);
  return join(folder, ...parts);
}
