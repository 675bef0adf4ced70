import type { Field } from "./ast.ts";
import { FilterError, nearest } from "./error.ts";

export type AttributeType = "string" | "number" | "boolean" | "time" | "duration";

/** Attributes of a run, and what their values are. A duration is told and compared in seconds. */
export const ATTRIBUTES = {
  id: "string",
  number: "number",
  name: "string",
  status: "string",
  experiment: "string",
  experiment_id: "string",
  group: "string",
  parent_id: "string",
  attempt: "number",
  created_by: "string",
  created_at: "time",
  started_at: "time",
  finished_at: "time",
  duration: "duration",
  heartbeat_at: "time",
  archived_at: "time",
  deleted_at: "time",
  error: "string",
  host: "string",
  user: "string",
  commit: "string",
  has_diff: "boolean",
} as const satisfies Record<string, AttributeType>;
export type AttributeName = keyof typeof ATTRIBUTES;

/** Other words for attributes, most of them MLflow's. */
const ATTRIBUTE_ALIASES: Record<string, AttributeName> = {
  run_id: "id",
  run_number: "number",
  run_name: "name",
  "run name": "name",
  "Run name": "name",
  "Run Name": "name",
  experiment_name: "experiment",
  start_time: "started_at",
  end_time: "finished_at",
  created: "created_at",
  Created: "created_at",
  started: "started_at",
  finished: "finished_at",
  heartbeat: "heartbeat_at",
  user_id: "user",
  parent: "parent_id",
  git_commit: "commit",
};

/** What is known of a metric without its points. */
export const METRIC_STATS = ["last", "min", "max", "mean", "count", "last_step", "nan_count"] as const;
export type MetricStat = (typeof METRIC_STATS)[number];

/** Words that a field can begin with, and what they stand for. */
const ENTITIES: Record<string, Field["kind"]> = {
  metrics: "metric",
  metric: "metric",
  params: "param",
  param: "param",
  parameter: "param",
  parameters: "param",
  tags: "tag",
  tag: "tag",
  summary: "summary",
  attribute: "attribute",
  attributes: "attribute",
  attr: "attribute",
  run: "attribute",
};
const own = <T>(record: Record<string, T>, key: string): T | null => (Object.hasOwn(record, key) ? (record[key] as T) : null);

/** The attribute of a name or another word for it; null when there is none. */
export const attributeNamed = (word: string): AttributeName | null =>
  Object.hasOwn(ATTRIBUTES, word) ? (word as AttributeName) : own(ATTRIBUTE_ALIASES, word);

/** What a word before the first dot stands for; null when a field cannot begin so. */
export const entityNamed = (word: string): Field["kind"] | null => own(ENTITIES, word);

/** A field as it is written: `path` up to a quoted key, or the whole of it; then what is in the quotes and what follows them. */
export interface WrittenField {
  path: string;
  quoted: string | null;
  rest: string;
  position: number;
}

/** The field that is meant. Throws FilterError for one that there is none of. */
export function resolveField({ path, quoted, rest, position }: WrittenField): Field {
  const dot = path.indexOf(".");
  const head = dot < 0 ? path : path.slice(0, dot);
  const kind = dot < 0 ? null : entityNamed(head);
  const key = quoted ?? path.slice(dot + 1);
  if (kind === null) return attributeField(path + (quoted ?? ""), position);
  if (kind !== "metric" && rest !== "")
    throw new FilterError(`nothing may follow the name of ${kind === "attribute" ? "an" : "a"} ${kind}`, position);
  if (kind === "attribute") return attributeField(key, position);
  if (key === "") throw new FilterError(`${head}. needs a name after the dot`, position);
  if (kind === "metric") return quoted === null ? metricField(key) : { kind, key, stat: statAfter(rest, position) };
  return { kind, key };
}

function attributeField(word: string, position: number): Field {
  const name = attributeNamed(word);
  if (name) return { kind: "attribute", name };
  const dot = word.indexOf(".");
  const entity = dot < 0 ? null : nearest(word.slice(0, dot), Object.keys(ENTITIES));
  const suggestion = entity ? entity + word.slice(dot) : nearest(word, [...Object.keys(ATTRIBUTES), ...Object.keys(ATTRIBUTE_ALIASES)]);
  const hint = suggestion
    ? ""
    : "; params, tags, summary values and metrics are written params.lr, tags.team, summary.accuracy, metrics.loss";
  throw new FilterError(`there is no field ${shorten(word)}${hint}`, position, suggestion);
}

/** A key that ends in `.min` and the like names the statistic; quotes keep it whole. */
function metricField(path: string): Field {
  const dot = path.lastIndexOf(".");
  const stat = path.slice(dot + 1);
  if (dot > 0 && isStat(stat)) return { kind: "metric", key: path.slice(0, dot), stat };
  return { kind: "metric", key: path, stat: "last" };
}

function statAfter(rest: string, position: number): MetricStat {
  if (rest === "") return "last";
  const word = rest.slice(1);
  if (isStat(word)) return word;
  throw new FilterError(`a metric has ${METRIC_STATS.join(", ")}, not ${shorten(word)}`, position, nearest(word, METRIC_STATS));
}

const isStat = (word: string): word is MetricStat => (METRIC_STATS as readonly string[]).includes(word);
export const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

const PREFIX = { param: "params", tag: "tags", summary: "summary", metric: "metrics" } as const;
const PLAIN_KEY = /^[\p{L}\p{N}_/:@%[\]-]+(?:\.[\p{L}\p{N}_/:@%[\]-]+)*$/u;

/** A field as it is written in a filter, a sort and a column: `metrics.loss.min`, `params."learning rate"`. */
export function printField(field: Field): string {
  if (field.kind === "attribute") return field.name;
  const prefix = PREFIX[field.kind];
  const looksLikeStat = field.kind === "metric" && isStat(field.key.slice(field.key.lastIndexOf(".") + 1)) && field.key.includes(".");
  const key = PLAIN_KEY.test(field.key) && !looksLikeStat ? field.key : quoteKey(field.key);
  return field.kind === "metric" && field.stat !== "last" ? `${prefix}.${key}.${field.stat}` : `${prefix}.${key}`;
}

/** Keys have backslashes before quotes and backslashes, as strings do. */
const quoteKey = (key: string): string => `"${key.replaceAll(/[\\"]/g, "\\$&")}"`;
