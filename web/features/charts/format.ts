import type { MetricValue } from "@cairn/sdk/schema";

/** Four significant digits, with an exponent where plain digits would be long. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (value !== 0 && (size < 1e-4 || size >= 1e7)) return value.toExponential(3);
  if (Number.isInteger(value)) return String(value);
  return value
    .toPrecision(4)
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");
}

const LARGE = [
  [1e12, "T"],
  [1e9, "G"],
  [1e6, "M"],
] as const;

/** A number beside an axis: short, as its neighbours tell the precision. */
export function formatTick(value: number): string {
  const size = Math.abs(value);
  const [one, prefix] = LARGE.find(([one]) => size >= one && size < 1e15) ?? [];
  if (one) return `${Number((value / one).toPrecision(7))} ${prefix}`;
  const text = formatNumber(value);
  return text.includes("e") ? Number(value.toPrecision(4)).toExponential().replace("e+", "e") : text;
}

/** The value as a number, which may be NaN or infinite. */
export const toNumber = (value: MetricValue): number => (typeof value === "number" ? value : Number(value));

/** "850 ms", "12.4 s", "3m 05s", "1h 20m", "2d 4h". */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, ms) / 1_000;
  if (seconds < 1) return `${Math.round(ms)} ms`;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const pad = (n: number) => String(Math.floor(n)).padStart(2, "0");
  const minutes = seconds / 60;
  if (minutes < 60) return `${Math.floor(minutes)}m ${pad(seconds % 60)}s`;
  const hours = minutes / 60;
  return hours < 24 ? `${Math.floor(hours)}h ${pad(minutes % 60)}m` : `${Math.floor(hours / 24)}d ${Math.floor(hours % 24)}h`;
}
