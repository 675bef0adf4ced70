import { type Column, sizeOf } from "./column.ts";

/** Columns that were read, the least recently used dropped first when they take too much memory. */
export class ColumnCache {
  readonly #entries = new Map<string, { column: Column | null; version: number; bytes: number }>();
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The column of a key at a version of its segment; undefined: not here. */
  get(key: string, version: number): Column | null | undefined {
    const entry = this.#entries.get(key);
    if (!entry || entry.version !== version) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.column;
  }

  set(key: string, version: number, column: Column | null): void {
    this.#bytes -= this.#entries.get(key)?.bytes ?? 0;
    const entry = { column, version, bytes: sizeOf(column) + key.length * 2 };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.#bytes += entry.bytes;
    for (const [oldest, { bytes }] of this.#entries) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#entries.delete(oldest);
      this.#bytes -= bytes;
    }
  }
}
