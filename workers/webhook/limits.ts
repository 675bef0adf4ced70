import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../shared/clock.ts";

/** Longest wait for an answer (Standard Webhooks 1.0: 15 to 30 s). */
export const ATTEMPT_TIMEOUT_MS = 15 * SECOND_MS;
/** Waits before each attempt, the first one included: those of Svix. 27.6 hours in all. */
export const SCHEDULE_MS: readonly number[] = [
  0,
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  10 * HOUR_MS,
];
/** A wait is longer or shorter by up to this part of it, so that what failed together does not come back together. */
export const JITTER = 0.1;
/** Longest wait that a receiver can ask for with Retry-After. Ours. */
export const RETRY_AFTER_MAX_MS = DAY_MS;
/** An endpoint is disabled that has only failed for so long. As Svix. */
export const DEAD_AFTER_MS = 5 * DAY_MS;
/** Failures within a day from which that time counts: one alone may be a mishap. Ours. */
export const SEVERAL_FAILURES = 5;
/** Requests to one endpoint at a time: what one invocation may have open (limit of the platform). */
export const CONCURRENCY = 6;
/** Messages that are read at once, and attempts that are written at once. Ours. */
export const TAKE_SIZE = 100;
export const FLUSH_SIZE = 50;
/** An attempt is written so long after its end at the latest. Ours: what is not written is repeated after a crash. */
export const FLUSH_AFTER_MS = 250;
/** One alarm delivers for so long before it sets the next: an alarm may take 15 minutes. Ours. */
export const RUN_MS = MINUTE_MS;
/** What of an answer is kept, in bytes; of its headers, how many and how long. Ours. */
export const RESPONSE_BODY_MAX_BYTES = 4 * 1024;
export const RESPONSE_HEADERS_MAX = 30;
export const HEADER_VALUE_MAX_CHARS = 500;
/** The endpoint's own row is read anew after so long. Ours: a change is told to the object anyway. */
export const TARGET_CACHE_MS = 5 * SECOND_MS;
/** That an address leads to a public host is looked up anew after so long. Ours. */
export const RESOLVED_CACHE_MS = 30 * SECOND_MS;
/** Messages and their attempts are kept for so long. */
export const KEPT_MS = 30 * DAY_MS;
/** Messages that one alarm drops. Ours. */
export const DROPS_PER_ALARM = 1_000;
/** After an alarm that failed. Ours. */
export const ALARM_RETRY_MS = 30 * SECOND_MS;
/** Under a rate cap, requests go out in bursts so far apart. Ours. */
export const BURST_MS = 100;
/** Messages that one event names whose last attempt failed. */
export const TOLD_PER_EVENT = 100;
