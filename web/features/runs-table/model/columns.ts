import { type Field, parseField, printField } from "@cairn/sdk/filter";
import type { RunField } from "@cairn/sdk/schema";

/** What a column shows of a metric. */
export type MetricStat = "last" | "min" | "max";
export const METRIC_STATS = ["last", "min", "max"] as const satisfies readonly MetricStat[];

/** A column of the table: something of the run itself, or one of its fields. */
export type Column =
  | { kind: "attribute"; key: AttributeKey }
  | { kind: "param" | "tag" | "summary"; key: string }
  | { kind: "metric"; key: string; stat: MetricStat };

interface AttributeLook {
  label: string;
  width: number;
  isNumeric?: boolean;
}

/** What a run has besides its fields, by the names that filters use. */
export const ATTRIBUTES = {
  status: { label: "Status", width: 112 },
  experiment: { label: "Experiment", width: 160 },
  number: { label: "Number", width: 84, isNumeric: true },
  created_at: { label: "Created", width: 120 },
  started_at: { label: "Started", width: 120 },
  finished_at: { label: "Finished", width: 120 },
  duration: { label: "Duration", width: 96, isNumeric: true },
  created_by: { label: "By", width: 136 },
  group: { label: "Group", width: 128 },
  attempt: { label: "Attempt", width: 84, isNumeric: true },
  user: { label: "User", width: 112 },
  host: { label: "Host", width: 128 },
  commit: { label: "Commit", width: 96 },
  has_diff: { label: "Code", width: 88 },
  error: { label: "Error", width: 240 },
  id: { label: "Id", width: 144 },
} as const satisfies Record<string, AttributeLook>;
export type AttributeKey = keyof typeof ATTRIBUTES;

const isAttribute = (key: string): key is AttributeKey => Object.hasOwn(ATTRIBUTES, key);

export const MIN_WIDTH = 56;
export const MAX_WIDTH = 800;
/** Metrics and params that a workspace's table shows before anybody chose columns. */
const FIRST_METRICS = 4;
const FIRST_PARAMS = 4;

/** The column's field as filters name it. */
export const filterFieldOf = (column: Column): Field => (column.kind === "attribute" ? { kind: "attribute", name: column.key } : column);

/** How a column is written in addresses, views, sorts and groups: `created_at`, `params.lr`, `metrics.loss.min`. */
export const columnId = (column: Column): string => printField(filterFieldOf(column));

/** The column that an id names; null for what is none. */
export function parseColumn(id: string): Column | null {
  let field: Field;
  try {
    field = parseField(id);
  } catch {
    return null;
  }
  if (field.kind === "attribute") return isAttribute(field.name) ? { kind: "attribute", key: field.name } : null;
  if (field.kind !== "metric") return field;
  const stat = METRIC_STATS.find((one) => one === field.stat);
  return stat ? { kind: "metric", key: field.key, stat } : null;
}

/** The field that a search is asked for so that the column can be filled; attributes come always. */
export function fieldOf(column: Column): string | null {
  if (column.kind === "attribute") return null;
  return columnId(column.kind === "metric" ? { ...column, stat: "last" } : column);
}

/** Name over the column. */
export function columnLabel(column: Column): string {
  return column.kind === "attribute" ? ATTRIBUTES[column.key].label : column.key;
}

const KIND_NAMES = { attribute: "Attribute", param: "Param", tag: "Tag", summary: "Summary", metric: "Metric" } as const;
const STAT_NAMES = { last: "last value", min: "lowest", max: "highest" } as const;

/** What the column is, in words: "Metric loss, lowest". */
export function columnTitle(column: Column): string {
  const name = `${KIND_NAMES[column.kind]} ${columnLabel(column)}`;
  return column.kind === "metric" ? `${name}, ${STAT_NAMES[column.stat]}` : name;
}

export const isNumericColumn = (column: Column): boolean =>
  column.kind === "metric" || (column.kind === "attribute" && "isNumeric" in ATTRIBUTES[column.key]);

/** Width before anybody dragged it, in CSS pixels. */
export function firstWidth(column: Column): number {
  if (column.kind === "attribute") return ATTRIBUTES[column.key].width;
  const name = columnLabel(column).length * 7.5 + (column.kind === "metric" ? 62 : 44);
  return Math.round(Math.min(220, Math.max(column.kind === "metric" ? 104 : 96, name)));
}

/** So many of each stand first: beside the charts, at 1440 px, they are in sight next to the name. */
const IN_SIGHT = 2;

/** Columns before anybody chose: the params and metrics that most runs have, with when, how long, whose and which code. */
export function firstColumns(fields: readonly RunField[]): string[] {
  const most = (kind: RunField["kind"], count: number) =>
    fields
      .filter((field) => field.kind === kind && !field.field.startsWith("metrics.system/"))
      .toSorted((a, b) => b.runs - a.runs)
      .slice(0, count);
  const metrics = most("metric", FIRST_METRICS).map(({ field }) => field);
  const params = most("param", FIRST_PARAMS).map(({ field }) => field);
  return [
    ...params.slice(0, IN_SIGHT),
    ...metrics.slice(0, IN_SIGHT),
    "experiment",
    "created_at",
    "duration",
    ...params.slice(IN_SIGHT),
    ...metrics.slice(IN_SIGHT),
    "created_by",
    "commit",
  ];
}

/** Which way a metric gets better, judged by its name; null where the name tells nothing. */
export function betterWay(column: Column): "min" | "max" | null {
  if (column.kind !== "metric") return null;
  const name = column.key.toLowerCase();
  if (/loss|error|err\b|perplexity|\bppl\b|rmse|\bmse\b|\bmae\b|latency|divergence/.test(name)) return "min";
  if (/acc|auc|\bf1\b|precision|recall|score|reward|return|\br2\b|bleu|rouge|\bmap\b|iou|dice/.test(name)) return "max";
  return column.stat === "last" ? null : column.stat;
}
