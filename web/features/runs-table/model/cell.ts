import type { CellValue, Run } from "@cairn/sdk/schema";
import { formatDuration, formatNumber, toNumber } from "../../charts/format";
import { formatByName } from "../../charts/units";
import type { AttributeKey, Column } from "./columns";

/** Milliseconds from start to end, or to the last sign of life; null before the start. */
export function durationMs(run: Run): number | null {
  if (!run.started_at) return null;
  return Math.max(0, Date.parse(run.finished_at ?? run.heartbeat_at) - Date.parse(run.started_at));
}

function attributeOf(run: Run, key: AttributeKey): CellValue {
  switch (key) {
    case "experiment":
      return run.experiment.name;
    case "created_by":
      return run.created_by.name;
    case "duration":
      return durationMs(run);
    case "has_diff":
      // Without a commit it is not known.
      return run.commit === null ? null : run.has_diff;
    default:
      return run[key];
  }
}

/** What a run has in a column; undefined where it has nothing. */
export function cellOf(run: Run, column: Column): CellValue | undefined {
  switch (column.kind) {
    case "attribute":
      return attributeOf(run, column.key) ?? undefined;
    case "param":
      return run.params[column.key];
    case "tag":
      return run.tags[column.key];
    case "summary":
      return run.summary[column.key];
    case "metric":
      return run.metrics[column.key]?.[column.stat];
  }
}

/** A value as the table shows it. */
export function cellText(column: Column, value: CellValue | undefined): string {
  if (value === undefined) return "";
  if (value === null) return "null";
  if (column.kind === "metric") return formatByName(column.key, toNumber(value as number));
  if (column.kind === "attribute") {
    if (column.key === "duration") return formatDuration(value as number);
    if (column.key === "has_diff") return value ? "changed" : "clean";
    if (column.key === "commit") return String(value).slice(0, 8);
    return String(value);
  }
  return typeof value === "number" ? formatNumber(value) : String(value);
}

/** The lowest or highest number of a column among some runs; null when there are fewer than two to choose from. */
export function bestOf(runs: Iterable<Run>, column: Column, way: "min" | "max"): number | null {
  let best: number | null = null;
  let count = 0;
  for (const run of runs) {
    const value = cellOf(run, column);
    if (value === undefined || value === null) continue;
    const number = toNumber(value as number);
    if (Number.isNaN(number)) continue;
    count++;
    if (best === null || (way === "min" ? number < best : number > best)) best = number;
  }
  return count > 1 ? best : null;
}
