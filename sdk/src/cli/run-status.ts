import type { RunStatus } from "../schema/runs.ts";

/** Colour of each status, as on the pages. */
export const STATUS_STYLES = {
  queued: "dim",
  running: "cyan",
  finished: "green",
  failed: "red",
  crashed: "red",
  cancelled: "dim",
  preempted: "yellow",
} as const satisfies Record<RunStatus, string>;

/** Whether a run with this status has nothing more to say, unless it is started again. */
export const isEnded = (status: RunStatus) => status !== "queued" && status !== "running";
