import type { TaskEvent } from "../ledger/ledger.ts";
import type { JobWords, OutcomeWords, SessionWords } from "../node/workers/protocol.ts";

/** What lies in the queue for a task. */
export interface QueuedJob {
  readonly session: SessionWords;
  readonly job: JobWords;
}

/** What a worker says of a task while it computes it, as the job's progress. */
export type JobNews = { readonly event: TaskEvent } | { readonly fraction: number; readonly note?: string };

/** How a job ended. Its events are told once more: Redis keeps only so much of what was said meanwhile. */
export interface JobEnd {
  readonly outcome: OutcomeWords;
  readonly events: readonly TaskEvent[];
}

/** Queue that runners and workers use when nobody names another. */
export const QUEUE = "cairn-tasks";

/** Where a runner says that a job is to stop; the worker that has it looks once a second. */
export const stopKey = (queue: string, jobId: string): string => `cairn:stop:${queue}:${jobId}`;
/** How long that is remembered, in s. */
export const STOP_S = 3_600;
