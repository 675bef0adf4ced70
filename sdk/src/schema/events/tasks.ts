import { z } from "zod";
import { Timestamp } from "../common.ts";
import { TaskResult } from "../task-status.ts";
import { FieldNames, workspaceEvent } from "./define.ts";

const Named = z.strictObject({ namespace: z.string(), name: z.string(), label: z.string().nullable() });
const named = { namespace: "vision.train", name: "TrainModel", label: null };
const Attempt = Named.extend({ attempt: z.number().int(), build: z.string().nullable() });
const build = "bld_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c";
const attempt = { ...named, attempt: 1, build };
const subject = "task";

/**
 * Events of tasks. That one was queued, started or succeeded happens too often to be told here: the log of the task's own events has it,
 * and `build.finished` counts them.
 */
export const TASK_EVENTS = {
  "task.registered": workspaceEvent({
    description: "Tasks were registered in one call; none is told of twice",
    subject: "workspace",
    data: z.strictObject({ count: z.number().int(), edges: z.number().int(), build: z.string().nullable() }),
    example: { count: 120, edges: 340, build },
  }),
  "task.updated": workspaceEvent({
    description: "Label or tags of a task changed",
    subject,
    data: z.strictObject({ label: z.string().nullable(), tags: FieldNames, remove_tags: FieldNames }).partial(),
    example: { label: "baseline" },
  }),
  "task.failed": workspaceEvent({
    description: "An attempt to compute a task failed",
    subject,
    data: Attempt.extend({ error: z.string().meta({ description: "its message, the first 500 characters" }) }),
    example: { ...attempt, error: "ValueError: no rows" },
  }),
  "task.crashed": workspaceEvent({
    description: "Whoever computed a task fell silent until its lease ended, or was seen to die",
    subject,
    data: Attempt,
    example: attempt,
  }),
  "task.invalidated": workspaceEvent({
    description: "The success of a task was taken back, and with `cascade` that of all that need it",
    subject,
    data: Named.extend({ count: z.number().int(), cascade: z.boolean(), reason: z.string().nullable() }),
    example: { ...named, count: 14, cascade: true, reason: "the labels were wrong" },
  }),
  "task.overridden": workspaceEvent({
    description: "Somebody set the result of a task by hand",
    subject,
    data: Named.extend({ from: TaskResult, to: TaskResult, reason: z.string() }),
    example: { ...named, from: "failed", to: "success", reason: "computed by hand" },
  }),
  "task.reported": workspaceEvent({
    description: "A report of a task was added or replaced",
    subject,
    data: z.strictObject({ asset: z.string(), kind: z.enum(["markdown", "json"]), bytes: z.number().int() }),
    example: { asset: "accuracy", kind: "markdown", bytes: 1_200 },
  }),
  "task.deleted": workspaceEvent({
    description: "A task was moved to the trash",
    subject,
    data: Named.extend({ purge_at: Timestamp }),
    example: { ...named, purge_at: "2026-12-21T09:30:00.000Z" },
  }),
  "task.restored": workspaceEvent({ description: "A task was taken back from the trash", subject, data: Named, example: named }),
  "task.collected": workspaceEvent({
    description: "Tasks that rules selected were moved to the trash",
    subject: "workspace",
    data: z.strictObject({ count: z.number().int(), size_bytes: z.number().int(), rules: FieldNames, purge_at: Timestamp }),
    example: { count: 420, size_bytes: 1_200_000_000, rules: ["failed"], purge_at: "2026-12-21T09:30:00.000Z" },
  }),
  "task.purged": workspaceEvent({
    description: "Tasks in the trash were dropped for good",
    subject: "workspace",
    data: z.strictObject({ count: z.number().int() }),
    example: { count: 420 },
  }),
  "task.imported": workspaceEvent({
    description: "Tasks came from an export, with what was known of them",
    subject: "workspace",
    data: z.strictObject({ registered: z.number().int(), attempts: z.number().int(), assets: z.number().int() }),
    example: { registered: 31, attempts: 40, assets: 2 },
  }),
  "task.types_declared": workspaceEvent({
    description: "Code told which types of tasks it has",
    subject: "workspace",
    data: z.strictObject({ declared: z.number().int(), changed: z.number().int(), orphaned: z.number().int() }),
    example: { declared: 18, changed: 2, orphaned: 1 },
  }),
  "task.settings_changed": workspaceEvent({
    description: "What holds for all tasks of the workspace was changed",
    subject: "workspace",
    data: z.strictObject({ leases_max: z.number().int().nullable() }),
    example: { leases_max: 64 },
  }),
} as const;
