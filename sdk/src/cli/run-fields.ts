import { type AttributeName, type Field, FilterError, parseField, printField } from "../filter/index.ts";
import type { Run } from "../schema/runs.ts";
import type { CellValue } from "../schema/search.ts";
import { usage } from "./failure.ts";
import { pointAt } from "./filter-error.ts";
import { moment, shortNumber, span } from "./text.ts";

/** Milliseconds that a run took, or takes until now; null before it starts. */
export function durationMs(run: Pick<Run, "started_at" | "finished_at" | "heartbeat_at" | "status">, now = Date.now()): number | null {
  if (!run.started_at) return null;
  const end = run.finished_at ? Date.parse(run.finished_at) : run.status === "running" ? now : Date.parse(run.heartbeat_at);
  return Math.max(0, end - Date.parse(run.started_at));
}

/** The field that is meant, as the filter language names it. Throws a usage failure with a caret at the fault. */
export function fieldOf(text: string): Field {
  try {
    return parseField(text);
  } catch (error) {
    if (error instanceof FilterError) throw usage(`${text}: ${error.message}.`, undefined, pointAt(text, error.position));
    throw error;
  }
}

function attributeOf(run: Run, name: AttributeName): CellValue {
  switch (name) {
    case "experiment":
      return run.experiment.name;
    case "experiment_id":
      return run.experiment.id;
    case "created_by":
      return run.created_by.name;
    case "duration": {
      const ms = durationMs(run);
      return ms === null ? null : ms / 1000;
    }
    default:
      return run[name];
  }
}

const own = <T>(from: Readonly<Record<string, T>>, key: string): T | null => (Object.hasOwn(from, key) ? (from[key] as T) : null);

/** Value of a field in a run, a duration in seconds; null where the run has none. */
export function valueIn(run: Run, field: Field): CellValue {
  switch (field.kind) {
    case "attribute":
      return attributeOf(run, field.name);
    case "param":
      return own(run.params, field.key);
    case "tag":
      return own(run.tags, field.key);
    case "summary":
      return own(run.summary, field.key);
    case "metric":
      return own(run.metrics, field.key)?.[field.stat] ?? null;
  }
}

/** A value for people: short numbers, local times. */
export function shownValue(field: Field, value: CellValue): string {
  if (value === null) return "–";
  const name = field.kind === "attribute" ? field.name : "";
  if (typeof value === "number") return name === "duration" ? span(value * 1000) : shortNumber(value);
  if (typeof value === "string" && name.endsWith("_at")) return moment(value);
  return String(value);
}

const TITLES: Readonly<Record<string, string>> = { started_at: "STARTED", created_at: "CREATED", finished_at: "FINISHED" };

/** Title of a field's column: a field with a key keeps its spelling, so that it can be copied into a filter. */
export const titleOf = (field: Field) =>
  field.kind === "attribute" ? (TITLES[field.name] ?? field.name.toUpperCase().replaceAll("_", " ")) : printField(field);
