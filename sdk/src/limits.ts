// The contract's limits that the SDK checks itself. Copied so that the core does not carry zod; a test holds them equal to sdk/src/schema.

/** Most metric points in one batch. */
export const BATCH_POINTS_MAX = 10_000;
/** Most metrics in one batch. */
export const BATCH_METRICS_MAX = 1_000;
/** Most params, or tags, in one batch. */
export const BATCH_FIELDS_MAX = 1_000;
/** Longest name of a metric, param or tag, in characters. */
export const FIELD_KEY_MAX = 250;
/** What such a name may hold. */
export const FIELD_KEY_PATTERN = /^[\p{L}\p{N}_.\-/ :@%()[\]]+$/u;
/** Longest text of a param, in characters. */
export const PARAM_TEXT_MAX = 6_000;
/** Longest text of a tag, in characters. */
export const TAG_TEXT_MAX = 8_000;
/** Longest error text of a run, in characters. */
export const RUN_ERROR_MAX = 10_000;
/** Points that wait for the server before `log()` refuses more. */
export const BUFFERED_POINTS_MAX = 1_000_000;
