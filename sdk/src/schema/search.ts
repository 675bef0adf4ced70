import { z } from "zod";
import { MetricValue } from "./fields.ts";
import { Lifecycle, Run, RunStatus } from "./runs.ts";

/** Most runs in one answer of a search. */
export const SEARCH_LIMIT_MAX = 1_000;

/**
 * What runs can be sorted, grouped and filtered by: `name`, `status`, `created_at`, `duration`…, `params.lr`, `tags.team`,
 * `summary.accuracy`, `metrics.loss` (its last value), `metrics.loss.min` (docs/search.md).
 */
export const FieldRef = z
  .string()
  .min(1)
  .max(300)
  .meta({ examples: ["metrics.loss.min"] });

export const SortBy = z.strictObject({ field: FieldRef, order: z.enum(["asc", "desc"]).default("asc") }).meta({ id: "SortBy" });
export type SortBy = z.infer<typeof SortBy>;

const where = {
  experiments: z.array(z.string().max(100)).max(1_000).optional().meta({ description: "names or ids; left out: all" }),
  filter: z
    .string()
    .max(10_000)
    .optional()
    .meta({ description: "docs/search.md", examples: ['metrics.loss.min < 0.2 and status in ("running")'] }),
  lifecycle: Lifecycle.default("active"),
};

export const RunSearch = z
  .strictObject({
    ...where,
    sort: z.array(SortBy).max(4).default([]).meta({ description: "newest first when empty; runs without the field come last" }),
    fields: z.array(FieldRef).max(500).optional().meta({ description: "params, tags, summary and metrics to answer with; left out: all" }),
    cursor: z.string().max(20_000).optional(),
    offset: z
      .number()
      .int()
      .min(0)
      .max(1_000_000)
      .optional()
      .meta({ description: "for tables that jump; rows may shift between two pages" }),
    limit: z.number().int().min(0).max(SEARCH_LIMIT_MAX).default(50),
  })
  .meta({ id: "RunSearch", examples: [{ filter: "metrics.loss.min < 0.2", sort: [{ field: "metrics.loss.min" }] }] });
export type RunSearch = z.infer<typeof RunSearch>;

export const RunPage = z
  .object({ items: z.array(Run), next_cursor: z.string().nullable(), total: z.number().int() })
  .meta({ id: "RunPage" });
export type RunPage = z.infer<typeof RunPage>;

export const GROUP_FUNCTIONS = ["count", "mean", "min", "max", "sum", "std", "median"] as const;
/** Value of a cell: what a param, a tag, an attribute or a metric can be; null where a run has none. */
export const CellValue = z.union([MetricValue, z.string(), z.boolean(), z.null()]);
export type CellValue = z.infer<typeof CellValue>;

export const RunGrouping = z
  .strictObject({
    ...where,
    by: z.array(FieldRef).min(1).max(4),
    aggregates: z
      .array(z.strictObject({ field: FieldRef, fn: z.enum(GROUP_FUNCTIONS) }))
      .max(50)
      .default([]),
    limit: z.number().int().min(1).max(1_000).default(200),
  })
  .meta({ id: "RunGrouping", examples: [{ by: ["params.optimizer"], aggregates: [{ field: "metrics.loss.min", fn: "mean" }] }] });
export type RunGrouping = z.infer<typeof RunGrouping>;

export const RunGroups = z
  .object({
    groups: z.array(
      z.object({
        key: z.array(CellValue).meta({ description: "one value for each field of `by`" }),
        count: z.number().int(),
        values: z.array(CellValue).meta({ description: "one for each aggregate" }),
        filter: z.string().meta({ description: "finds the runs of the group, together with the filter of the question" }),
      }),
    ),
    total: z.number().int().meta({ description: "groups there are, answered or not" }),
  })
  .meta({ id: "RunGroups" });
export type RunGroups = z.infer<typeof RunGroups>;

export const FieldsQuery = z.object({
  experiment: z.string().max(100).optional().meta({ description: "name or id; left out: all" }),
  search: z.string().max(200).optional().meta({ description: "part of the field, in any case" }),
  limit: z.coerce.number().int().min(1).max(5_000).default(500),
});
export type FieldsQuery = z.infer<typeof FieldsQuery>;

/** A field that runs have. */
export const RunField = z
  .object({
    field: FieldRef,
    kind: z.enum(["attribute", "param", "tag", "summary", "metric"]),
    types: z.array(z.enum(["number", "string", "boolean", "time", "null"])),
    runs: z.number().int().meta({ description: "runs that have it" }),
  })
  .meta({ id: "RunField" });
export type RunField = z.infer<typeof RunField>;
export const RunFields = z.object({ items: z.array(RunField) }).meta({ id: "RunFields" });
export type RunFields = z.infer<typeof RunFields>;

/** At so many different values or fewer, a page offers a choice and not a text field. */
export const VALUES_FEW = 30;

export const ValuesQuery = z.object({
  field: FieldRef,
  experiment: z.string().max(100).optional(),
  search: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(VALUES_FEW),
});
export type ValuesQuery = z.infer<typeof ValuesQuery>;

export const FieldValues = z
  .object({
    items: z.array(z.object({ value: CellValue, runs: z.number().int() })).meta({ description: "the most frequent first" }),
    is_complete: z.boolean().meta({ description: "false: there are more" }),
  })
  .meta({ id: "FieldValues" });
export type FieldValues = z.infer<typeof FieldValues>;

export const StatsQuery = z.object({
  experiment: z.string().max(100).optional(),
  filter: z.string().max(10_000).optional(),
});
export type StatsQuery = z.infer<typeof StatsQuery>;

const ByStatus = z.record(RunStatus, z.number().int());

/** Runs that are neither archived nor deleted, by status and by attempt. */
export const RunStats = z
  .object({
    total: z.number().int(),
    by_status: ByStatus,
    by_attempt: z
      .array(z.object({ attempt: z.number().int(), total: z.number().int(), by_status: ByStatus }))
      .meta({ description: "by the attempt that each run is at, first attempts first" }),
    archived: z.number().int(),
    deleted: z.number().int(),
  })
  .meta({ id: "RunStats" });
export type RunStats = z.infer<typeof RunStats>;
