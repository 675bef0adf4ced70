import type { Task, TaskField, TaskParams } from "@cairn/sdk/schema";
import type { ColumnWords } from "@/components/column-manager";
import { formatBytes } from "../../charts/bytes";
import { formatDuration, formatNumber } from "../../charts/format";
import { summaryOf } from "../task/summary";
import { readTagged } from "../task/tagged";
import { shortId } from "../words";

interface Look {
  label: string;
  width: number;
  isNumeric?: boolean;
}

/** What every task has, by the names that searches use. The name stands first and always. */
const BUILT_IN: Readonly<Record<string, Look>> = {
  status: { label: "Status", width: 116 },
  params: { label: "Parameters", width: 280 },
  type: { label: "Type", width: 180 },
  namespace: { label: "Namespace", width: 130 },
  version: { label: "Version", width: 80 },
  "attempt.status": { label: "Last attempt", width: 116 },
  attempt: { label: "Attempts", width: 84, isNumeric: true },
  created_at: { label: "Registered", width: 124 },
  updated_at: { label: "Changed", width: 124 },
  started_at: { label: "Started", width: 124 },
  finished_at: { label: "Finished", width: 124 },
  "resources.wall_s": { label: "Took", width: 92, isNumeric: true },
  "resources.peak_memory_bytes": { label: "Peak memory", width: 110, isNumeric: true },
  "output.size_bytes": { label: "Size", width: 96, isNumeric: true },
  "output.uri": { label: "Path", width: 260 },
  "output.serializer": { label: "Serializer", width: 110 },
  error: { label: "Error", width: 260 },
  created_by: { label: "By", width: 130 },
  label: { label: "Label", width: 160 },
  module: { label: "Module", width: 200 },
  schema_hash: { label: "Schema", width: 110 },
  id: { label: "Id", width: 112 },
};

export const FIRST_COLUMNS = ["status", "params", "type", "resources.wall_s", "output.size_bytes", "created_at", "id"] as const;

/** All columns that there may be: what every task has, and fields that some have. A list's elements share one field and are none. */
export const columnsOf = (fields: readonly TaskField[]): string[] => [
  ...Object.keys(BUILT_IN),
  ...fields.filter(({ field, kind }) => kind !== "built-in" && !field.includes("[]")).map(({ field }) => field),
];

export function wordsOf(id: string): ColumnWords {
  const look = BUILT_IN[id];
  return look
    ? { label: look.label, title: `${look.label} (${id})`, isCode: false }
    : { label: id.replace(/^params\./, ""), title: id, isCode: true };
}

/** Parameters as a whole have no order. */
export const isSortable = (id: string): boolean => id !== "params";
export const isNumericColumn = (id: string): boolean => BUILT_IN[id]?.isNumeric ?? false;
export const firstWidth = (id: string): number => BUILT_IN[id]?.width ?? Math.min(220, Math.max(96, wordsOf(id).label.length * 7.5 + 44));

/** What a cell shows, and what a search that asks for it says. */
export interface Cell {
  text: string;
  /** Null: it cannot be asked for. */
  value: string | null;
  kind: "text" | "code" | "status" | "time";
}

const NONE: Cell = { text: "–", value: null, kind: "text" };
const asText = (value: string | null | undefined): Cell => (value ? { text: value, value, kind: "text" } : NONE);
const asTime = (value: string | null): Cell => (value ? { text: value, value: null, kind: "time" } : NONE);
const asNumber = (value: number | null | undefined, text: (value: number) => string): Cell =>
  value == null ? NONE : { text: text(value), value: String(value), kind: "code" };

/** The cell of a task in a column. */
export function cellOf(task: Task, id: string): Cell {
  switch (id) {
    case "status":
      return { text: task.result, value: task.result, kind: "status" };
    case "params":
      return { text: summaryOf(task.params) || "–", value: null, kind: "code" };
    case "attempt.status":
      return task.attempt_status ? { text: task.attempt_status, value: task.attempt_status, kind: "status" } : NONE;
    case "type":
      return asText(task.namespace ? `${task.namespace}.${task.name}` : task.name);
    case "namespace":
    case "version":
    case "module":
    case "label":
      return asText(task[id]);
    case "attempt":
      return asNumber(task.attempt || null, String);
    case "created_at":
    case "updated_at":
    case "started_at":
    case "finished_at":
      return asTime(task[id]);
    case "resources.wall_s":
      return asNumber(task.resources?.wall_s, (s) => formatDuration(s * 1_000));
    case "resources.peak_memory_bytes":
      return asNumber(task.resources?.peak_memory_bytes, formatBytes);
    case "output.size_bytes":
      return asNumber(task.output?.size_bytes, formatBytes);
    case "output.uri":
      return asText(task.output?.uri);
    case "output.serializer":
      return asText(task.output?.serializer);
    case "error":
      return task.error ? { text: task.error.message, value: task.error.message, kind: "text" } : NONE;
    case "created_by":
      return asText(task.created_by.name);
    case "schema_hash":
      return { text: task.schema_hash.slice(0, 10), value: task.schema_hash, kind: "code" };
    case "id":
      return { text: shortId(task.id), value: task.id, kind: "code" };
  }
  if (id.startsWith("tag.")) return asText(task.tags[id.slice(4)]);
  return id.startsWith("params.") ? paramCell(task.params, id.slice("params.".length)) : NONE;
}

function paramCell(params: TaskParams, path: string): Cell {
  const value = valueAt(params, path.split("."));
  if (value === undefined) return NONE;
  const tagged = readTagged(value);
  if (tagged) return { text: tagged.kind === "task" ? shortId(tagged.text) : tagged.text, value: tagged.text, kind: "code" };
  if (typeof value === "number") return { text: formatNumber(value), value: String(value), kind: "code" };
  if (typeof value === "object" && value !== null) return { text: JSON.stringify(value), value: null, kind: "code" };
  return { text: String(value), value: String(value), kind: "code" };
}

/** A member by its path; names that hold dots themselves are found too. */
function valueAt(value: TaskParams, parts: readonly string[]): TaskParams | undefined {
  if (parts.length === 0) return value;
  if (typeof value !== "object" || value === null) return undefined;
  for (let length = 1; length <= parts.length; length++) {
    const inner = (value as { [member: string]: TaskParams })[parts.slice(0, length).join(".")];
    const found = inner === undefined ? undefined : valueAt(inner, parts.slice(length));
    if (found !== undefined) return found;
  }
  return undefined;
}
