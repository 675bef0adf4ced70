import { METRIC_STATS, type MetricStat } from "@cairn/sdk/filter";
import type { ParamValue } from "@cairn/sdk/schema";
import { SEARCH_TEXT_MAX_CHARS } from "../limits.ts";
import { meanOf, type Summary } from "../metrics/summary.ts";
import type { Cell } from "./column.ts";
import type { SearchedRow } from "./store.ts";

/** Names of stored fields: a letter for the kind, a colon, the key. */
export const fieldName = {
  attribute: (name: StoredAttribute) => `a:${name}`,
  param: (key: string) => `p:${key}`,
  tag: (key: string) => `t:${key}`,
  summary: (key: string) => `s:${key}`,
  metric: (key: string) => `m:${key}`,
} as const;

/** How many columns a field has: a metric one for each statistic. */
export const columnCount = (name: string): number => (name.startsWith("m:") ? METRIC_STATS.length : 1);

/** Everything of a run that can be searched for: for each field one cell, for a metric one for each statistic. */
export type RunCells = ReadonlyMap<string, readonly Cell[]>;

const attributes = {
  id: (row: SearchedRow) => row.id,
  name: (row) => row.name,
  status: (row) => row.status,
  experiment_number: (row) => row.experiment_number,
  group: (row) => row.group_name,
  parent_id: (row) => row.parent_id,
  attempt: (row) => row.attempt,
  created_by: (row) => (JSON.parse(row.created_by) as { name: string }).name,
  created_at: (row) => row.created_at,
  started_at: (row) => row.started_at,
  finished_at: (row) => row.finished_at,
  heartbeat_at: (row) => row.heartbeat_at,
  archived_at: (row) => row.archived_at,
  deleted_at: (row) => row.deleted_at,
  error: (row) => row.error,
  host: (row) => row.host,
  user: (row) => row.user_name,
  commit: (row) => row.commit_sha,
  has_diff: (row) => row.has_diff === 1,
} as const satisfies Record<string, (row: SearchedRow) => string | number | boolean | null>;
/** Attributes that have a column; the others are made of them (virtual.ts). */
export type StoredAttribute = keyof typeof attributes;

/** The cells of a run. An attribute that is null is missing; a param that is null is there. */
export function cellsOf(row: SearchedRow, summaries: ReadonlyMap<string, Summary>): RunCells {
  const cells = new Map<string, readonly Cell[]>();
  for (const [name, read] of Object.entries(attributes)) {
    const value = read(row);
    if (value !== null) cells.set(`a:${name}`, [clip(value)]);
  }
  for (const [kind, json] of [
    ["param", row.params],
    ["tag", row.tags],
    ["summary", row.summary],
  ] as const)
    for (const [key, value] of Object.entries(JSON.parse(json) as Record<string, ParamValue>))
      cells.set(fieldName[kind](key), [clip(value)]);
  for (const [key, summary] of summaries)
    cells.set(
      fieldName.metric(key),
      METRIC_STATS.map((stat) => statOf(summary, stat)),
    );
  return cells;
}

const stats: Record<MetricStat, (summary: Summary) => number | null> = {
  last: (summary) => summary.last,
  min: (summary) => summary.min,
  max: (summary) => summary.max,
  mean: meanOf,
  count: (summary) => summary.count,
  last_step: (summary) => summary.lastStep,
  nan_count: (summary) => summary.nanCount,
};

const statOf = (summary: Summary, stat: MetricStat): Cell => stats[stat](summary) ?? undefined;

/** Long texts are found by their beginning; a pair of surrogates is not cut apart. */
export function clip<T>(value: T): T | string {
  if (typeof value !== "string" || value.length <= SEARCH_TEXT_MAX_CHARS) return value;
  return value.slice(0, SEARCH_TEXT_MAX_CHARS).replace(/[\ud800-\udbff]$/, "");
}
