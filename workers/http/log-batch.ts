import { BATCH_POINTS_MAX, FieldKey, LogBatch, type MetricColumns, type MetricValue } from "@cairn/sdk/schema";
import { packColumns } from "../series/packed-columns.ts";
import type { PackedBatch } from "../workspace/metrics/log.ts";
import type { Column } from "../workspace/metrics/run-state.ts";
import { invalidInput } from "./router.ts";

const METRICS_MAX = 1_000;
const STEP_MAX = Number.MAX_SAFE_INTEGER;
const TIME_MAX = 8.64e15;

/**
 * A batch as the object takes it: checked, its points packed. Points are checked by hand, because zod takes longer for 10,000 numbers than
 * all the rest of a request; what is not plainly right is given to zod, whose word counts. Throws `invalid_request`.
 */
export function readLogBatch(json: unknown): PackedBatch {
  const columns = columnsOf(json);
  const result = LogBatch.safeParse(columns ? { ...(json as object), metrics: [] } : json);
  if (!result.success) throw invalidInput("body", result.error.issues);
  const { metrics, ...rest } = result.data;
  const packed = columns ?? metrics.map(toColumn);
  return { ...rest, points: packed.length > 0 ? packColumns(packed).buffer : null };
}

/** The columns of a batch whose points follow every rule; null for any other. */
function columnsOf(json: unknown): Column[] | null {
  if (typeof json !== "object" || json === null || !("metrics" in json) || !Array.isArray(json.metrics)) return null;
  if (json.metrics.length > METRICS_MAX) return null;
  const columns: Column[] = [];
  let points = 0;
  for (const metric of json.metrics as unknown[]) {
    const column = columnOf(metric);
    if (!column) return null;
    points += column.steps.length;
    columns.push(column);
  }
  return points <= BATCH_POINTS_MAX ? columns : null;
}

function columnOf(metric: unknown): Column | null {
  if (typeof metric !== "object" || metric === null) return null;
  const { key, steps, times, values } = metric as Partial<Record<string, unknown>>;
  if (!Array.isArray(steps) || !Array.isArray(times) || !Array.isArray(values)) return null;
  const { length } = steps;
  if (Object.keys(metric).length !== 4) return null;
  if (length < 1 || length > BATCH_POINTS_MAX || times.length !== length || values.length !== length) return null;
  if (!FieldKey.safeParse(key).success) return null;
  const column = { key: key as string, steps: new Float64Array(length), times: new Float64Array(length), values: new Float64Array(length) };
  for (let i = 0; i < length; i++) {
    const step: unknown = steps[i];
    const time: unknown = times[i];
    if (typeof step !== "number" || !Number.isInteger(step) || step > STEP_MAX || step < -STEP_MAX) return null;
    if (typeof time !== "number" || !Number.isInteger(time) || time < 0 || time > TIME_MAX) return null;
    const value = numberOf(values[i]);
    if (value === null) return null;
    // JSON has a -0, which as a step is no other than 0.
    column.steps[i] = step + 0;
    column.times[i] = time + 0;
    column.values[i] = value;
  }
  return column;
}

function numberOf(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  return value === "NaN" || value === "Infinity" || value === "-Infinity" ? Number(value) : null;
}

const toColumn = ({ key, steps, times, values }: MetricColumns): Column => ({
  key,
  steps: Float64Array.from(steps, (step) => step + 0),
  times: Float64Array.from(times, (time) => time + 0),
  values: Float64Array.from(values as MetricValue[], Number),
});
