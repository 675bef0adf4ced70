/** Types that a browser may show: none of them runs anything. SVG is shown in a sandbox, as everything is. */
const HARMLESS = new Set([
  ...["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp", "image/svg+xml"],
  ...["text/plain", "text/csv", "text/tab-separated-values", "text/markdown", "application/json", "application/x-ndjson"],
]);

const essence = (type: string): string => type.split(";")[0]?.trim().toLowerCase() ?? "";

/** Whether a browser may show bytes of a type, and need not save them. */
export const isHarmless = (type: string): boolean => HARMLESS.has(essence(type));

/** The type with its character set: text of ours is UTF-8 unless it says otherwise. */
export const withCharset = (type: string): string =>
  essence(type).startsWith("text/") && !/;\s*charset=/i.test(type) ? `${type}; charset=utf-8` : type;
