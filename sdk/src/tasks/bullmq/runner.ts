import { Queue, QueueEvents } from "bullmq";
import { ConfigurationError } from "../../errors.ts";
import { StopReason } from "../build/outcome.ts";
import type { Runner } from "../build/runner.ts";
import { jobWords, type OutcomeWords, outcomeOf, type SessionWords } from "../node/workers/protocol.ts";
import { connect } from "./connect.ts";
import { QUEUE, type QueuedJob, STOP_S, stopKey } from "./words.ts";

export interface BullmqOptions {
  /** Of Redis, e.g. `redis://:password@10.0.0.5:6379`. Its password is what workers join with. */
  readonly url: string;
  /** Name of the queue; `cairn-tasks` when left out. */
  readonly queue?: string;
  /** Tasks in the queue at once; 256 when left out. How many are computed at once, the workers say. */
  readonly concurrency?: number;
}

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
    async open({ environment, build, isDebug, leaseMs, onEvent: _ }) {
      if (!environment.spec) {
        throw new ConfigurationError({
          code: "not_configured",
          detail:
            'The runner "bullmq" needs outputs where its workers reach them. Set a root that they share: configureTasks({ root: "s3://…" }).',
        });
      }
      const session: SessionWords = { environment: environment.spec, build, isDebug, leaseMs };
      const client = await connect(url);
      const queue = new Queue<QueuedJob, OutcomeWords>(name, { connection: { url, maxRetriesPerRequest: 1 } });
      const events = new QueueEvents(name, { connection: { url } });
      await events.waitUntilReady();
      let tries = 0;
      return {
        async run({ task, force, signal, onProgress }) {
          const jobId = `${build}.${task.id}.${tries++}`;
          const words: QueuedJob = { session, job: jobWords(task, force) };
          const job = await queue.add(task.type.name, words, { jobId, removeOnComplete: true, removeOnFail: true });
          const onAbort = async () => {
            const kind = signal.reason instanceof StopReason && signal.reason.kind === "preempted" ? "preempted" : "cancelled";
            await client.set(stopKey(name, jobId), kind, "EX", STOP_S);
          };
          const onMoved = ({ jobId: moved, data }: { jobId: string; data: unknown }) => {
            if (moved === jobId && typeof data === "number") onProgress(data, undefined);
          };
          events.on("progress", onMoved);
          if (signal.aborted) await onAbort();
          signal.addEventListener("abort", onAbort, { once: true });
          try {
            return await outcomeOf(await job.waitUntilFinished(events));
          } finally {
            events.off("progress", onMoved);
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
