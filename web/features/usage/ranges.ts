export const RANGES = ["month", "last-month", "90-days", "year"] as const;
export type Range = (typeof RANGES)[number];

/** First and last day, in UTC, both included. */
export interface Days {
  from: string;
  to: string;
}

export const rangeLabels: Record<Range, string> = {
  month: "This month",
  "last-month": "Last month",
  "90-days": "Last 90 days",
  year: "Last 12 months",
};

const DAY_MS = 86_400_000;
const text = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The days that a range means on a day. */
export function daysOfRange(range: Range, today: string): Days {
  const now = new Date(`${today}T00:00:00Z`);
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  switch (range) {
    case "month":
      return { from: text(Date.UTC(year, month)), to: today };
    case "last-month":
      return { from: text(Date.UTC(year, month - 1)), to: text(Date.UTC(year, month) - DAY_MS) };
    case "90-days":
      return { from: text(now.getTime() - 89 * DAY_MS), to: today };
    case "year":
      return { from: text(now.getTime() - 364 * DAY_MS), to: today };
  }
}
