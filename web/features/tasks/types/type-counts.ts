import type { TaskType } from "@cairn/sdk/schema";

/** Results in the order of a bar: what there is to load stands at the left. */
export const RESULT_ORDER = ["success", "incomplete", "failed", "absent"] as const;

export const totalOf = (counts: TaskType["counts"]): number => counts.absent + counts.incomplete + counts.success + counts.failed;
