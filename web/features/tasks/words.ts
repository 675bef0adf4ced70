import type { BuildStatus, BuildTaskStatus, TaskRef } from "@cairn/sdk/schema";

/** The start of an id, as it is shown. */
export const shortId = (id: string): string => id.slice(0, 10);

/** "vision.Train". */
export const typeName = ({ namespace, name }: Pick<TaskRef, "namespace" | "name">): string => (namespace ? `${namespace}.${name}` : name);

/** What a task is called: its label, else its name. */
export const titleOf = ({ label, name }: Pick<TaskRef, "label" | "name">): string => label ?? name;

/** How tasks of a build stand: what needs a look first, then what goes on, then what is done. */
export const BUILD_TASK_STATUSES = [
  "failed",
  "crashed",
  "preempted",
  "cancelled",
  "skipped",
  "running",
  "suspended",
  "waiting",
  "queued",
  "pending",
  "reused",
  "success",
] as const satisfies readonly BuildTaskStatus[];

/** The same in a bar: what is done stands at the left, what is to come at the right. */
export const BAR_ORDER = [
  "success",
  "reused",
  ...BUILD_TASK_STATUSES.filter((status) => status !== "success" && status !== "reused"),
] as const;

export const BUILD_STATUSES = ["running", "success", "failed", "cancelled", "interrupted"] as const satisfies readonly BuildStatus[];

/** Whether a task of a build is through, well or not. */
export const isDone = (status: string): boolean => status === "success" || status === "reused";
export const isEndedBuild = (status: BuildStatus): boolean => status === "success" || status === "failed" || status === "cancelled";

/** What the word means, wherever it stands (docs/tasks.md). */
export const ABSENT = "Absent: there is nothing to load. It was never computed, or its output was taken back.";
export const RESULT_MEANING: Readonly<Record<TaskRef["result"], string>> = {
  absent: ABSENT,
  incomplete: "Incomplete: an attempt runs, or was cut off before it ended.",
  success: "Success: there is an output to load.",
  failed: "Failed: the last attempt ended with an error.",
};

/** Colour of a status in bars and in the graph, as a class of the background. */
export const STATUS_FILL: Readonly<Record<string, string>> = {
  running: "bg-status-running",
  suspended: "bg-status-running",
  waiting: "bg-status-stale",
  queued: "bg-status-queued/50",
  pending: "bg-status-queued/25",
  absent: "bg-status-queued/25",
  incomplete: "bg-status-stale",
  failed: "bg-status-failed",
  crashed: "bg-status-crashed",
  preempted: "bg-status-stale",
  cancelled: "bg-status-cancelled",
  skipped: "bg-status-cancelled/50",
  reused: "bg-status-success/55",
  success: "bg-status-success",
};
