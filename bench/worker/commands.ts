import { packColumns } from "../../workers/series/packed-columns.ts";
import type { Call } from "../../workers/workspace/context.ts";
import { copyTasks } from "./copy-tasks.ts";
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

/** Time of the first point that is made here, Unix ms. */
const START_MS = 1_795_252_200_000;
const BATCH_POINTS = 10_000;

/** A number from 0 to 1 that depends on two numbers alone. */
const noise = (a: number, b: number): number => {
  const x = Math.sin(a * 12.9898 + b * 78.233) * 43758.5453;
  return x - Math.floor(x);
};

/** Does what a request does; throws what it would answer as a problem. */
async function ask(object: BenchWorkspace, verb: string, call: Call, input: unknown): Promise<void> {
  const verbs = object as unknown as Record<string, (call: Call, input: unknown) => unknown>;
  const answer = (await verbs[verb]?.(call, input)) as { fault?: unknown } | undefined;
  if (!answer || answer.fault) throw new Error(`${verb}: ${JSON.stringify(answer)}`);
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

  /** Inserts all tasks once more; see there. */
  copyTasks: ({ storage, input }) => ({
    tasks: storage.transactionSync(() => copyTasks(storage.sql, (input as { suffix: string }).suffix)),
  }),

  /** Runs a verb many times; its answers are dropped, so what is measured is the object alone. */
  repeat: async ({ object, call, input }) => {
    const { verb, input: each, times } = input as { verb: string; input: unknown; times: number };
    for (let i = 0; i < times; i++) await ask(object, verb, call, each);
    return { times };
  },

  /** Logs a curve of so many points to each key of a run, and ends it. */
  seedPoints: async ({ object, call, input }) => {
    const { run, keys, points } = input as { run: string; keys: string[]; points: number };
    const steps = Math.floor(BATCH_POINTS / keys.length);
    for (let first = 0, sequence = 1; first < points; first += steps, sequence++) {
      const at = Array.from({ length: Math.min(steps, points - first) }, (_, i) => first + i);
      const columns = keys.map((key, k) => ({
        key,
        steps: at,
        times: at.map((step) => START_MS + step * 40 + (step % 3)),
        values: at.map((step) => Math.fround(Math.exp(-step / points) + k / 7 + noise(step, k) / 50)),
      }));
      await ask(object, "runLog", call, { run, batch: { writer: "seed_seed", sequence, points: packColumns(columns).buffer } });
    }
    await ask(object, "runFinish", call, { run, end: { status: "finished" } });
    return { points };
  },
};
