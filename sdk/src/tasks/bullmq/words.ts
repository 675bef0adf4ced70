import type { JobWords, SessionWords } from "../node/workers/protocol.ts";

/** What lies in the queue for a task. */
export interface QueuedJob {
  readonly session: SessionWords;
  readonly job: JobWords;
}

/** Queue that runners and workers use when nobody names another. */
export const QUEUE = "cairn-tasks";

/** Where a runner says that a job is to stop; the worker that has it looks once a second. */
export const stopKey = (queue: string, jobId: string): string => `cairn:stop:${queue}:${jobId}`;
/** How long that is remembered, in s. */
export const STOP_S = 3_600;
