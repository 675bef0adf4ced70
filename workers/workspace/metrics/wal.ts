import { readMark } from "../usage/store.ts";
import { lastSealedOrdinal, readWalEntries, readWalRow, type WalRow, writeWalRow } from "./store.ts";

/** Slots of one run's batches that are not sealed, in order of arrival. */
interface RunSlots {
  slots: number[];
  bytes: number;
  /** When the last of them came, Unix ms. */
  lastAt: number;
}

/**
 * The write-ahead log of batches: which slot of its table holds what, without the batches themselves. It says at once which runs have
 * points that are not sealed, and gives slots of sealed ones out again.
 */
export class Wal {
  readonly #sql: SqlStorage;
  readonly #runs = new Map<number, RunSlots>();
  readonly #free: number[] = [];
  #next = 1;
  #ordinal = 0;
  #rows = 0;
  #bytes = 0;

  /** Reads the table's rows, not the batches in them. */
  constructor(sql: SqlStorage) {
    this.#sql = sql;
    // Batches of runs that are gone were counted: an ordinal is never given again.
    this.#ordinal = Math.max(lastSealedOrdinal(sql), readMark(sql));
    for (const { slot, ordinal, run_number, at, bytes, is_live } of readWalEntries(sql)) {
      this.#next = Math.max(this.#next, slot + 1);
      this.#ordinal = Math.max(this.#ordinal, ordinal);
      if (is_live === 1) this.#note(run_number, slot, at, bytes);
      else this.#free.push(slot);
    }
  }

  /** Batches that are not sealed, and their bytes. */
  get rows(): number {
    return this.#rows;
  }
  get bytes(): number {
    return this.#bytes;
  }

  /** Runs that have batches which are not sealed. */
  runs(): number[] {
    return [...this.#runs.keys()];
  }

  has(runNumber: number): boolean {
    return this.#runs.has(runNumber);
  }

  /** When the last batch of a run came that is not sealed, Unix ms; 0 when there is none. */
  lastAt(runNumber: number): number {
    return this.#runs.get(runNumber)?.lastAt ?? 0;
  }

  /** The run whose seal frees most. */
  largest(): number | null {
    let largest: number | null = null;
    let most = -1;
    for (const [run, { slots, bytes }] of this.#runs) {
      // A row costs about as much as so many bytes.
      const weight = bytes + slots.length * 1_024;
      if (weight <= most) continue;
      most = weight;
      largest = run;
    }
    return largest;
  }

  /** Stores a batch and answers its ordinal. */
  append(runNumber: number, row: { writer: string; sequence: number; at: number; packed: Uint8Array<ArrayBuffer> | null }): number {
    const slot = this.#free.pop() ?? this.#next++;
    const ordinal = ++this.#ordinal;
    writeWalRow(this.#sql, slot, runNumber, { ...row, ordinal });
    this.#note(runNumber, slot, row.at, row.packed?.length ?? 0);
    return ordinal;
  }

  /** The batches of a run that are not sealed, in order of arrival. */
  *read(runNumber: number): Generator<WalRow> {
    for (const slot of this.#runs.get(runNumber)?.slots ?? []) yield readWalRow(this.#sql, slot);
  }

  /** Gives the slots of a run free: its batches are sealed, or gone. */
  release(runNumber: number): void {
    const run = this.#runs.get(runNumber);
    if (!run) return;
    this.#runs.delete(runNumber);
    this.#rows -= run.slots.length;
    this.#bytes -= run.bytes;
    // Not by spreading: a run may have more slots than a call takes arguments.
    for (const slot of run.slots) this.#free.push(slot);
  }

  #note(runNumber: number, slot: number, at: number, bytes: number): void {
    const run = this.#runs.get(runNumber) ?? { slots: [], bytes: 0, lastAt: 0 };
    run.lastAt = Math.max(run.lastAt, at);
    run.slots.push(slot);
    run.bytes += bytes;
    this.#runs.set(runNumber, run);
    this.#rows += 1;
    this.#bytes += bytes;
  }
}
