import { dayOf } from "../shared/clock.ts";
import { addCount } from "./store.ts";

/** Counts requests by day and workspace, in memory until they are written together. */
export class RequestCounter {
  readonly #days = new Map<number, Map<string, number>>();

  /** Counts one; '' stands for what is of no workspace. */
  add(at: number, workspace: string): void {
    const day = dayOf(at);
    const counts = this.#days.get(day) ?? new Map<string, number>();
    this.#days.set(day, counts);
    counts.set(workspace, (counts.get(workspace) ?? 0) + 1);
  }

  /** Writes what was counted since the last time. */
  write(storage: DurableObjectStorage): void {
    if (this.#days.size === 0) return;
    storage.transactionSync(() => {
      for (const [day, counts] of this.#days)
        for (const [workspace, value] of counts) addCount(storage.sql, { day, meter: "requests", workspace, value });
    });
    this.#days.clear();
  }
}
