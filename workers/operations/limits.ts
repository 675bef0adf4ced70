import { SECOND_MS } from "../shared/clock.ts";

/** A part of the system that has not answered a check by then counts as down. Ours. */
export const CHECK_TIMEOUT_MS = 3 * SECOND_MS;
/** What a check found is told again for so long, so that nobody can load the parts by asking. Ours. */
export const CHECK_CACHE_MS = 2 * SECOND_MS;
/** Counts of an isolate are handed on at most so often. Ours: no scrape is more often. */
export const METERS_FLUSH_MS = 2 * SECOND_MS;
/** Different time series of our own metrics. Ours: operations × statuses are a few hundred. */
export const METERS_MAX = 5_000;
/** The object writes its counts so often: what a restart loses of them shows as a counter that starts lower, which rates bear. Ours. */
export const METERS_WRITE_MS = 60 * SECOND_MS;
/** Days of which the status page tells. Ours. */
export const STATUS_DAYS = 90;
