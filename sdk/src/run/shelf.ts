import type { BlobSource } from "./upload.ts";

/** Where blobs lie on disk. */
export interface BlobStore {
  putBlob(digest: string, bytes: Uint8Array): void;
  openBlob(digest: string): Blob | Promise<Blob>;
}

/** Bytes that wait for the server: in memory, or on disk as long as batches go there too. */
export class Shelf {
  readonly #items = new Map<string, { size: number; bytes: Uint8Array<ArrayBuffer> | null }>();
  #store: BlobStore | null = null;
  /** Bytes in memory. */
  bytes = 0;

  get isEmpty(): boolean {
    return this.#items.size === 0;
  }

  /** Keeps bytes. Throws when the disk takes no more and `mustStore` is set; else they stay in memory then. */
  put(digest: string, bytes: Uint8Array<ArrayBuffer>, mustStore = false): void {
    if (this.#items.has(digest)) return;
    const item = { size: bytes.length, bytes: bytes as Uint8Array<ArrayBuffer> | null };
    this.#items.set(digest, item);
    this.bytes += bytes.length;
    try {
      this.#lay(digest, item);
    } catch (error) {
      if (!mustStore) return;
      this.drop(digest);
      throw error;
    }
  }

  /** Moves what is in memory to disk, as far as it takes it. */
  useStore(store: BlobStore | null): void {
    this.#store = store;
    for (const [digest, item] of this.#items) {
      try {
        this.#lay(digest, item);
      } catch {
        // Stays in memory; the batches tell that the disk is full.
      }
    }
  }

  source(digest: string): BlobSource | null {
    const item = this.#items.get(digest);
    if (!item) return null;
    const open = () => (item.bytes ? new Blob([item.bytes]) : (this.#store as BlobStore).openBlob(digest));
    return { sha256: digest, size: item.size, open };
  }

  /** Bytes in memory, for the end of a process. */
  inMemory(digest: string): Uint8Array | null {
    return this.#items.get(digest)?.bytes ?? null;
  }

  drop(digest: string): void {
    this.bytes -= this.#items.get(digest)?.bytes?.length ?? 0;
    this.#items.delete(digest);
  }

  #lay(digest: string, item: { bytes: Uint8Array<ArrayBuffer> | null }): void {
    if (!this.#store || !item.bytes) return;
    this.#store.putBlob(digest, item.bytes);
    this.bytes -= item.bytes.length;
    item.bytes = null;
  }
}
