import { z } from "zod";
import { ActorRef } from "./audit.ts";
import { DisplayName, idOf, PageQuery, Timestamp } from "./common.ts";
import { RunEnvironment } from "./environment.ts";
import { FieldKeys, Tags } from "./fields.ts";
import { AttemptStatus, BuildStatus, BuildTaskStatus } from "./task-status.ts";
import { TaskId, TaskIds, TaskRef } from "./tasks.ts";

/** Builds on one page of their list, unless told otherwise. */
export const BUILDS_PER_PAGE = 20;
/** Tasks of one build. */
export const BUILD_TASKS_MAX = 100_000;

const Description = z.string().max(10_000);
const Commit = z.string().max(64);
const Reason = z.string().trim().min(1).max(2_000);

/** How many tasks of a build stand how. */
export const BuildCounts = z
  .object(Object.fromEntries(BuildTaskStatus.options.map((status) => [status, z.number().int()])) as Record<BuildTaskStatus, z.ZodNumber>)
  .meta({ id: "BuildCounts" });
export type BuildCounts = z.infer<typeof BuildCounts>;

export const Build = z
  .object({
    id: idOf("build"),
    number: z.number().int().meta({ description: "counts up in the workspace" }),
    name: z.string(),
    description: z.string(),
    status: BuildStatus,
    commit: z.string().nullable(),
    host: z.string().nullable(),
    runner: z.string().nullable(),
    tags: Tags,
    roots: TaskIds.meta({ description: "tasks that were asked for" }),
    task_count: z.number().int(),
    counts: BuildCounts,
    created_by: ActorRef,
    created_at: Timestamp,
    finished_at: Timestamp.nullable(),
    heartbeat_at: Timestamp.meta({ description: "when its clients were last heard of" }),
    resumed: z.number().int().meta({ description: "how often it went on after it had ended" }),
    error: z.string().nullable(),
    overridden: z.object({ by: ActorRef, at: Timestamp, from: BuildStatus, reason: z.string() }).nullable(),
  })
  .meta({ id: "Build" });
export type Build = z.infer<typeof Build>;

export const BuildDetail = Build.extend({ environment: RunEnvironment, heartbeat_timeout_s: z.number().int() }).meta({ id: "BuildDetail" });
export type BuildDetail = z.infer<typeof BuildDetail>;

export const CreateBuild = z
  .strictObject({
    id: idOf("build").optional().meta({ description: "made by the client, so that a retry makes no second build" }),
    name: DisplayName.optional().meta({ description: "a friendly name is made when left out" }),
    description: Description.default(""),
    commit: Commit.optional().meta({ description: "the environment's when left out" }),
    runner: z.string().max(100).optional(),
    tags: Tags.default({}),
    roots: z.array(TaskId).max(1_000).default([]),
    environment: RunEnvironment.default({}),
    heartbeat_timeout_s: z.number().int().min(10).max(86_400).default(120).meta({ description: "silent for longer: interrupted" }),
  })
  .meta({ id: "CreateBuild", examples: [{ name: "nightly", roots: [] }] });
export type CreateBuild = z.infer<typeof CreateBuild>;

export const UpdateBuild = z
  .strictObject({
    name: DisplayName.optional(),
    description: Description.optional(),
    tags: Tags.optional(),
    remove_tags: FieldKeys.optional(),
  })
  .meta({ id: "UpdateBuild", examples: [{ description: "with the new labels" }] });
export type UpdateBuild = z.infer<typeof UpdateBuild>;

export const FinishBuild = z
  .strictObject({ status: z.enum(["success", "failed", "cancelled", "interrupted"]), error: z.string().max(10_000).optional() })
  .meta({ id: "FinishBuild", examples: [{ status: "success" }] });
export type FinishBuild = z.infer<typeof FinishBuild>;

export const CancelBuild = z.strictObject({ reason: z.string().max(2_000).optional() }).meta({ id: "CancelBuild", examples: [{}] });
export type CancelBuild = z.infer<typeof CancelBuild>;

export const ResumeBuild = z
  .strictObject({ environment: RunEnvironment.optional().meta({ description: "of the process that goes on with it" }) })
  .meta({ id: "ResumeBuild", examples: [{}] });
export type ResumeBuild = z.infer<typeof ResumeBuild>;

export const OverrideBuild = z
  .strictObject({ status: z.enum(["success", "failed", "cancelled"]), reason: Reason })
  .meta({ id: "OverrideBuild", examples: [{ status: "success", reason: "the failed one is not needed" }] });
export type OverrideBuild = z.infer<typeof OverrideBuild>;

export const BuildListQuery = PageQuery.extend({
  limit: z.coerce.number().int().min(1).max(200).default(BUILDS_PER_PAGE),
  status: BuildStatus.optional(),
  search: z.string().max(100).optional().meta({ description: "part of the name, description or commit, in any case" }),
  task: TaskId.optional().meta({ description: "builds that it is part of" }),
});
export type BuildListQuery = z.infer<typeof BuildListQuery>;

/** A task of a build. Times are those of its attempt here. */
export const BuildTask = TaskRef.extend({
  status: BuildTaskStatus,
  attempt: z.number().int().nullable(),
  is_root: z.boolean(),
  queued_at: Timestamp.nullable(),
  started_at: Timestamp.nullable(),
  finished_at: Timestamp.nullable(),
  error: z.string().nullable().meta({ description: "message of the failure" }),
  size_bytes: z.number().int().nullable(),
}).meta({ id: "BuildTask" });
export type BuildTask = z.infer<typeof BuildTask>;

export const BuildTaskListQuery = PageQuery.extend({
  status: BuildTaskStatus.optional(),
  search: z
    .string()
    .max(200)
    .optional()
    .meta({ description: "part of the type's name or of the label, in any case, or the start of an id" }),
  since: z.coerce.number().int().min(0).optional().meta({ description: "only what changed after this `version` of the build's tasks" }),
});

export const BuildTaskPage = z
  .object({
    items: z.array(BuildTask),
    next_cursor: z.string().nullable(),
    version: z.number().int().meta({ description: "grows with each change of the build's tasks" }),
  })
  .meta({ id: "BuildTaskPage" });
export type BuildTaskPage = z.infer<typeof BuildTaskPage>;

/** All of a build at once. Edges are pairs of places in `nodes`: the task, and what it needs. */
export const BuildGraph = z
  .object({
    types: z.array(z.object({ namespace: z.string(), name: z.string(), version: z.string() })),
    nodes: z.array(
      z.object({
        id: TaskId,
        type: z.number().int().meta({ description: "place in types" }),
        label: z.string().nullable(),
        status: BuildTaskStatus,
        attempt: z.number().int().nullable(),
        started_at: z.number().nullable().meta({ description: "Unix time in ms" }),
        finished_at: z.number().nullable(),
        is_root: z.boolean(),
      }),
    ),
    edges: z.array(z.tuple([z.number().int(), z.number().int()])),
    version: z.number().int(),
  })
  .meta({ id: "BuildGraph" });
export type BuildGraph = z.infer<typeof BuildGraph>;

/** What the live socket tells of a build that is watched: its state, and the tasks that changed since the last message. */
export const BuildUpdate = z
  .object({
    status: BuildStatus,
    counts: BuildCounts,
    version: z.number().int(),
    tasks: z
      .array(
        z.object({
          id: TaskId,
          status: BuildTaskStatus,
          attempt_status: AttemptStatus.nullable(),
          attempt: z.number().int().nullable(),
          started_at: z.number().nullable(),
          finished_at: z.number().nullable(),
          progress: z.number().nullable(),
        }),
      )
      .meta({ description: "at most 1,000; of more, is_partial" }),
    is_partial: z.boolean().meta({ description: "more changed than is told: fetch what changed since" }),
  })
  .meta({ id: "BuildUpdate" });
export type BuildUpdate = z.infer<typeof BuildUpdate>;
