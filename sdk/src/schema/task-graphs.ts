import { z } from "zod";
import { ActorRef } from "./audit.ts";
import { PageQuery, Timestamp } from "./common.ts";
import { EXPORTED_ATTEMPTS_MAX, ExportedAttempt } from "./task-events.ts";
import { TaskResult } from "./task-status.ts";
import { isShallow, NewTask, SHALLOW, TaskId, TaskIds, TaskName, TaskNamespace, TaskParams, TaskRef, TaskVersion } from "./tasks.ts";

/** Task types that one manifest declares. */
export const TASK_TYPES_MAX = 5_000;

export const TaskRelativesQuery = PageQuery.extend({
  transitive: z.enum(["true", "false"]).default("false").meta({ description: "also those of those, nearest first" }),
});
export const TaskRelative = TaskRef.extend({
  distance: z.number().int().meta({ description: "edges between the two, the shortest way" }),
  is_deleted: z.boolean(),
}).meta({ id: "TaskRelative" });
export type TaskRelative = z.infer<typeof TaskRelative>;

const Json = z.unknown() as z.ZodType<TaskParams>;

/** Why a task has to be computed: what differs from the task of its type that is most like it and is there. */
export const TaskExplanation = z
  .object({
    result: TaskResult.nullable().meta({ description: "null: it is not registered" }),
    nearest: TaskRef.nullable(),
    differences: z.array(
      z.object({
        path: z.string().meta({ examples: ["params.model.depth"] }),
        old: Json.optional().meta({ description: "of the nearest; left out when it has none" }),
        new: Json.optional(),
      }),
    ),
    summary: z.string(),
  })
  .meta({
    id: "TaskExplanation",
    examples: [
      {
        result: "absent",
        nearest: null,
        differences: [],
        summary: "It is absent: nothing was computed, or it was taken back; no other task of its type has an output.",
      },
    ],
  });
export type TaskExplanation = z.infer<typeof TaskExplanation>;

export const TaskGraphQuery = z.object({
  depth: z.coerce.number().int().min(0).max(100).default(2),
  limit: z.coerce.number().int().min(1).max(5_000).default(500),
});
/** A part of the graph. Edges are pairs of places in `nodes`: the task, and what it needs. */
export const TaskGraph = z
  .object({
    nodes: z.array(TaskRef.extend({ dependency_count: z.number().int(), dependent_count: z.number().int() })),
    edges: z.array(z.tuple([z.number().int(), z.number().int()])),
    is_truncated: z.boolean().meta({ description: "there is more within the depth" }),
  })
  .meta({ id: "TaskGraph" });
export type TaskGraph = z.infer<typeof TaskGraph>;

/** A type of tasks as code declares it. */
export const NewTaskType = z
  .strictObject({
    namespace: TaskNamespace,
    name: TaskName,
    version: TaskVersion,
    schema: z.record(z.string(), z.unknown().refine(isShallow, SHALLOW)).meta({ description: "JSON schema of the parameters" }),
    schema_hash: z.string().min(1).max(128),
    base: z.strictObject({ namespace: TaskNamespace, name: TaskName }).optional().meta({ description: "the type that it stands in for" }),
    doc: z.string().max(10_000).optional(),
    module: z.string().max(2_000).optional(),
    dependencies: z
      .array(z.strictObject({ namespace: TaskNamespace, name: TaskName }))
      .max(1_000)
      .optional()
      .meta({ description: "types that its parameters ask for" }),
  })
  .meta({ id: "NewTaskType" });
export type NewTaskType = z.infer<typeof NewTaskType>;
/** All types that the code has now: one that was declared before and is not among them is an orphan from then on. */
export const TaskManifest = z.strictObject({ types: z.array(NewTaskType).max(TASK_TYPES_MAX) }).meta({ id: "TaskManifest" });
export type TaskManifest = z.infer<typeof TaskManifest>;
export const TaskManifestAccepted = z
  .object({ declared: z.number().int(), changed: z.number().int(), orphaned: z.number().int() })
  .meta({ id: "TaskManifestAccepted" });
export type TaskManifestAccepted = z.infer<typeof TaskManifestAccepted>;

const counts = z.object({
  absent: z.number().int(),
  incomplete: z.number().int(),
  success: z.number().int(),
  failed: z.number().int(),
});

/** A type of tasks: of the manifest, of tasks that there are, or of both. */
export const TaskType = z
  .object({
    id: z.number().int(),
    namespace: z.string(),
    name: z.string(),
    version: z.string(),
    schema: z.record(z.string(), z.unknown()).nullable(),
    schema_hash: z.string().nullable().meta({ description: "as declared; null: never declared" }),
    base: z.object({ namespace: z.string(), name: z.string() }).nullable(),
    doc: z.string().nullable(),
    module: z.string().nullable(),
    counts: counts.meta({ description: "tasks by result" }),
    size_bytes: z.number().int(),
    stale: z.number().int().meta({ description: "tasks whose schema is not the declared one" }),
    is_declared: z.boolean().meta({ description: "in the last manifest" }),
    is_orphan: z.boolean().meta({ description: "there is a manifest, and it is not in it" }),
    last_used_at: Timestamp.nullable(),
  })
  .meta({ id: "TaskType" });
export type TaskType = z.infer<typeof TaskType>;
export const TaskTypes = z
  .object({ items: z.array(TaskType), declared_at: Timestamp.nullable(), declared_by: ActorRef.nullable() })
  .meta({ id: "TaskTypes" });
export type TaskTypes = z.infer<typeof TaskTypes>;

/** The graph of everything, by type. */
export const TaskTypeGraph = z
  .object({
    nodes: z.array(TaskType.omit({ schema: true })),
    edges: z
      .array(
        z.object({
          from: z.number().int(),
          to: z.number().int(),
          count: z.number().int().meta({ description: "edges between their tasks; 0: declared alone" }),
        }),
      )
      .meta({ description: "ids of types: the one that needs, and the one that is needed" }),
    subtypes: z
      .array(z.object({ from: z.number().int(), to: z.number().int() }))
      .meta({ description: "ids of types: the subtype, and its base" }),
  })
  .meta({ id: "TaskTypeGraph" });
export type TaskTypeGraph = z.infer<typeof TaskTypeGraph>;

const GcRule = z.enum(["older_than", "failed", "orphaned", "unreferenced"]);
/** Which tasks are moved to the trash. By itself it only tells what would be. */
export const CollectTasks = z
  .strictObject({
    rules: z
      .strictObject({
        older_than_s: z.number().int().min(0).optional().meta({ description: "nothing happened to it for so long" }),
        failed: z.literal(true).optional(),
        orphaned: z.literal(true).optional().meta({ description: "its type is not in the manifest any more" }),
        unreferenced: z.literal(true).optional().meta({ description: "no task needs it, and it is no root of a build" }),
      })
      .refine((rules) => Object.keys(rules).length > 0, "must name a rule"),
    match: z.enum(["any", "all"]).default("any"),
    namespace: TaskNamespace.optional().meta({ description: "only tasks in it and below" }),
    dry_run: z.boolean().default(true),
  })
  .meta({ id: "CollectTasks", examples: [{ rules: { failed: true, older_than_s: 2_592_000 }, match: "all" }] });
export type CollectTasks = z.infer<typeof CollectTasks>;
export const TasksCollected = z
  .object({
    dry_run: z.boolean(),
    rules: z
      .array(z.object({ rule: GcRule, tasks: z.number().int(), size_bytes: z.number().int() }))
      .meta({ description: "what each selects by itself" }),
    tasks: z.number().int().meta({ description: "selected; running ones never are" }),
    size_bytes: z.number().int(),
    items: z
      .array(TaskRef.extend({ uri: z.string().nullable(), size_bytes: z.number().int(), rules: z.array(GcRule) }))
      .meta({ description: "the first 10,000: what was deleted, or would be, and where its output lies" }),
    is_more: z.boolean().meta({ description: "ask again for the rest" }),
  })
  .meta({ id: "TasksCollected" });
export type TasksCollected = z.infer<typeof TasksCollected>;

export const ExportTasks = z
  .strictObject({ tasks: TaskIds.min(1), events: z.boolean().default(true), assets: z.boolean().default(true) })
  .meta({ id: "ExportTasks" });
export type ExportTasks = z.infer<typeof ExportTasks>;
/** A line of an export: each task after all that it needs, what else is known of it right behind it. */
export const TaskExportLine = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("export"), format: z.literal(1), roots: TaskIds, exported_at: Timestamp }),
  z.strictObject({
    kind: z.literal("task"),
    task: NewTask,
    result: TaskResult,
    attempts: z.array(ExportedAttempt).max(EXPORTED_ATTEMPTS_MAX),
  }),
  z.strictObject({
    kind: z.literal("asset"),
    task: TaskId,
    name: z.string(),
    asset_kind: z.enum(["markdown", "json"]),
    content: TaskParams,
  }),
]);
export type TaskExportLine = z.infer<typeof TaskExportLine>;
export const TasksImported = z
  .object({ registered: z.number().int(), existing: z.number().int(), attempts: z.number().int(), assets: z.number().int() })
  .meta({ id: "TasksImported" });
export type TasksImported = z.infer<typeof TasksImported>;
