import type { Call } from "../../workers/workspace/context.ts";
import type { BenchWorkspace } from "./object.ts";
import { type SeededRuns, seedRuns } from "./seed-runs.ts";

interface Given {
  object: BenchWorkspace;
  storage: DurableObjectStorage;
  call: Call;
  input: unknown;
  rowsWritten: () => number;
  /** Ends the object once the command is answered; the next call wakes it anew. */
  restart: () => void;
}

/** What a benchmark may ask of the object, by name. */
export const commands: Record<string, (given: Given) => unknown> = {
  /** What the object has written, and how much it holds. */
  stats: ({ storage, rowsWritten }) => ({ rowsWritten: rowsWritten(), bytes: storage.sql.databaseSize }),

  /** Adds runs; what the object knew of its tables is forgotten. Their columns are made by the searches and the alarm that follow. */
  seedRuns: ({ storage, input, restart }) => {
    storage.transactionSync(() => seedRuns(storage.sql, input as SeededRuns));
    restart();
    return {};
  },

  /** Runs a verb many times; its answers are dropped, so what is measured is the object alone. */
  repeat: async ({ object, call, input }) => {
    const { verb, input: each, times } = input as { verb: string; input: unknown; times: number };
    const verbs = object as unknown as Record<string, (call: Call, input: unknown) => unknown>;
    for (let i = 0; i < times; i++) {
      const answer = (await verbs[verb]?.(call, each)) as { fault?: unknown } | undefined;
      if (!answer || answer.fault) throw new Error(`${verb}: ${JSON.stringify(answer)}`);
    }
    return { times };
  },
};
