import { Queue, QueueEvents } from "bullmq";
import { ConfigurationError } from "../../errors.ts";
import { StopReason } from "../build/outcome.ts";
import type { Runner } from "../build/runner.ts";
import type { TaskEvent } from "../ledger/ledger.ts";
import { jobWords, outcomeOf, type SessionWords } from "../node/workers/protocol.ts";
import { connect } from "./connect.ts";
import { type JobEnd, type JobNews, QUEUE, type QueuedJob, STOP_S, stopKey } from "./words.ts";

export interface BullmqOptions {
  /** Of Redis, e.g. `redis://:password@10.0.0.5:6379`. Its password is what workers join with. */
  readonly url: string;
  /** Name of the queue; `cairn-tasks` when left out. */
  readonly queue?: string;
  /** Tasks in the queue at once; 256 when left out. How many are computed at once, the workers say. */
  readonly concurrency?: number;
}

/** A job is there until its runner has read how it ended; should the runner be gone, for so long. */
const KEPT = { age: 3_600 };

/**
 * Computes on workers that take tasks from a queue of BullMQ, on as many machines as they are started on (`cairn task worker`). Outputs and
 * the state folder, or a workspace, must be where the workers reach them too. A worker that dies loses its task to another.
 *
 * @example await build(report(), { runner: bullmq({ url: "redis://localhost:6379" }) });
 */
export function bullmq({ url, queue: name = QUEUE, concurrency = 256 }: BullmqOptions): Runner {
  return {
    name: "bullmq",
    concurrency,
    async open({ environment, build, isDebug, leaseMs, onEvent }) {
      if (!environment.spec) {
        throw new ConfigurationError({
          code: "not_configured",
          detail:
            'The runner "bullmq" needs outputs where its workers reach them. Set a root that they share: configureTasks({ root: "s3://…" }).',
        });
      }
      const session: SessionWords = { environment: environment.spec, build, isDebug, leaseMs };
      const client = await connect(url);
      const queue = new Queue<QueuedJob, JobEnd>(name, { connection: { url, maxRetriesPerRequest: 1 } });
      const events = new QueueEvents(name, { connection: { url } });
      // Each job that is waited for listens to both.
      queue.setMaxListeners(0);
      events.setMaxListeners(0);
      await events.waitUntilReady();
      // One listener for all jobs: there may be hundreds.
      const listeners = new Map<string, (news: JobNews) => void>();
      events.on("progress", ({ jobId, data }) => listeners.get(jobId)?.(data as JobNews));
      let tries = 0;
      return {
        async run({ task, force, signal, onProgress }) {
          const jobId = `${build}.${task.id}.${tries++}`;
          const words: QueuedJob = { session, job: jobWords(task, force) };
          const heard = new Set<string>();
          const hear = (event: TaskEvent): void => {
            if (heard.has(event.key)) return;
            heard.add(event.key);
            onEvent(event);
          };
          const onAbort = async () => {
            const kind = signal.reason instanceof StopReason && signal.reason.kind === "preempted" ? "preempted" : "cancelled";
            await client.set(stopKey(name, jobId), kind, "EX", STOP_S);
          };
          listeners.set(jobId, (news) => ("event" in news ? hear(news.event) : onProgress(news.fraction, news.note)));
          try {
            const job = await queue.add(task.type.name, words, { jobId, removeOnComplete: KEPT, removeOnFail: KEPT });
            if (signal.aborted) await onAbort();
            signal.addEventListener("abort", onAbort, { once: true });
            const { outcome, events: told } = await job.waitUntilFinished(events);
            for (const event of told) hear(event);
            await job.remove().catch(() => {});
            return await outcomeOf(outcome);
          } finally {
            listeners.delete(jobId);
            signal.removeEventListener("abort", onAbort);
          }
        },
        async close() {
          await events.close();
          await queue.close();
          client.disconnect();
        },
      };
    },
  };
}
