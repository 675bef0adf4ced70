import type { Value } from "./ast.ts";

const UNITS_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
/** From the longest unit down, as durations are printed. */
const PRINTED_UNITS = ["d", "h", "m", "s", "ms"] as const;

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const DURATION = /^[+-]?(?:\d+(?:\.\d+)?(?:ms|s|min|m|h|d|w))+$/;
const DATE = /^\d{4}-\d{2}-\d{2}(?:[Tt]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d{2}:\d{2})?)?$/;

/** Years that have four digits. */
const FIRST_YEAR_MS = -62_167_219_200_000;
const LAST_YEAR_MS = 253_402_300_799_999;

/** The value of a word without quotes: a number, a length of time, a date, true, false; null when it is none of them. */
export function readLiteral(word: string): Value | null {
  if (NUMBER.test(word)) return { kind: "number", value: Number(word) + 0 };
  const lower = word.toLowerCase();
  if (lower === "true" || lower === "false") return { kind: "boolean", value: lower === "true" };
  if (lower === "nan") return { kind: "number", value: Number.NaN };
  if (/^[+-]?inf(inity)?$/.test(lower)) return { kind: "number", value: lower.startsWith("-") ? -Infinity : Infinity };
  const ms = readDuration(word);
  if (ms !== null) return { kind: "duration", ms };
  const at = readTime(word);
  return at === null ? null : { kind: "time", at };
}

/** Length of time in whole ms of `90s`, `2h`, `1h30m`, `7d`; null for another text. */
export function readDuration(text: string): number | null {
  if (!DURATION.test(text)) return null;
  let ms = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|min|m|h|d|w)/g)) ms += Number(count) * (UNITS_MS[unit ?? ""] ?? 0);
  if (!Number.isFinite(ms)) return null;
  return Math.round(text.startsWith("-") ? -ms : ms) + 0;
}

/** Unix ms of an ISO date, with or without a time of day; without a zone it is UTC. Null for another text and for a day that is none. */
export function readTime(text: string): number | null {
  if (!DATE.test(text)) return null;
  const isZoned = text.length <= 10 || /(?:[Zz]|[+-]\d{2}:\d{2})$/.test(text);
  const at = Date.parse((isZoned ? text : `${text}Z`).toUpperCase());
  return at >= FIRST_YEAR_MS && at <= LAST_YEAR_MS ? at : null;
}

/** A value as it is written in a filter. */
export function printValue(value: Value): string {
  switch (value.kind) {
    case "number":
      return Number.isNaN(value.value)
        ? "nan"
        : value.value === Infinity
          ? "inf"
          : value.value === -Infinity
            ? "-inf"
            : String(value.value);
    case "string":
      return quoteText(value.value);
    case "boolean":
      return String(value.value);
    case "duration":
      return printDuration(value.ms);
    case "time":
      return new Date(value.at).toISOString();
    case "now":
      return value.offsetMs === 0 ? "now()" : `now() ${value.offsetMs < 0 ? "-" : "+"} ${printDuration(Math.abs(value.offsetMs))}`;
  }
}

/** Text in double quotes. */
export const quoteText = (text: string): string => `"${text.replaceAll(/[\\"]/g, "\\$&")}"`;

function printDuration(ms: number): string {
  const sign = ms < 0 ? "-" : "";
  let left = Math.abs(ms);
  if (!Number.isSafeInteger(left)) return `${sign}${BigInt(left)}ms`;
  let text = "";
  for (const unit of PRINTED_UNITS) {
    const size = UNITS_MS[unit] ?? 1;
    const count = Math.floor(left / size);
    if (count > 0) text += `${count}${unit}`;
    left -= count * size;
  }
  return text === "" ? "0s" : sign + text;
}
