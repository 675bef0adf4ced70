import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { CommitArtifactsInput, FinishRunInput, LogBatchInput } from "../../inputs.ts";
import type { UpdateRun } from "../../schema/index.ts";

/**
 * One line of a journal. `blobs` names the digests that have to be there first; those that are not in the journal lie where `files` says, unless
 * they were changed since.
 */
export type JournalRecord =
  | { kind: "batch"; sequence: number; blobs: string[]; body: LogBatchInput }
  | { kind: "artifacts"; blobs: string[]; files?: Record<string, string>; body: CommitArtifactsInput }
  | { kind: "update"; body: UpdateRun }
  | { kind: "finish"; body: FinishRunInput };

/** A record with the length of its line, in bytes. */
export interface ReadRecord {
  record: JournalRecord;
  bytes: number;
}

/**
 * The records of a writer in order. A last line that was not written to its end, as a killed process leaves it, is left out.
 * @throws Error for a broken line that others follow.
 */
export async function* readRecords(own: string): AsyncGenerator<ReadRecord> {
  const segments = (await readdir(own)).filter((name) => /^\d{6}\.jsonl$/.test(name)).sort();
  for (const [i, name] of segments.entries()) {
    const file = join(own, name);
    for await (const { line, isWhole, number } of linesOf(file)) {
      const isLast = i === segments.length - 1 && !isWhole;
      const record = parse(line);
      // Without its line break a line may lack its end even if it reads well.
      if (isLast) return;
      if (!record) throw new Error(`${file}, line ${number}: not a record of a journal`);
      yield { record, bytes: Buffer.byteLength(line) + 1 };
    }
  }
}

/** Bytes of all segments of a writer. */
export function parse(line: string): JournalRecord | null {
  try {
    return JSON.parse(line) as JournalRecord;
  } catch {
    return null;
  }
}

/** Lines of a file; `isWhole` is false for a last one that has no line break. */
async function* linesOf(file: string): AsyncGenerator<{ line: string; isWhole: boolean; number: number }> {
  let rest: string[] = [];
  let number = 0;
  for await (const chunk of createReadStream(file, { encoding: "utf8", highWaterMark: 1024 * 1024 })) {
    let start = 0;
    const text = String(chunk);
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      yield { line: rest.join("") + text.slice(start, end), isWhole: true, number: ++number };
      rest = [];
      start = end + 1;
    }
    if (start < text.length) rest.push(text.slice(start));
  }
  if (rest.length > 0) yield { line: rest.join(""), isWhole: false, number: ++number };
}
