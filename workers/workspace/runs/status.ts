import type { FinishRun, RunStatus } from "@cairn/sdk/schema";

/** Whether points that arrive now belong to the run. A run that finished or failed said itself that it had no more. */
export const acceptsPoints = (status: RunStatus): boolean => status === "running" || status === "crashed" || status === "cancelled";

/** Whether a run may end so: from running, and from crashed, which only means that nobody heard of it for a while. */
export const mayFinish = (from: RunStatus, to: FinishRun["status"]): boolean =>
  from === to ? false : from === "running" || from === "crashed";
