import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { BLOBS, writersOf } from "./layout.ts";

/** Bytes of a journal's records and blobs. */
export function bytesOf(folder: string): number {
  return [...writersOf(folder), BLOBS].reduce((sum, part) => sum + bytesIn(join(folder, part)), 0);
}

/** When a record was last written, Unix time in ms. */
export function lastWriteOf(folder: string): number {
  const times = writersOf(folder).flatMap((writer) =>
    readdirSync(join(folder, writer)).map((name) => statSync(join(folder, writer, name), { throwIfNoEntry: false })?.mtimeMs ?? 0),
  );
  return Math.max(0, ...times) || Date.now();
}

function bytesIn(folder: string): number {
  let sum = 0;
  try {
    for (const name of readdirSync(folder)) {
      if (/^(\d{6}\.jsonl|[0-9a-f]{64})$/.test(name)) sum += statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
    }
  } catch {
    // A journal without such a part, or one that is being removed.
  }
  return sum;
}
