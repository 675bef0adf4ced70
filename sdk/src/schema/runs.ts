import { z } from "zod";
import { DisplayName, idOf, PageQuery, Timestamp } from "./common.ts";

/** Most metric points in one batch. */
export const BATCH_POINTS_MAX = 10_000;
/** Most params or tags of one run. */
export const RUN_FIELDS_MAX = 1_000;

/** Name of a param, tag or metric: up to 250 characters, `/` groups them. */
export const FieldKey = z
  .string()
  .min(1)
  .max(250)
  .regex(/^[\p{L}\p{N}_.\-/ :@%()[\]]+$/u, "may hold letters, digits, spaces and _ . - / : @ % ( ) [ ]")
  .meta({ examples: ["train/loss"] });

export const ExperimentName = DisplayName.meta({ examples: ["penguins"] });

export const Experiment = z
  .object({
    id: idOf("experiment"),
    name: z.string(),
    description: z.string(),
    created_at: Timestamp,
    run_count: z.number().int(),
    last_run_at: Timestamp.nullable(),
  })
  .meta({ id: "Experiment" });
export type Experiment = z.infer<typeof Experiment>;

export const CreateExperiment = z
  .object({ name: ExperimentName, description: z.string().max(10_000).default("") })
  .meta({ id: "CreateExperiment", examples: [{ name: "penguins" }] });
export type CreateExperiment = z.infer<typeof CreateExperiment>;

export const RunStatus = z.enum(["running", "finished", "failed", "cancelled", "crashed"]);
export type RunStatus = z.infer<typeof RunStatus>;

export const ParamValue = z.union([z.string().max(4_000), z.number(), z.boolean(), z.null()]);
export type ParamValue = z.infer<typeof ParamValue>;

const fieldsOf = <T extends z.ZodType>(value: T) =>
  z.record(FieldKey, value).refine((fields) => Object.keys(fields).length <= RUN_FIELDS_MAX, `may hold at most ${RUN_FIELDS_MAX} fields`);

export const Params = fieldsOf(ParamValue);
export type Params = z.infer<typeof Params>;
export const Tags = fieldsOf(z.string().max(1_000));
export type Tags = z.infer<typeof Tags>;

/** Where and how a run ran; captured by the SDK. */
export const RunEnvironment = z
  .object({
    host: z.string().max(255).optional(),
    user: z.string().max(255).optional(),
    pid: z.number().int().optional(),
    command: z.string().max(4_000).optional(),
    working_directory: z.string().max(4_000).optional(),
    runtime: z.string().max(100).optional(),
    platform: z.string().max(100).optional(),
    cpu_count: z.number().int().optional(),
    memory_bytes: z.number().int().optional(),
    sdk: z.string().max(100).optional(),
    git: z
      .object({
        commit: z.string().max(64).optional(),
        branch: z.string().max(255).optional(),
        remote: z.string().max(1_000).optional(),
        dirty: z.boolean().optional(),
      })
      .optional(),
  })
  .meta({ id: "RunEnvironment" });
export type RunEnvironment = z.infer<typeof RunEnvironment>;

/** A number that JSON cannot hold is one of these words. */
export const MetricValue = z.union([z.number(), z.literal(["NaN", "Infinity", "-Infinity"])]);
export type MetricValue = z.infer<typeof MetricValue>;

/** What is known of one metric without reading its points. */
export const MetricSummary = z
  .object({ count: z.number().int(), last: MetricValue, last_step: z.number().int(), min: MetricValue, max: MetricValue })
  .meta({ id: "MetricSummary" });
export type MetricSummary = z.infer<typeof MetricSummary>;

export const Run = z
  .object({
    id: idOf("run"),
    number: z.number().int().meta({ description: "counts up in the workspace" }),
    name: z.string(),
    status: RunStatus,
    experiment: z.object({ id: idOf("experiment"), name: z.string() }),
    params: Params,
    tags: Tags,
    metrics: z.record(z.string(), MetricSummary),
    created_by: z.object({ type: z.string(), id: z.string(), name: z.string() }),
    created_at: Timestamp,
    started_at: Timestamp,
    finished_at: Timestamp.nullable(),
    heartbeat_at: Timestamp,
    error: z.string().nullable(),
  })
  .meta({ id: "Run" });
export type Run = z.infer<typeof Run>;

export const RunDetail = Run.extend({ environment: RunEnvironment }).meta({ id: "RunDetail" });
export type RunDetail = z.infer<typeof RunDetail>;

export const CreateRun = z
  .object({
    id: idOf("run").optional().meta({ description: "made by the client, so that a retry makes no second run" }),
    experiment: ExperimentName.meta({ description: "name; made when it does not exist" }),
    name: DisplayName.optional().meta({ description: "a friendly name is made when left out" }),
    params: Params.default({}),
    tags: Tags.default({}),
    environment: RunEnvironment.default({}),
    started_at: Timestamp.optional(),
    heartbeat_timeout_s: z.number().int().min(10).max(86_400).default(120).meta({ description: "silent for longer: crashed" }),
  })
  .meta({ id: "CreateRun", examples: [{ experiment: "penguins", params: { learning_rate: 0.05 } }] });
export type CreateRun = z.infer<typeof CreateRun>;

export const UpdateRun = z
  .object({ name: DisplayName.optional(), params: Params.optional(), tags: Tags.optional() })
  .meta({ id: "UpdateRun", description: "params and tags are merged key by key", examples: [{ tags: { team: "vision" } }] });
export type UpdateRun = z.infer<typeof UpdateRun>;

export const FinishRun = z
  .object({
    status: RunStatus.exclude(["running", "crashed"]).default("finished"),
    error: z.string().max(10_000).optional(),
    finished_at: Timestamp.optional(),
  })
  .meta({ id: "FinishRun", examples: [{ status: "finished" }] });
export type FinishRun = z.infer<typeof FinishRun>;

export const RunListQuery = PageQuery.extend({
  experiment: z.string().max(100).optional().meta({ description: "name or id" }),
  status: RunStatus.optional(),
});
export type RunListQuery = z.infer<typeof RunListQuery>;

/** Points of one metric, column by column: the three arrays have one length. */
export const MetricColumns = z
  .object({
    key: FieldKey,
    steps: z
      .array(
        z
          .number()
          .int()
          .min(-(2 ** 53))
          .max(2 ** 53),
      )
      .min(1),
    times: z.array(z.number().int().min(0).max(8.64e15)).meta({ description: "Unix time in ms" }),
    values: z.array(MetricValue),
  })
  .refine((c) => c.steps.length === c.times.length && c.steps.length === c.values.length, "steps, times and values must have one length")
  .meta({ id: "MetricColumns" });
export type MetricColumns = z.infer<typeof MetricColumns>;

/**
 * One batch of a writer. Sequence numbers of a writer start at 1 and have no gap: a batch that was already taken is answered as
 * before and stored once; one that comes too early is refused with `sequence_gap`.
 */
export const LogBatch = z
  .object({
    writer: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, "must be 8–64 of A–Z a–z 0–9 _ -"),
    sequence: z
      .number()
      .int()
      .min(1)
      .max(2 ** 53),
    metrics: z.array(MetricColumns).max(1_000).default([]),
    params: Params.optional(),
    tags: Tags.optional(),
  })
  .refine((b) => b.metrics.reduce((n, m) => n + m.steps.length, 0) <= BATCH_POINTS_MAX, `may hold at most ${BATCH_POINTS_MAX} points`)
  .meta({
    id: "LogBatch",
    examples: [{ writer: "w_5f3a9c21", sequence: 1, metrics: [{ key: "loss", steps: [0], times: [1795252200000], values: [0.69] }] }],
  });
export type LogBatch = z.infer<typeof LogBatch>;

export const LogAccepted = z
  .object({ sequence: z.number().int(), duplicate: z.boolean(), status: RunStatus })
  .meta({ id: "LogAccepted", description: "status tells the writer that its run was cancelled meanwhile" });
export type LogAccepted = z.infer<typeof LogAccepted>;

export const HistoryQuery = z.object({
  keys: z
    .string()
    .max(10_000)
    .optional()
    .meta({ description: "comma-separated; left out: all", examples: ["train/loss,val/loss"] }),
  max_points: z.coerce.number().int().min(2).max(20_000).default(2_000).meta({ description: "per metric" }),
  since_step: z.coerce.number().int().optional(),
});
export type HistoryQuery = z.infer<typeof HistoryQuery>;

/** Curves of one run; `sampled` tells that extremes were kept and points between them left out. */
export const History = z
  .object({ run_id: idOf("run"), series: z.array(z.object({ ...MetricColumns.shape, count: z.number().int(), sampled: z.boolean() })) })
  .meta({ id: "History" });
export type History = z.infer<typeof History>;
