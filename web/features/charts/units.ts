import { formatBytes, splitBytes } from "./bytes";
import { formatDuration, formatNumber, formatTick } from "./format";

/** What numbers of a name count, as the end of the name tells. */
export type Unit = "bytes" | "rate" | "seconds" | "percent" | null;

export function unitOf(name: string): Unit {
  if (/(^|[_./])bytes_per_s(ec|econd)?$/.test(name)) return "rate";
  if (/(^|[_./])bytes$/.test(name)) return "bytes";
  if (/(^|[_./])seconds$/.test(name)) return "seconds";
  return /(^|[_./])percent$/.test(name) ? "percent" : null;
}

/** A number in the unit that the end of its name tells: "465 MiB" of `…_bytes`, "1h 20m" of `…_seconds`; others as plain numbers. */
export function formatByName(name: string, value: number): string {
  const unit = unitOf(name);
  if (unit === "percent" && Number.isFinite(value)) return `${formatNumber(value)} %`;
  if (unit === null || unit === "percent" || !(Number.isFinite(value) && value >= 0)) return formatNumber(value);
  return unit === "seconds" ? formatDuration(value * 1_000) : `${formatBytes(value)}${unit === "rate" ? "/s" : ""}`;
}

/** A number beside the axis of a metric, with as many digits as tell it from its neighbours. */
export function tickByName(name: string, value: number): string {
  const unit = unitOf(name);
  if (value === 0 || unit === null || unit === "seconds") return formatTick(value);
  if (unit === "percent") return `${formatTick(value)} %`;
  const [size, word] = splitBytes(Math.abs(value));
  return `${value < 0 ? "-" : ""}${Number(size.toPrecision(6))} ${word}${unit === "rate" ? "/s" : ""}`;
}

const ROUND = [1, 2, 5];
/** Powers of ten of a unit between which steps lie. */
const POWERS = Array.from({ length: 10 }, (_, i) => i - 6);

/** Distances between ticks that are round in the unit of a metric's greatest value: halves of a GiB, not of a billion; undefined where powers of ten will do. */
export function tickSteps(name: string, greatest: number): number[] | undefined {
  const unit = unitOf(name);
  if (unit !== "bytes" && unit !== "rate") return undefined;
  const [size] = splitBytes(Math.abs(greatest));
  const one = size > 0 ? Math.abs(greatest) / size : 1;
  return POWERS.flatMap((power) => ROUND.map((step) => step * 10 ** power * one));
}
