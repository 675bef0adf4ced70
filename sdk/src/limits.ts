// The contract's limits that the SDK checks itself. Copied so that the core does not carry zod; a test holds them equal to sdk/src/schema.

/** Most metric points in one batch. */
export const BATCH_POINTS_MAX = 10_000;
/** Most metrics in one batch. */
export const BATCH_METRICS_MAX = 1_000;
/** Most params, or tags, in one batch. */
export const BATCH_FIELDS_MAX = 1_000;
/** Most lines in one batch. */
export const BATCH_LINES_MAX = 5_000;
/** Most images, tables and texts in one batch. */
export const BATCH_MEDIA_MAX = 500;
/** Most text in one batch, in characters: the server takes 8 MiB of JSON, in which a character may need six bytes. */
export const BATCH_CHARS_MAX = 1024 * 1024;
/** Longest line of a log, in characters. */
export const LINE_MAX = 16_000;
/** Largest blob that is sent in one request, in bytes; larger ones go in parts. */
export const BLOB_SINGLE_MAX = 64 * 1024 * 1024;
/** Largest diff of uncommitted changes that is kept unless told otherwise, in bytes. */
export const DIFF_LIMIT_BYTES = 50_000;
/** Largest diff that the server keeps, in characters. */
export const DIFF_MAX = 400_000;
/** Packages that are kept of a run. */
export const PACKAGES_MAX = 2_000;
/** Longest name of a metric, param or tag, in characters. */
export const FIELD_KEY_MAX = 250;
/** What such a name may hold. */
export const FIELD_KEY_PATTERN = /^(?!__proto__$)[\p{L}\p{N}_.\-/ :@%()[\]]+$/u;
/** Longest text of a param, in characters. */
export const PARAM_TEXT_MAX = 6_000;
/** Longest text of a tag, in characters. */
export const TAG_TEXT_MAX = 8_000;
/** Longest error text of a run, in characters. */
export const RUN_ERROR_MAX = 10_000;
/** Points that wait for the server before `log()` refuses more. */
export const BUFFERED_POINTS_MAX = 1_000_000;
/** Media type of the binary answer of a query of curves. */
export const CURVES_MEDIA_TYPE = "application/vnd.cairn.curves";
