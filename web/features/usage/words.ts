import type { ByteClass, LimitName, UsageMeter } from "@cairn/sdk/schema";
import { formatBytes } from "../charts/bytes";

/** What the history can show. */
export const METERS = ["runs", "points", "requests", "deliveries", "bytes"] as const satisfies readonly (UsageMeter | "bytes")[];
export type Meter = (typeof METERS)[number];

export const meterLabels: Record<Meter, { name: string; means: string }> = {
  runs: { name: "Runs", means: "Runs that were created." },
  points: { name: "Points", means: "Metric points that were stored; what comes twice counts once." },
  requests: { name: "Requests", means: "Requests to the API in the name of the organization." },
  deliveries: { name: "Deliveries", means: "Attempts to deliver events to webhook endpoints." },
  bytes: { name: "Storage", means: "What is held at the end of each day." },
};

/** In the order in which bars are stacked. The contract's own list lives in a module that brings the whole validator along. */
export const CLASSES: readonly { name: ByteClass; label: string; fill: string; background: string }[] = [
  { name: "database", label: "Database", fill: "fill-(--chart-1)", background: "bg-(--chart-1)" },
  { name: "points", label: "Points", fill: "fill-(--chart-2)", background: "bg-(--chart-2)" },
  { name: "logs", label: "Logs", fill: "fill-(--chart-3)", background: "bg-(--chart-3)" },
  { name: "files", label: "Files", fill: "fill-(--chart-6)", background: "bg-(--chart-6)" },
];

export const limitLabels: Record<LimitName, string> = {
  runs_per_month: "Runs this month",
  points_per_month: "Points this month",
  requests_per_month: "Requests this month",
  bytes: "Storage",
  members: "Members and open invitations",
};

const count = (value: number): string => value.toLocaleString("en");

export const meterText = (meter: Meter, value: number): string => (meter === "bytes" ? formatBytes(value) : count(value));

export const amountText = (limit: LimitName, value: number): string => (limit === "bytes" ? formatBytes(value) : count(value));

/** Rounded down: 99.9 % is not used up. */
export function percentText(used: number, value: number): string {
  const percent = (used / value) * 100;
  return percent > 0 && percent < 1 ? "< 1 %" : `${Math.floor(percent)} %`;
}

/** "28 Nov", or with its year. */
export const dayText = (day: string, withYear = false): string =>
  new Date(`${day}T00:00:00Z`).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    ...(withYear ? { year: "numeric" } : {}),
    timeZone: "UTC",
  });
