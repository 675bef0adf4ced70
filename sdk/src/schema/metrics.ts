import { z } from "zod";
import { idOf } from "./common.ts";
import { FieldKey, MetricValue } from "./fields.ts";

/** Most metric points in one batch. */
export const BATCH_POINTS_MAX = 10_000;

const Step = z.number().int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);

/** Points of one metric, column by column: the three arrays have one length. */
export const MetricColumns = z
  .strictObject({
    key: FieldKey,
    steps: z.array(Step).min(1),
    times: z.array(z.number().int().min(0).max(8.64e15)).meta({ description: "Unix time in ms" }),
    values: z.array(MetricValue),
  })
  .refine((c) => c.steps.length === c.times.length && c.steps.length === c.values.length, "steps, times and values must have one length")
  .meta({ id: "MetricColumns" });
export type MetricColumns = z.infer<typeof MetricColumns>;

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
export type HistorySeries = History["series"][number];
export type History = z.infer<typeof History>;

export const PointsQuery = z.object({
  key: FieldKey,
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(50_000).default(10_000),
  from_step: z.coerce.number().int().optional(),
  to_step: z.coerce.number().int().optional(),
});
export type PointsQuery = z.infer<typeof PointsQuery>;

/** Every point of one metric as it was logged, ordered by step, then by arrival. */
export const Points = z
  .object({
    steps: z.array(z.number().int()),
    times: z.array(z.number().int()),
    values: z.array(MetricValue),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: "Points" });
export type Points = z.infer<typeof Points>;

/** Most buckets of all curves in one answer: runs × keys × buckets. */
export const CURVE_BUCKETS_JSON_MAX = 200_000;
export const CURVE_BUCKETS_BINARY_MAX = 1_000_000;

/**
 * Curves of many runs at any zoom. Steps are cut into buckets of one width, a power of two, at the same places for every curve, so
 * that curves can be compared bucket by bucket. A curve with no more points in the range than buckets comes as its points.
 */
export const CurveQuery = z
  .strictObject({
    runs: z.array(idOf("run")).min(1).max(200),
    keys: z.array(FieldKey).min(1).max(200),
    buckets: z.number().int().min(1).max(4_000).default(1_000).meta({ description: "most buckets of a curve" }),
    from_step: Step.optional(),
    to_step: Step.optional().meta({ description: "inclusive" }),
  })
  .meta({ id: "CurveQuery", examples: [{ runs: ["run_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c"], keys: ["loss"] }] });
export type CurveQuery = z.infer<typeof CurveQuery>;

/** One curve; of raw points every count is 1 and `min`, `max`, `first`, `last` are the value. Buckets without points are left out. */
export const Curve = z
  .object({
    run_id: idOf("run"),
    key: FieldKey,
    total: z.number().int().meta({ description: "points of the whole metric" }),
    width: z.number().meta({ description: "steps in a bucket; 0: these are points" }),
    steps: z.array(z.number()).meta({ description: "of the first point of each bucket" }),
    last_steps: z.array(z.number()),
    times: z.array(z.number()).meta({ description: "of the first point, Unix time in ms" }),
    last_times: z.array(z.number()),
    counts: z.array(z.number().int()).meta({ description: "points, NaN included" }),
    nans: z.array(z.number().int()),
    mins: z.array(MetricValue).meta({ description: "of the values that are not NaN; NaN when there is none" }),
    maxs: z.array(MetricValue),
    sums: z.array(MetricValue),
    firsts: z.array(MetricValue),
    lasts: z.array(MetricValue),
  })
  .meta({ id: "Curve" });
export type Curve = z.infer<typeof Curve>;

export const Curves = z.object({ curves: z.array(Curve) }).meta({ id: "Curves" });
export type Curves = z.infer<typeof Curves>;
