import { z } from "zod";

/**
 * What there is of a task, whoever asked for it: `absent`, nothing to load, never computed or taken back; `incomplete`, an attempt runs
 * or was cut off; `success`, an output to load; `failed`, the last attempt ended with an error. A success stays one while a forced
 * attempt runs, and if that one fails.
 */
export const TaskResult = z.enum(["absent", "incomplete", "success", "failed"]).meta({
  description:
    "absent: nothing to load, never computed or taken back; incomplete: an attempt runs, or was cut off; success: an output to load; failed: the last attempt ended with an error",
});
export type TaskResult = z.infer<typeof TaskResult>;

/** How one try at computing a task stands. */
export const AttemptStatus = z.enum(["queued", "running", "suspended", "success", "failed", "cancelled", "preempted", "crashed"]);
export type AttemptStatus = z.infer<typeof AttemptStatus>;

/** The moves that an attempt may make; any other is answered with `illegal_transition`. An ended one never changes. */
export const ATTEMPT_TRANSITIONS: Record<AttemptStatus, readonly AttemptStatus[]> = {
  queued: ["running", "cancelled", "crashed"],
  running: ["suspended", "success", "failed", "cancelled", "preempted", "crashed"],
  suspended: ["running", "failed", "cancelled", "preempted", "crashed"],
  success: [],
  failed: [],
  cancelled: [],
  preempted: [],
  crashed: [],
};

export const isEndedAttempt = (status: AttemptStatus): boolean => ATTEMPT_TRANSITIONS[status].length === 0;

/**
 * How a task stands within a build: `waiting`, for somebody else's lease; `success`, computed here; `reused`, was complete already;
 * `skipped`, something that it needs failed.
 */
export const BuildTaskStatus = z.enum([
  "pending",
  "waiting",
  "queued",
  "running",
  "suspended",
  "success",
  "reused",
  "failed",
  "skipped",
  "cancelled",
  "preempted",
  "crashed",
]);
export type BuildTaskStatus = z.infer<typeof BuildTaskStatus>;

const anew: readonly BuildTaskStatus[] = ["pending", "waiting", "queued", "running", "reused", "skipped"];

/** The moves that a task may make within a build. What ended can only begin anew, as a build that is resumed does. */
export const BUILD_TASK_TRANSITIONS: Record<BuildTaskStatus, readonly BuildTaskStatus[]> = {
  pending: ["waiting", "queued", "running", "reused", "failed", "skipped", "cancelled"],
  waiting: ["pending", "queued", "running", "reused", "failed", "skipped", "cancelled"],
  queued: ["pending", "waiting", "running", "reused", "failed", "skipped", "cancelled", "crashed"],
  running: ["suspended", "success", "failed", "cancelled", "preempted", "crashed"],
  suspended: ["running", "failed", "cancelled", "preempted", "crashed"],
  success: ["pending", "waiting", "queued", "running", "reused"],
  reused: ["pending", "waiting", "queued", "running"],
  failed: anew,
  skipped: [...anew.filter((status) => status !== "skipped"), "cancelled"],
  cancelled: anew,
  preempted: anew,
  crashed: [...anew, "failed"],
};

/** Something that happened to a task. */
export const TaskEventType = z.enum([
  "registered",
  "reused",
  "queued",
  "waiting",
  "started",
  "suspended",
  "resumed",
  "succeeded",
  "failed",
  "skipped",
  "cancelled",
  "preempted",
  "crashed",
  "checkpointed",
  "invalidated",
  "overridden",
  "deleted",
  "restored",
]);
export type TaskEventType = z.infer<typeof TaskEventType>;

/** The events that clients report; the others the server writes when it does what they tell of. */
export const ReportedEventType = TaskEventType.exclude(["registered", "invalidated", "overridden", "deleted", "restored"]);
export type ReportedEventType = z.infer<typeof ReportedEventType>;

/** The status that an event gives an attempt; null: it is not about the attempt. */
export const ATTEMPT_STATUS_AFTER: Record<TaskEventType, AttemptStatus | null> = {
  registered: null,
  reused: null,
  queued: "queued",
  waiting: null,
  started: "running",
  suspended: "suspended",
  resumed: "running",
  succeeded: "success",
  failed: "failed",
  skipped: null,
  cancelled: "cancelled",
  preempted: "preempted",
  crashed: "crashed",
  checkpointed: null,
  invalidated: null,
  overridden: null,
  deleted: null,
  restored: null,
};

/** The status that an event gives its task within its build; null: it stays as it is. */
export const BUILD_TASK_STATUS_AFTER: Record<TaskEventType, BuildTaskStatus | null> = {
  ...ATTEMPT_STATUS_AFTER,
  registered: "pending",
  reused: "reused",
  waiting: "waiting",
  skipped: "skipped",
};

/** Whether an attempt may make a move. */
export const mayAttempt = (from: AttemptStatus, to: AttemptStatus): boolean => ATTEMPT_TRANSITIONS[from].includes(to);

/** Whether a task may make a move within a build; staying as it is always may. */
export const mayBuildTask = (from: BuildTaskStatus, to: BuildTaskStatus): boolean =>
  from === to || BUILD_TASK_TRANSITIONS[from].includes(to);

/** What there is of a task after its attempt came to a status, given what there was before. */
export function resultAfter(before: TaskResult, attempt: AttemptStatus): TaskResult {
  if (attempt === "success") return "success";
  if (before === "success") return "success";
  if (attempt === "queued") return before;
  return attempt === "failed" ? "failed" : "incomplete";
}

/** How a build stands. `interrupted`: it fell silent. */
export const BuildStatus = z.enum(["running", "success", "failed", "cancelled", "interrupted"]);
export type BuildStatus = z.infer<typeof BuildStatus>;

/** The moves that a build may make; one that ended goes on only when it is resumed. */
export const BUILD_TRANSITIONS: Record<BuildStatus, readonly BuildStatus[]> = {
  running: ["success", "failed", "cancelled", "interrupted"],
  interrupted: ["running", "success", "failed", "cancelled"],
  success: ["running"],
  failed: ["running"],
  cancelled: ["running"],
};
