import { z } from "zod";
import { DisplayName, idOf, PageQuery, Timestamp } from "./common.ts";
import { RunEnvironment } from "./environment.ts";
import { ExperimentName, Notes } from "./experiments.ts";
import { FieldKeys, MetricValue, Params, Tags } from "./fields.ts";

export const RunStatus = z.enum(["queued", "running", "finished", "failed", "cancelled", "crashed", "preempted"]);
export type RunStatus = z.infer<typeof RunStatus>;

/**
 * The moves that a run may make; any other is answered with `illegal_transition`. `crashed` is what Cairn itself notes when a run falls
 * silent. An ended run starts again only as its next attempt.
 */
export const RUN_TRANSITIONS: Record<RunStatus, readonly RunStatus[]> = {
  queued: ["running", "failed", "cancelled"],
  running: ["finished", "failed", "cancelled", "crashed", "preempted"],
  crashed: ["running", "finished", "failed", "cancelled", "preempted"],
  preempted: ["running", "failed", "cancelled"],
  finished: ["running"],
  failed: ["running"],
  cancelled: ["running"],
};

/** What is known of one metric without reading its points. */
export const MetricSummary = z
  .object({
    count: z.number().int(),
    last: MetricValue.meta({ description: "at the highest step; of equal steps, the one that came later" }),
    last_step: z.number().int(),
    min: MetricValue,
    max: MetricValue,
    mean: MetricValue.optional().meta({ description: "of the values that are numbers" }),
    nan_count: z.number().int().optional(),
  })
  .meta({ id: "MetricSummary" });
export type MetricSummary = z.infer<typeof MetricSummary>;

/** Something that a run read or made. */
export const RunReference = z
  .strictObject({
    name: z.string().min(1).max(500),
    kind: z.enum(["dataset", "artifact", "model", "run", "file", "other"]).default("other"),
    uri: z.string().max(2_000).optional(),
    digest: z.string().max(200).optional(),
    context: z
      .string()
      .max(100)
      .optional()
      .meta({ description: "what it was used for", examples: ["train"] }),
  })
  .meta({ id: "RunReference" });
export type RunReference = z.infer<typeof RunReference>;
const References = z.array(RunReference).max(1_000);

export const GroupName = DisplayName.meta({ examples: ["lr-search"] });

export const Run = z
  .object({
    id: idOf("run"),
    number: z.number().int().meta({ description: "counts up in the workspace" }),
    name: z.string(),
    status: RunStatus,
    experiment: z.object({ id: idOf("experiment"), name: z.string() }),
    group: z.string().nullable(),
    parent_id: idOf("run").nullable(),
    attempt: z.number().int().meta({ description: "1 for the first" }),
    params: Params,
    tags: Tags,
    summary: Params.meta({ description: "results that the program sets, beside the metrics' own last, min and max" }),
    metrics: z.record(z.string(), MetricSummary),
    created_by: z.object({ type: z.string(), id: z.string(), name: z.string() }),
    created_at: Timestamp,
    started_at: Timestamp.nullable().meta({ description: "of the present attempt; null while queued" }),
    finished_at: Timestamp.nullable(),
    heartbeat_at: Timestamp,
    archived_at: Timestamp.nullable(),
    deleted_at: Timestamp.nullable(),
    error: z.string().nullable(),
    host: z.string().nullable(),
    user: z.string().nullable(),
    commit: z.string().nullable(),
    has_diff: z.boolean().meta({ description: "whether the code had changes that were not committed" }),
  })
  .meta({ id: "Run" });
export type Run = z.infer<typeof Run>;

export const RunDetail = Run.extend({
  notes: z.string(),
  inputs: z.array(RunReference),
  outputs: z.array(RunReference),
  environment: RunEnvironment,
  parent: z.object({ id: idOf("run"), name: z.string() }).nullable(),
  child_count: z.number().int(),
  comment_count: z.number().int(),
  line_count: z.number().int().meta({ description: "lines of its log" }),
  artifact_count: z.number().int(),
  artifact_bytes: z.number().int(),
  purge_at: Timestamp.nullable().meta({ description: "when a deleted run goes for good" }),
}).meta({ id: "RunDetail" });
export type RunDetail = z.infer<typeof RunDetail>;

export const CreateRun = z
  .strictObject({
    id: idOf("run").optional().meta({ description: "made by the client, so that a retry makes no second run" }),
    experiment: ExperimentName.meta({ description: "name; made when it does not exist" }),
    name: DisplayName.optional().meta({ description: "a friendly name is made when left out" }),
    status: z.enum(["queued", "running"]).default("running"),
    group: GroupName.optional(),
    parent: idOf("run").optional(),
    notes: Notes.optional(),
    params: Params.default({}),
    tags: Tags.default({}),
    inputs: References.default([]),
    environment: RunEnvironment.default({}),
    started_at: Timestamp.optional(),
    created_at: Timestamp.optional().meta({ description: "for imports; now when left out" }),
    heartbeat_timeout_s: z.number().int().min(10).max(86_400).default(120).meta({ description: "silent for longer: crashed" }),
  })
  .meta({ id: "CreateRun", examples: [{ experiment: "penguins", params: { learning_rate: 0.05 } }] });
export type CreateRun = z.infer<typeof CreateRun>;

export const UpdateRun = z
  .strictObject({
    name: DisplayName.optional(),
    notes: Notes.optional(),
    group: GroupName.nullable().optional(),
    parent: idOf("run").nullable().optional(),
    experiment: ExperimentName.optional().meta({ description: "moves the run; made when it does not exist" }),
    params: Params.optional(),
    tags: Tags.optional(),
    summary: Params.optional(),
    remove_params: FieldKeys.optional(),
    remove_tags: FieldKeys.optional(),
    remove_summary: FieldKeys.optional(),
    inputs: References.optional().meta({ description: "replaces the whole list" }),
    outputs: References.optional().meta({ description: "replaces the whole list" }),
    environment: RunEnvironment.optional().meta({ description: "replaces the whole of it, when a run is taken up by another process" }),
    archived: z.boolean().optional(),
  })
  .meta({ id: "UpdateRun", description: "params, tags and summary are merged key by key", examples: [{ tags: { team: "vision" } }] });
export type UpdateRun = z.infer<typeof UpdateRun>;

export const StartRun = z
  .strictObject({ started_at: Timestamp.optional(), environment: RunEnvironment.optional() })
  .meta({ id: "StartRun", description: "a queued run starts; one that ended starts its next attempt", examples: [{}] });
export type StartRun = z.infer<typeof StartRun>;

export const FinishRun = z
  .strictObject({
    status: z
      .enum(["finished", "failed", "cancelled", "preempted", "crashed"])
      .default("finished")
      .meta({ description: "crashed: for whoever saw the process die, and for imports" }),
    error: z.string().max(10_000).optional(),
    finished_at: Timestamp.optional(),
  })
  .meta({ id: "FinishRun", examples: [{ status: "finished" }] });
export type FinishRun = z.infer<typeof FinishRun>;

export const DeleteRunQuery = z.object({
  purge: z
    .enum(["true", "false"])
    .default("false")
    .transform((text) => text === "true")
    .meta({ description: "free its storage at once, for good; needs `workspace.update`" }),
});
export type DeleteRunQuery = z.infer<typeof DeleteRunQuery>;

/** Which runs: archived ones and deleted ones are left out unless asked for. */
export const Lifecycle = z.enum(["active", "archived", "deleted", "all"]);
export type Lifecycle = z.infer<typeof Lifecycle>;

export const RunListQuery = PageQuery.extend({
  experiment: z.string().max(100).optional().meta({ description: "name or id" }),
  status: RunStatus.optional(),
  parent: idOf("run").optional(),
  group: z.string().max(80).optional(),
  lifecycle: Lifecycle.default("active"),
  filter: z
    .string()
    .max(10_000)
    .optional()
    .meta({ description: "docs/search.md", examples: ['metrics.loss.min < 0.2 and tags.team = "vision"'] }),
});
export type RunListQuery = z.infer<typeof RunListQuery>;

/** One change to many runs at once. */
export const BulkEdit = z
  .strictObject({
    runs: z.array(idOf("run")).min(1).max(1_000),
    change: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("tag"), tags: Tags.default({}), remove_tags: FieldKeys.default([]) }),
      z.strictObject({ kind: z.literal("group"), group: GroupName.nullable() }),
      z.strictObject({ kind: z.literal("move"), experiment: ExperimentName }),
      z.strictObject({ kind: z.enum(["archive", "unarchive", "cancel", "delete", "restore"]) }),
    ]),
  })
  .meta({ id: "BulkEdit", examples: [{ runs: ["run_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c"], change: { kind: "archive" } }] });
export type BulkEdit = z.infer<typeof BulkEdit>;

export const BulkResult = z
  .object({
    changed: z.array(idOf("run")).meta({ description: "runs that are as asked now" }),
    failed: z.array(z.object({ run: z.string(), code: z.string(), detail: z.string() })),
  })
  .meta({ id: "BulkResult" });
export type BulkResult = z.infer<typeof BulkResult>;
