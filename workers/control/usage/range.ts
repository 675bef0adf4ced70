import type { UsageQuery } from "@cairn/sdk/schema";
import { DAY_MS, dayOf, monthOf } from "../../shared/clock.ts";
import { Fault } from "../../shared/errors.ts";

/** Days that one answer tells of: a year and the day it began on. */
export const USAGE_DAYS_MAX = 366;

/** Days from one to another, both included: their starts in UTC, Unix ms. */
export interface DayRange {
  from: number;
  to: number;
}

/** The days that are asked for: this month so far unless said otherwise. Throws `invalid_request`. */
export function rangeOf({ from, to }: UsageQuery, now: number): DayRange {
  const last = to === undefined ? dayOf(now) : Date.parse(to);
  const first = from === undefined ? monthOf(last) : Date.parse(from);
  if (first > last) throw invalid("query.from", "too_big", "must not be after `to`");
  if ((last - first) / DAY_MS >= USAGE_DAYS_MAX)
    throw invalid("query.from", "too_small", `must be at most ${USAGE_DAYS_MAX} days before \`to\``);
  return { from: first, to: last };
}

const invalid = (path: string, rule: string, message: string): Fault =>
  new Fault("invalid_request", `${path} ${message}.`, { errors: [{ path, rule, message }] });

/** A day as it is written: 2026-11-28. */
export const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
