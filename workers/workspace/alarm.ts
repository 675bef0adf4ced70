import { ALARM_SPACING_MS } from "./limits.ts";

/** When an alarm is set for a chore that is due at a time: never at once again, so that chores that fall due together share one. */
export const alarmTimeFor = (dueMs: number, nowMs: number): number => Math.max(dueMs, nowMs + ALARM_SPACING_MS);

/** Whether an alarm must be set for a time, given the one that is (null: none). */
export const isEarlier = (wantedMs: number, currentMs: number | null): boolean => currentMs === null || wantedMs < currentMs;
