import { LOG_MERGE_AFTER_MS } from "../limits.ts";

/** When a log that just got lines is to be tidied, given when it was to be before: not again and again later while lines come. */
export const tidyTime = (now: number, before: number | null): number =>
  Math.min(before ?? Number.POSITIVE_INFINITY, now + LOG_MERGE_AFTER_MS);
