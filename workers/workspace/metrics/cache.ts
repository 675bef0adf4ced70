/** Things by name, as many as fit into so many bytes; what was not used for longest goes first. */
export class Cache<T> {
  readonly #maxBytes: number;
  readonly #kept = new Map<string, { value: T; bytes: number }>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  has(name: string): boolean {
    return this.#kept.has(name);
  }

  get(name: string): T | undefined {
    const found = this.#kept.get(name);
    if (!found) return undefined;
    this.#kept.delete(name);
    this.#kept.set(name, found);
    return found.value;
  }

  set(name: string, value: T, bytes: number): void {
    this.delete(name);
    this.#kept.set(name, { value, bytes: bytes + 100 });
    this.#bytes += bytes + 100;
    for (const [oldest] of this.#kept) {
      if (this.#bytes <= this.#maxBytes || oldest === name) break;
      this.delete(oldest);
    }
  }

  delete(name: string): void {
    this.#bytes -= this.#kept.get(name)?.bytes ?? 0;
    this.#kept.delete(name);
  }

  keys(): string[] {
    return [...this.#kept.keys()];
  }
}
