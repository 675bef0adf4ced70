import { ALARM_SPACING_MS } from "../limits.ts";

/**
 * When the object must wake next, given when the first of the running runs will have been silent for too long (null: none runs).
 * A heartbeat moves no alarm: it fires at the old time, finds nothing overdue and is set again.
 */
export const nextAlarmAt = (firstDeadlineMs: number | null, nowMs: number): number | null =>
  firstDeadlineMs === null ? null : Math.max(firstDeadlineMs, nowMs + ALARM_SPACING_MS);

/** Whether an alarm must be set for a time, given the one that is (null: none). */
export const isEarlier = (wantedMs: number, currentMs: number | null): boolean => currentMs === null || wantedMs < currentMs;
