import type { MetricValue } from "@cairn/sdk/schema";

/** A number as JSON can hold it. */
export const toMetricValue = (value: number): MetricValue =>
  Number.isFinite(value) ? value : Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";

/** Reverse of toMetricValue: the three words are what Number() reads. */
export const fromMetricValue = (value: MetricValue): number => Number(value);
