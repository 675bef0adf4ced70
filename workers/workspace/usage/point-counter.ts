import { countPoints } from "../../series/packed-columns.ts";
import { dayOf } from "../../shared/clock.ts";
import { addUsage, batchesAfter, readMark, writeMark } from "./store.ts";

/**
 * Counts the points that are stored. A batch is counted in memory and not in a row of its own, which would double what it writes: the
 * log of batches holds what is not written yet, so that it is counted again after a wake. Hence `write` before a slot of the log is
 * given to another batch.
 */
export class PointCounter {
  readonly #sql: SqlStorage;
  readonly #days = new Map<number, number>();
  #ordinal: number;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.#ordinal = readMark(sql);
    for (const { ordinal, at, packed } of batchesAfter(sql, this.#ordinal))
      this.add({ ordinal, at, points: packed ? countPoints(packed) : 0 });
  }

  /** Counts a batch that is in the log. */
  add({ ordinal, at, points }: { ordinal: number; at: number; points: number }): void {
    this.#ordinal = ordinal;
    if (points === 0) return;
    const day = dayOf(at);
    this.#days.set(day, (this.#days.get(day) ?? 0) + points);
  }

  /** Writes what was counted. Call it inside a transaction; after one that was rolled back a new counter is made. */
  write(): void {
    if (this.#days.size === 0) return;
    for (const [day, value] of this.#days) addUsage(this.#sql, { day, meter: "points", value });
    writeMark(this.#sql, this.#ordinal);
    this.#days.clear();
  }
}
