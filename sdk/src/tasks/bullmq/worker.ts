import { type Job, Worker } from "bullmq";
import { debugEnvironment } from "../build/debug.ts";
import { StopReason } from "../build/outcome.ts";
import { environmentOf, memoryEnvironment, type TaskEnvironment } from "../environment.ts";
import type { TaskEvent } from "../ledger/ledger.ts";
import { routeConsole } from "../node/console.ts";
import type { SessionWords } from "../node/workers/protocol.ts";
import { computeWords } from "../node/workers/serve.ts";
import { connect } from "./connect.ts";
import { type JobEnd, type JobNews, QUEUE, type QueuedJob, stopKey } from "./words.ts";

export interface BullmqWorkerOptions {
  /** Of Redis, with the password that lets this machine join. */
  readonly url: string;
  readonly queue?: string;
  /** Tasks at once; 1 when left out. */
  readonly concurrency?: number;
  /** Where this machine keeps or reaches outputs and state, instead of what the build says, e.g. another mount of the same share. */
  readonly environment?: { readonly root?: string; readonly state?: string };
}

export interface BullmqWorker {
  /** Ends when it is closed. */
  readonly closed: Promise<void>;
  /** Takes no more tasks, and ends when those that it has are done. */
  close(): Promise<void>;
}

/** Time between looks for a wish to stop, in ms. */
const STOP_LOOK_MS = 1_000;

/**
 * Computes tasks of a queue of BullMQ on this machine.
 * @throws ConfigurationError when Redis cannot be reached, or refuses the password
 *
 * @example await (await startWorker({ url: "redis://localhost:6379", concurrency: 4 })).closed;
 */
export async function startWorker({
  url,
  queue = QUEUE,
  concurrency = 1,
  environment: own = {},
}: BullmqWorkerOptions): Promise<BullmqWorker> {
  const client = await connect(url);
  const captured = routeConsole();
  const environments = new Map<string, TaskEnvironment>();
  const openFor = (session: SessionWords): TaskEnvironment => {
    const key = JSON.stringify([session.environment, session.isDebug]);
    const known = environments.get(key);
    if (known) return known;
    const real = environmentOf({ ...session.environment, ...own });
    const made = session.isDebug ? debugEnvironment(real, memoryEnvironment()) : real;
    environments.set(key, made);
    return made;
  };
  const compute = async (job: Job<QueuedJob, JobEnd>): Promise<JobEnd> => {
    const { session, job: words } = job.data;
    const events: TaskEvent[] = [];
    const say = (news: JobNews): void => void job.updateProgress(news).catch(() => {});
    const stop = new AbortController();
    const looking = setInterval(async () => {
      const kind = await client.get(stopKey(queue, job.id ?? "")).catch(() => null);
      if (kind === "cancelled" || kind === "preempted") stop.abort(new StopReason(kind, "The build was stopped."));
    }, STOP_LOOK_MS);
    try {
      const outcome = await computeWords(words, {
        environment: openFor(session),
        build: session.build,
        isDebug: session.isDebug,
        leaseMs: session.leaseMs,
        signal: stop.signal,
        onEvent(event) {
          events.push(event);
          say({ event });
        },
        onProgress: (fraction, note) => say({ fraction, ...(note === undefined ? {} : { note }) }),
        captured: captured.run,
      });
      return { outcome, events };
    } finally {
      clearInterval(looking);
    }
  };
  const worker = new Worker<QueuedJob, JobEnd>(queue, compute, { connection: { url, maxRetriesPerRequest: null }, concurrency });
  worker.on("error", (error) => console.error(`Cairn: Redis: ${error.message}`));
  await worker.waitUntilReady();
  let end: () => void = () => {};
  const closed = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    closed,
    async close() {
      await worker.close();
      client.disconnect();
      captured.stop();
      end();
    },
  };
}
