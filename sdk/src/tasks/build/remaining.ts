/** Estimates how long what is left of a build takes, by what its tasks have taken so far. */
export class Remaining {
  #count = 0;
  #totalMs = 0;

  /** A task was computed in so many ms. */
  learn(ms: number): void {
    this.#count++;
    this.#totalMs += ms;
  }

  /** In ms, for so many tasks and so many at once; null as long as nothing is known to estimate from. */
  estimate(left: number, concurrency: number): number | null {
    if (left === 0) return 0;
    if (this.#count === 0) return null;
    return (left * (this.#totalMs / this.#count)) / Math.max(1, Math.min(concurrency, left));
  }
}
