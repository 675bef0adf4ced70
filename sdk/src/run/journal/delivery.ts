import type { Batches } from "../batches.ts";
import type { Delivery } from "../writer.ts";
import type { JournalWriter } from "./writer.ts";

/** Brings batches to a journal instead of to a server. Full ones are there when `log()` returns, the open one soon after. */
export function offlineDelivery({
  batches,
  journal,
  flushIntervalMs,
}: {
  batches: Batches;
  journal: JournalWriter;
  flushIntervalMs: number;
}): Delivery {
  let timer: ReturnType<typeof setTimeout> | null = null;
  /** What lies on disk is done with; what the disk did not take waits for the next try. */
  const forgetStored = () => {
    while (batches.first()?.body === null) batches.shift();
  };
  const seal = () => {
    batches.seal();
    forgetStored();
  };
  return {
    failure: null,
    notice() {
      forgetStored();
      timer ??= setTimeout(() => {
        timer = null;
        seal();
      }, flushIntervalMs).unref();
    },
    async flush() {
      seal();
      if (batches.hasFull) throw new Error(`The disk of ${journal.folder} takes no more; not all that was logged is there.`);
      journal.sync();
    },
    hold: (promise) => promise,
    hurry() {},
    close() {
      if (timer) clearTimeout(timer);
    },
  };
}
