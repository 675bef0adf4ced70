import { z } from "zod";
import { Digest } from "./artifacts.ts";
import { ActorRef } from "./audit.ts";
import { idOf, PageQuery, Timestamp } from "./common.ts";
import { FieldKeys, Tags } from "./fields.ts";
import { AttemptStatus, TaskResult } from "./task-status.ts";

/** Tasks that one call registers, dependencies of one task, and bytes of the body that brings them. */
export const REGISTER_TASKS_MAX = 50_000;
export const TASK_DEPENDENCIES_MAX = 10_000;
export const REGISTER_BODY_MAX_BYTES = 24 * 1024 * 1024;
/** Parameters of one task as canonical JSON, in characters. */
export const TASK_PARAMS_MAX = 256 * 1024;
/** Ids that one question or command names. */
export const TASK_IDS_MAX = 10_000;
/** Least digits of an id that may stand for the whole one. */
export const TASK_PREFIX_MIN = 8;

/** Values within values of one JSON value. Ours: who reads them calls itself for each. */
export const TASK_JSON_DEPTH_MAX = 100;
/** Characters of the path that a search knows a value by; what lies at a longer one it does not find. */
export const TASK_FIELD_MAX = 300;
/** Characters of a text that a search knows: its beginning. */
export const TASK_FIELD_TEXT_MAX = 500;

const isDeeper = (value: unknown, depth: number): boolean =>
  typeof value === "object" && value !== null && (depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1)));
/** A rule for JSON that comes from outside: not too deep to be read. */
export const isShallow = (value: unknown): boolean => !isDeeper(value, TASK_JSON_DEPTH_MAX);
export const SHALLOW = `may nest ${TASK_JSON_DEPTH_MAX} values at most`;

/** What any JSON can say. */
export type TaskParams = null | boolean | number | string | TaskParams[] | { [member: string]: TaskParams };
/** Checked only for being JSON that is not too deep: what parameters may hold is up to the task's type. */
export const TaskParams = z
  .unknown()
  .refine((value) => value !== undefined, "is needed")
  .refine(isShallow, SHALLOW)
  .meta({ description: "any JSON, tasks as { $task: id }" }) as z.ZodType<TaskParams>;

/** SHA-256 of the RFC 8785 form of `{ name, namespace, params, version }`. */
export const TaskId = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hex digits (SHA-256)")
  .meta({ examples: ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"] });
export const TaskIds = z.array(TaskId).max(TASK_IDS_MAX);

/** Parts between dots; empty: none. */
export const TaskNamespace = z
  .string()
  .max(250)
  .regex(/^([\p{L}\p{N}_$-]+(\.[\p{L}\p{N}_$-]+)*)?$/u, "must be names between dots")
  .meta({ examples: ["vision.train"] });
export const TaskName = z
  .string()
  .min(1)
  .max(250)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, "must not hold control characters")
  .meta({ examples: ["TrainModel"] });
export const TaskVersion = z
  .string()
  .max(100)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, "must not hold control characters")
  .meta({ examples: ["1"] });
const TaskLabel = z.string().trim().min(1).max(200);

/** The four that make a task what it is. */
export const TaskIdentity = z
  .strictObject({ namespace: TaskNamespace, name: TaskName, version: TaskVersion, params: TaskParams })
  .meta({ id: "TaskIdentity" });
export type TaskIdentity = z.infer<typeof TaskIdentity>;

/** A task as it is registered: `toJSON()` of a task value, and what people call it. */
export const NewTask = z
  .strictObject({
    id: TaskId,
    ...TaskIdentity.shape,
    schema_hash: z.string().min(1).max(128),
    dependencies: z.array(TaskId).max(TASK_DEPENDENCIES_MAX).default([]),
    unhashed: z
      .record(z.string().max(250), TaskParams)
      .refine((fields) => JSON.stringify(fields).length <= TASK_PARAMS_MAX, `may have at most ${TASK_PARAMS_MAX} characters as JSON`)
      .optional(),
    label: TaskLabel.optional(),
    tags: Tags.optional(),
    module: z.string().max(2_000).optional().meta({ description: "URL or path of the module that declares it" }),
  })
  .meta({ id: "NewTask" });
export type NewTask = z.infer<typeof NewTask>;

/** The other form is `application/x-ndjson`: a task a line. */
export const RegisterTasks = z.strictObject({ tasks: z.array(NewTask).max(REGISTER_TASKS_MAX) }).meta({ id: "RegisterTasks" });
export type RegisterTasks = z.infer<typeof RegisterTasks>;

export const RegisterQuery = z.object({ build: z.string().max(64).optional().meta({ description: "adds the tasks to this build" }) });

export const TasksRegistered = z
  .object({
    registered: z.number().int().meta({ description: "tasks that were not there" }),
    existing: z.number().int(),
    edges: z.number().int().meta({ description: "dependencies that were not there" }),
    complete: z.number().int().meta({ description: "of the existing ones, those that are a success: reused in the build" }),
  })
  .meta({ id: "TasksRegistered" });
export type TasksRegistered = z.infer<typeof TasksRegistered>;

const OutputFile = z.strictObject({ path: z.string().max(1_000), size_bytes: z.number().int().min(0), sha256: Digest });

/** Where the output of a task lies and what it is. */
export const TaskOutput = z
  .strictObject({
    uri: z.string().min(1).max(4_000),
    size_bytes: z.number().int().min(0),
    sha256: Digest,
    serializer: z.string().max(100),
    media_type: z.string().max(200).optional(),
    files: z.array(OutputFile).max(2_000).optional().meta({ description: "of a folder; left out when there are more" }),
    file_count: z.number().int().min(1).optional(),
  })
  .meta({ id: "TaskOutput" });
export type TaskOutput = z.infer<typeof TaskOutput>;

/** What a computation took. */
export const TaskResources = z
  .strictObject({
    wall_s: z.number().min(0),
    cpu_s: z.number().min(0).optional(),
    peak_memory_bytes: z.number().int().min(0).optional(),
    gpu: z
      .strictObject({
        name: z.string().max(255).optional(),
        peak_memory_bytes: z.number().int().min(0).optional(),
        mean_utilization: z.number().min(0).max(1).optional(),
      })
      .optional(),
  })
  .meta({ id: "TaskResources" });
export type TaskResources = z.infer<typeof TaskResources>;

export const TaskError = z
  .strictObject({
    type: z.string().max(200).default("Error"),
    message: z.string().max(10_000),
    stack: z.string().max(50_000).optional(),
    hint: z.string().max(2_000).optional().meta({ description: "what to do about it" }),
  })
  .meta({ id: "TaskError" });
export type TaskError = z.infer<typeof TaskError>;

/** Who computes: a process, and the thread of it where that matters. */
export const LeaseOwner = z
  .strictObject({
    host: z.string().min(1).max(255),
    pid: z.number().int().min(0),
    thread: z.number().int().min(0).optional(),
    name: z
      .string()
      .max(200)
      .optional()
      .meta({ description: "tells apart owners of one process; the same owner gets its own lease again" }),
  })
  .meta({ id: "LeaseOwner" });
export type LeaseOwner = z.infer<typeof LeaseOwner>;

/** Enough of a task to show it among others. */
export const TaskRef = z
  .object({
    id: TaskId,
    namespace: z.string(),
    name: z.string(),
    version: z.string(),
    label: z.string().nullable(),
    result: TaskResult,
    attempt_status: AttemptStatus.nullable().meta({ description: "of the last attempt" }),
  })
  .meta({ id: "TaskRef" });
export type TaskRef = z.infer<typeof TaskRef>;

export const Task = TaskRef.extend({
  params: TaskParams,
  unhashed: z.record(z.string(), TaskParams).nullable(),
  schema_hash: z.string(),
  module: z.string().nullable(),
  tags: Tags,
  attempt: z.number().int().meta({ description: "number of the last attempt; 0: none" }),
  dependency_count: z.number().int(),
  dependent_count: z.number().int().meta({ description: "tasks that need it, those in the trash left out" }),
  output: TaskOutput.omit({ files: true }).nullable().meta({ description: "what there is to load" }),
  resources: TaskResources.nullable().meta({ description: "of the last attempt that ended" }),
  error: TaskError.omit({ stack: true }).nullable().meta({ description: "of the last attempt, if it failed" }),
  created_by: ActorRef,
  created_at: Timestamp,
  updated_at: Timestamp,
  started_at: Timestamp.nullable(),
  finished_at: Timestamp.nullable(),
  deleted_at: Timestamp.nullable(),
}).meta({ id: "Task" });
export type Task = z.infer<typeof Task>;

/** One try at computing a task. */
export const TaskAttempt = z
  .object({
    number: z.number().int().meta({ description: "1 for the first" }),
    status: AttemptStatus,
    token: z.number().int().nullable().meta({ description: "of its lease; null: it was computed without one" }),
    owner: LeaseOwner.nullable(),
    build: idOf("build").nullable(),
    started_by: ActorRef,
    queued_at: Timestamp.nullable(),
    started_at: Timestamp.nullable(),
    finished_at: Timestamp.nullable(),
    expires_at: Timestamp.nullable().meta({ description: "end of its lease, while it has one" }),
    checkpointed_at: Timestamp.nullable(),
    progress: z.number().min(0).max(1).nullable(),
    error: TaskError.nullable(),
    output: TaskOutput.nullable().meta({ description: "without its files" }),
    resources: TaskResources.nullable(),
    line_count: z.number().int(),
  })
  .meta({ id: "TaskAttempt" });
export type TaskAttempt = z.infer<typeof TaskAttempt>;

/** Name of a report. */
export const TaskAssetName = z
  .string()
  .max(200)
  .regex(/^[\p{L}\p{N}_][\p{L}\p{N}_. -]*$/u, "may hold letters, digits, spaces and _ . -, and begins with a letter, a digit or _");
export const TASK_ASSET_MAX_BYTES = 1024 * 1024;

/** A report of a task, without its content. */
export const TaskAsset = z
  .object({
    name: z.string(),
    kind: z.enum(["markdown", "json"]),
    size_bytes: z.number().int(),
    attempt: z.number().int().nullable(),
    created_at: Timestamp,
    created_by: ActorRef,
  })
  .meta({ id: "TaskAsset" });
export type TaskAsset = z.infer<typeof TaskAsset>;

export const TaskAssetContent = TaskAsset.extend({
  content: z.union([z.string(), TaskParams]).meta({ description: "text of Markdown; the value itself of JSON" }),
}).meta({ id: "TaskAssetContent" });
export type TaskAssetContent = z.infer<typeof TaskAssetContent>;

export const PutTaskAsset = z
  .strictObject({
    kind: z.enum(["markdown", "json"]),
    content: TaskParams.meta({ description: "text of Markdown; the value itself of JSON" }),
    attempt: z.number().int().min(1).optional(),
  })
  .refine(({ kind, content }) => kind === "json" || typeof content === "string", { path: ["content"], message: "must be a text" })
  .meta({ id: "PutTaskAsset", examples: [{ kind: "markdown", content: "# Accuracy: 0.93" }] });
export type PutTaskAsset = z.infer<typeof PutTaskAsset>;

export const TaskDetail = Task.extend({
  error: TaskError.nullable(),
  output: TaskOutput.nullable(),
  dependencies: z.array(TaskRef).meta({ description: "direct ones, in the order of the task; the first 200" }),
  dependents: z.array(TaskRef).meta({ description: "direct ones; the newest 200" }),
  attempts: z.array(TaskAttempt).meta({ description: "the newest 50, newest first" }),
  assets: z.array(TaskAsset),
  builds: z.array(idOf("build")).meta({ description: "that it is part of; the newest 20" }),
  overridden: z
    .object({ by: ActorRef, at: Timestamp, reason: z.string() })
    .nullable()
    .meta({ description: "who set its result by hand, if the result is still that" }),
  is_stale: z.boolean().meta({ description: "its schema is not the one that its type has now" }),
  is_orphan: z.boolean().meta({ description: "its type is not in the manifest any more" }),
  purge_at: Timestamp.nullable().meta({ description: "when a deleted task goes for good" }),
}).meta({ id: "TaskDetail" });
export type TaskDetail = z.infer<typeof TaskDetail>;

export const UpdateTask = z
  .strictObject({
    label: TaskLabel.nullable().optional(),
    tags: Tags.optional().meta({ description: "merged key by key" }),
    remove_tags: FieldKeys.optional(),
  })
  .meta({ id: "UpdateTask", examples: [{ label: "baseline", tags: { team: "vision" } }] });
export type UpdateTask = z.infer<typeof UpdateTask>;

export const TaskListQuery = PageQuery.extend({
  q: z
    .string()
    .max(4_000)
    .optional()
    .meta({
      description: "key:op:value conditions, all of which must hold (docs/task-api.md)",
      examples: ["status:=:failed namespace:^:vision params.model.depth:>:3"],
    }),
  sort: z.string().max(300).optional().meta({ description: "a field, with - before it descending; -created_at when left out" }),
  as_of: Timestamp.optional().meta({ description: "the tasks, and their results, as they were then" }),
  lifecycle: z.enum(["active", "deleted", "all"]).default("active"),
  count: z.enum(["true", "false"]).default("false").meta({ description: "also count all that match, which takes as long as reading them" }),
});
export type TaskListQuery = z.infer<typeof TaskListQuery>;

export const TaskPage = z
  .object({ items: z.array(Task), next_cursor: z.string().nullable(), total: z.number().int().nullable() })
  .meta({ id: "TaskPage" });
export type TaskPage = z.infer<typeof TaskPage>;

/** Ids, of which the answer tells what there is: of those that are not registered nothing. */
export const TaskLookup = z.strictObject({ tasks: TaskIds }).meta({ id: "TaskLookup" });
export const TaskResults = z
  .object({
    items: z.array(z.object({ id: TaskId, result: TaskResult, attempt_status: AttemptStatus.nullable(), uri: z.string().nullable() })),
  })
  .meta({ id: "TaskResults" });
export type TaskResults = z.infer<typeof TaskResults>;

export const TaskField = z
  .object({
    field: z.string().meta({ examples: ["params.model.depth"] }),
    kind: z.enum(["built-in", "params", "tag"]),
    type: z.enum(["text", "number", "time"]).nullable().meta({ description: "null: it depends" }),
    operators: z.array(z.string()),
  })
  .meta({ id: "TaskField" });
export type TaskField = z.infer<typeof TaskField>;
export const TaskFieldsQuery = z.object({
  type: z.string().max(600).optional().meta({ description: "namespace.name of a type: fields of its tasks alone" }),
  prefix: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});
export const TaskFields = z.object({ items: z.array(TaskField) }).meta({ id: "TaskFields" });
export type TaskFields = z.infer<typeof TaskFields>;

export const TaskValuesQuery = z.object({
  field: z.string().min(1).max(TASK_FIELD_MAX),
  type: z.string().max(600).optional(),
  prefix: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(20),
});
export const TaskValues = z
  .object({
    items: z.array(z.object({ value: z.union([z.string(), z.number()]), count: z.number().int().nullable() })),
    is_complete: z.boolean(),
  })
  .meta({ id: "TaskValues" });
export type TaskValues = z.infer<typeof TaskValues>;

const Counts = <T extends string>(values: readonly T[]) =>
  z.object(Object.fromEntries(values.map((v) => [v, z.number().int()])) as Record<T, z.ZodNumber>);

/** How many tasks there are, by result and by status of the last attempt; those in the trash left out. */
export const TaskStats = z
  .object({
    total: z.number().int(),
    results: Counts(TaskResult.options),
    attempts: Counts(AttemptStatus.options).meta({ description: "tasks whose last attempt stands so" }),
    size_bytes: z.number().int().meta({ description: "of all outputs there are" }),
    leases: z.number().int().meta({ description: "that are held now" }),
  })
  .meta({ id: "TaskStats" });
export type TaskStats = z.infer<typeof TaskStats>;

export const TaskUsage = z
  .object({
    items: z.array(z.object({ namespace: z.string(), tasks: z.number().int(), outputs: z.number().int(), size_bytes: z.number().int() })),
    size_bytes: z.number().int(),
  })
  .meta({ id: "TaskUsage" });
export type TaskUsage = z.infer<typeof TaskUsage>;
