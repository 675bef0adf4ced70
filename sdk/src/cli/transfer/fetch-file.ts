import { createHash } from "node:crypto";
import { createWriteStream, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeStream } from "node:stream/web";
import { CairnError } from "../../errors.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { plain } from "../text.ts";
import { type Bytes, digestOf, hashInto, hashing } from "./files.ts";

/** How often a download that broke goes on where it ended before it is given up; progress starts the count anew. */
const TRIES_MAX = 5;

export interface FetchFile {
  /** Where the file goes. */
  file: string;
  /** Where its bytes are until they are whole and right, so that a later try goes on with them. */
  part: string;
  /** What its bytes must be. */
  expected: Bytes;
  /** Asks for the bytes from an offset on. */
  open: (headers: Record<string, string>) => Promise<Response>;
  signal: AbortSignal;
  onBytes?: (count: number) => void;
}

const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** True when a file is there already and has the bytes it should have. */
export async function isThere(file: string, { size, sha256 }: Bytes): Promise<boolean> {
  const stat = statSync(file, { throwIfNoEntry: false });
  return Boolean(stat?.isFile()) && stat?.size === size && (await digestOf(file)).sha256 === sha256;
}

/**
 * Downloads a file, going on with what an earlier try left. The name is given to it only after its digest was found right. Throws
 * Failure when it is not.
 */
export async function fetchFile({ file, part, expected, open, signal, onBytes }: FetchFile): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  mkdirSync(dirname(part), { recursive: true });
  if (sizeOf(part) > expected.size) rmSync(part);
  let hash = createHash("sha256");
  let have = sizeOf(part) > 0 ? await hashInto(hash, part, onBytes) : 0;
  for (let tries = 0; have < expected.size || expected.size === 0; tries++) {
    const before = have;
    try {
      const response = await open(have > 0 ? { Range: `bytes=${have}-` } : {});
      if (have > 0 && response.status !== 206) {
        // The server sends the whole of it again.
        onBytes?.(-have);
        hash = createHash("sha256");
        have = 0;
      }
      const counted = hashing(hash, (count) => {
        have += count;
        onBytes?.(count);
      });
      const body = response.body ? Readable.fromWeb(response.body as NodeStream<Uint8Array>) : Readable.from([]);
      await pipeline(body, counted, createWriteStream(part, { flags: have > 0 ? "a" : "w" }), { signal });
      break;
    } catch (error) {
      if (signal.aborted || CairnError.isCairnError(error)) throw error;
      if (have > before) tries = 0;
      if (tries >= TRIES_MAX) throw error;
      // What was counted may not all have reached the disk.
      onBytes?.(-have);
      hash = createHash("sha256");
      have = sizeOf(part) > 0 ? await hashInto(hash, part, onBytes) : 0;
    }
  }
  if (have === expected.size && hash.digest("hex") === expected.sha256) return renameSync(part, file);
  rmSync(part, { force: true });
  throw new Failure(EXIT.failure, `The bytes of ${plain(file)} are not those that the server announced. Nothing was kept; try again.`);
}
