import { z } from "zod";
import { ActorRef } from "./audit.ts";
import { idOf, PageQuery, Timestamp } from "./common.ts";
import { AttemptStatus, BuildStatus, ReportedEventType, TaskEventType, TaskResult } from "./task-status.ts";
import { isShallow, LeaseOwner, SHALLOW, TaskError, TaskId, TaskIds, TaskOutput, TaskResources } from "./tasks.ts";

/** Events that one call reports, and characters of what an event tells besides. */
export const TASK_EVENTS_MAX = 1_000;
export const TASK_EVENT_DATA_MAX = 8_000;
/** Lines of one batch of a task's log, and characters of one line. */
export const TASK_LINES_MAX = 1_000;
export const TASK_LINE_MAX = 16_000;

/**
 * Something that a client saw. One about an attempt that has a lease needs its token. `started` without a token begins an attempt
 * without a lease (a build that could not reach Cairn), which nobody else may be computing.
 */
export const NewTaskEvent = z
  .strictObject({
    task: TaskId,
    type: ReportedEventType,
    at: Timestamp.optional().meta({ description: "when it happened, by the client's clock; now when left out" }),
    token: z.number().int().optional(),
    attempt: z.number().int().min(1).optional().meta({ description: "of an attempt without a lease; its last one when left out" }),
    owner: LeaseOwner.optional().meta({ description: "of an attempt without a lease that starts" }),
    error: TaskError.optional().meta({ description: "failed and crashed need it" }),
    output: TaskOutput.optional().meta({ description: "succeeded needs it" }),
    resources: TaskResources.optional(),
    dependencies: TaskIds.optional().meta({ description: "found while it ran; they are kept as its dependencies" }),
    data: z
      .record(z.string().max(250), z.unknown().refine(isShallow, SHALLOW))
      .refine((data) => JSON.stringify(data).length <= TASK_EVENT_DATA_MAX, `may hold at most ${TASK_EVENT_DATA_MAX} characters of JSON`)
      .optional(),
    key: z.string().min(1).max(100).optional().meta({ description: "one that came before is not taken again" }),
  })
  .superRefine((event, ctx) => {
    const needs = (field: "error" | "output") => {
      if (event[field] === undefined)
        ctx.addIssue({ code: "custom", path: [field], message: `is needed by an event of type ${event.type}` });
    };
    if (event.type === "failed") needs("error");
    if (event.type === "succeeded") needs("output");
  })
  .meta({ id: "NewTaskEvent" });
export type NewTaskEvent = z.infer<typeof NewTaskEvent>;

/** Taken in order, all or none. */
export const AppendTaskEvents = z.strictObject({ events: z.array(NewTaskEvent).max(TASK_EVENTS_MAX) }).meta({ id: "AppendTaskEvents" });
export type AppendTaskEvents = z.infer<typeof AppendTaskEvents>;

export const TaskEventsAccepted = z
  .object({
    accepted: z.number().int(),
    repeated: z.number().int().meta({ description: "events whose key came before" }),
    build_status: BuildStatus.nullable().meta({ description: "cancelled: stop" }),
  })
  .meta({ id: "TaskEventsAccepted" });
export type TaskEventsAccepted = z.infer<typeof TaskEventsAccepted>;

export const TaskEvent = z
  .object({
    sequence: z.number().int().meta({ description: "counts up in the workspace" }),
    task: TaskId,
    build: idOf("build").nullable(),
    attempt: z.number().int().nullable(),
    type: TaskEventType,
    at: Timestamp.meta({ description: "when it happened, as was reported" }),
    recorded_at: Timestamp,
    actor: ActorRef,
    owner: LeaseOwner.nullable(),
    result: TaskResult.meta({ description: "of the task, after it" }),
    data: z.record(z.string(), z.unknown()).meta({ description: "what it told: error, output, resources, dependencies, reason, data" }),
  })
  .meta({ id: "TaskEvent" });
export type TaskEvent = z.infer<typeof TaskEvent>;
export const TaskEventListQuery = PageQuery.extend({
  attempt: z.coerce.number().int().min(1).optional(),
  order: z.enum(["oldest", "newest"]).default("oldest"),
  since: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .meta({ description: "only those after this `sequence`: what is new, at no more than its own cost" }),
});

export const InvalidateTasks = z
  .strictObject({
    cascade: z.boolean().default(false).meta({ description: "also all that need it, directly or not" }),
    reason: z.string().max(2_000).optional(),
  })
  .meta({ id: "InvalidateTasks", examples: [{ cascade: true, reason: "the labels were wrong" }] });
export type InvalidateTasks = z.infer<typeof InvalidateTasks>;
export const TasksInvalidated = z
  .object({ tasks: z.array(TaskId).meta({ description: "whose success was taken back, the first 10,000" }), count: z.number().int() })
  .meta({ id: "TasksInvalidated" });
export type TasksInvalidated = z.infer<typeof TasksInvalidated>;

export const OverrideTask = z
  .strictObject({
    result: z.enum(["absent", "success", "failed"]),
    reason: z.string().trim().min(1).max(2_000),
    output: TaskOutput.optional().meta({ description: "of a success whose output Cairn does not know" }),
  })
  .meta({ id: "OverrideTask", examples: [{ result: "success", reason: "computed by hand" }] });
export type OverrideTask = z.infer<typeof OverrideTask>;

const TaskLevel = z.enum(["debug", "info", "warn", "error"]);
export const NewTaskLine = z.strictObject({
  at: z.number().int().min(0).max(8.64e15).meta({ description: "Unix time in ms" }),
  level: TaskLevel.default("info"),
  text: z.string().max(TASK_LINE_MAX),
});
/** Lines of an attempt. `first` counts its lines from 1, so that a batch that comes again is not kept again. */
export const AppendTaskLines = z
  .strictObject({
    attempt: z.number().int().min(1),
    first: z.number().int().min(1),
    lines: z.array(NewTaskLine).min(1).max(TASK_LINES_MAX),
  })
  .meta({ id: "AppendTaskLines", examples: [{ attempt: 1, first: 1, lines: [{ at: 1_790_000_000_000, text: "epoch 1" }] }] });
export type AppendTaskLines = z.infer<typeof AppendTaskLines>;
export const TaskLinesAccepted = z
  .object({ line_count: z.number().int().meta({ description: "lines that are kept of the attempt" }) })
  .meta({ id: "TaskLinesAccepted" });
export type TaskLinesAccepted = z.infer<typeof TaskLinesAccepted>;

export const TaskLogLine = z
  .object({ attempt: z.number().int(), number: z.number().int(), at: z.number().int(), level: TaskLevel, text: z.string() })
  .meta({ id: "TaskLogLine" });
export type TaskLogLine = z.infer<typeof TaskLogLine>;
export const TaskLineQuery = z.object({
  attempt: z.coerce.number().int().min(1).optional().meta({ description: "the last one when left out" }),
  tail: z.coerce.number().int().min(1).max(5_000).optional().meta({ description: "the last so many lines" }),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(5_000).default(1_000),
});

/** Attempts of one task that an export tells of: the newest. */
export const EXPORTED_ATTEMPTS_MAX = 1_000;
/** What an attempt was, of an export; a status as it came to be. */
export const ExportedAttempt = z.strictObject({
  number: z.number().int().min(1).max(1_000_000),
  status: AttemptStatus,
  started_at: Timestamp.nullable(),
  finished_at: Timestamp.nullable(),
  owner: LeaseOwner.nullable(),
  error: TaskError.nullable(),
  output: TaskOutput.nullable(),
  resources: TaskResources.nullable(),
});
export type ExportedAttempt = z.infer<typeof ExportedAttempt>;
