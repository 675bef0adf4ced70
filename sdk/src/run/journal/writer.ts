import {
  closeSync,
  existsSync,
  fdatasync,
  fdatasyncSync,
  ftruncateSync,
  mkdirSync,
  openAsBlob,
  openSync,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { SealedBatch, Spool } from "../batches.ts";
import type { BlobStore } from "../shelf.ts";
import { BLOBS, DONE_FILE, openFolder, type RunFile, SEGMENT_BYTES, segmentName, WRITER_FILE, writersOf } from "./layout.ts";
import type { JournalRecord } from "./records.ts";

/** What was written reaches the disk itself at the latest after this time, in ms; a killed process loses none of it, a power cut this much. */
const SYNC_MS = 1_000;

interface Place {
  segment: number;
  offset: number;
  length: number;
}

/**
 * One writer's part of a run's journal: records are appended with one `write` each, so that a process that is killed leaves all of
 * them but perhaps a piece of the last.
 */
export class JournalWriter implements Spool, BlobStore {
  /** Folder of the run's journal. */
  readonly folder: string;
  /** Folder of this writer. */
  readonly #own: string;
  readonly #places = new Map<number, Place>();
  readonly #readers = new Map<number, number>();
  #segment = 0;
  #handle = -1;
  #offset = 0;
  #syncTimer: ReturnType<typeof setTimeout> | null = null;

  constructor(root: string, run: Omit<RunFile, "version" | "created_at">, writer: string) {
    this.#own = openFolder(root, run, writer);
    this.folder = dirname(this.#own);
    this.#nextSegment();
  }

  append(batch: SealedBatch & { body: string }): void {
    const head = `{"kind":"batch","sequence":${batch.sequence},"blobs":${JSON.stringify(batch.blobs)},"body":`;
    const body = Buffer.from(batch.body);
    const place = this.#write(Buffer.concat([Buffer.from(head), body, Buffer.from("}\n")]));
    this.#places.set(batch.sequence, { ...place, offset: place.offset + Buffer.byteLength(head), length: body.length });
  }

  /** Appends what is not a batch. Throws when the disk takes no more. */
  note(record: Exclude<JournalRecord, { kind: "batch" }>): void {
    this.#write(Buffer.from(`${JSON.stringify(record)}\n`));
  }

  read(sequence: number): string {
    const place = this.#places.get(sequence);
    if (!place) throw new Error(`batch ${sequence} is not in the journal`);
    const bytes = Buffer.alloc(place.length);
    for (let done = 0; done < place.length; ) {
      const count = readSync(this.#reader(place.segment), bytes, done, place.length - done, place.offset + done);
      if (count === 0) throw new Error(`the journal ${this.folder} was cut`);
      done += count;
    }
    return bytes.toString();
  }

  /** Where the bytes of a digest are, or are to be put under their name when they are whole. */
  blobFile(digest: string): string {
    mkdirSync(join(this.folder, BLOBS), { recursive: true, mode: 0o700 });
    return join(this.folder, BLOBS, digest);
  }

  putBlob(digest: string, bytes: Uint8Array): void {
    const file = this.blobFile(digest);
    if (existsSync(file)) return;
    const made = `${file}.${process.pid}.new`;
    try {
      writeFileSync(made, bytes, { mode: 0o600 });
      renameSync(made, file);
    } catch (error) {
      rmSync(made, { force: true });
      throw error;
    }
  }

  openBlob(digest: string): Promise<Blob> {
    return openAsBlob(this.blobFile(digest));
  }

  /** Waits until the disk itself has everything. */
  sync(): void {
    fdatasyncSync(this.#handle);
  }

  /** Ends the writing; what there is stays to be sent. */
  close(): void {
    if (this.#syncTimer) clearTimeout(this.#syncTimer);
    if (this.#handle < 0) return;
    rmSync(join(this.#own, WRITER_FILE), { force: true });
    for (const reader of this.#readers.values()) closeSync(reader);
    this.#readers.clear();
    closeSync(this.#handle);
    this.#handle = -1;
  }

  /** Removes this writer's part, because the server has all of it; and the journal, when no other writer is in it. */
  discard(): void {
    this.close();
    rmSync(this.#own, { recursive: true, force: true });
    if (writersOf(this.folder).length > 0 || existsSync(join(this.folder, DONE_FILE))) return;
    rmSync(this.folder, { recursive: true, force: true });
    try {
      rmdirSync(dirname(this.folder));
    } catch {
      // Other journals are in it.
    }
  }

  #write(line: Buffer): Place {
    if (this.#offset > 0 && this.#offset + line.length > SEGMENT_BYTES) this.#nextSegment();
    const place = { segment: this.#segment, offset: this.#offset, length: line.length };
    let done = 0;
    try {
      while (done < line.length) done += writeSync(this.#handle, line, done, line.length - done, this.#offset + done);
    } catch (error) {
      // A disk that is full may have taken a piece: the next record must not follow it.
      if (done > 0) ftruncateSync(this.#handle, this.#offset);
      throw error;
    }
    this.#offset += line.length;
    this.#syncSoon();
    return place;
  }

  #nextSegment(): void {
    const handle = openSync(join(this.#own, segmentName(this.#segment + 1)), "wx", 0o600);
    if (this.#handle >= 0) {
      fdatasyncSync(this.#handle);
      closeSync(this.#handle);
    }
    this.#handle = handle;
    this.#segment++;
    this.#offset = 0;
  }

  #reader(segment: number): number {
    const open = this.#readers.get(segment);
    if (open !== undefined) return open;
    const reader = openSync(join(this.#own, segmentName(segment)), "r");
    this.#readers.set(segment, reader);
    return reader;
  }

  #syncSoon(): void {
    if (this.#syncTimer) return;
    this.#syncTimer = setTimeout(() => {
      this.#syncTimer = null;
      if (this.#handle >= 0) fdatasync(this.#handle, () => {});
    }, SYNC_MS);
    this.#syncTimer.unref();
  }
}
