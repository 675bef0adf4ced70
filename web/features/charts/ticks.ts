import { formatDuration, formatTick } from "./format";
import type { XAxis } from "./traces";

/** Round numbers that cut a range into about `count` parts. */
export function niceTicks(min: number, max: number, count: number): number[] {
  if (!(max > min)) return [min];
  const raw = (max - min) / Math.max(1, count);
  const size = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((one) => one * size >= raw) ?? 10) * size;
  const ticks: number[] = [];
  for (let i = Math.ceil(min / step); i * step <= max + step * 1e-9; i++) ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

/** Powers of ten within a range; round numbers where it holds less than two of them. */
export function logTicks(min: number, max: number): number[] {
  const ticks: number[] = [];
  for (let power = Math.ceil(Math.log10(min)); power <= Math.floor(Math.log10(max)); power++) ticks.push(Number(`1e${power}`));
  return ticks.length >= 2 ? ticks : niceTicks(min, max, 4);
}

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const minute = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const second = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** Where an axis says something, and what. */
export function xLabel(axis: XAxis, value: number, span: number): string {
  if (axis.kind === "relative" && value === 0) return "0 s";
  if (axis.kind === "relative") return value < 0 ? `-${formatDuration(-value * 1_000)}` : formatDuration(value * 1_000);
  if (axis.kind === "time") {
    const at = new Date(value * 1_000);
    if (at.getHours() === 0 && at.getMinutes() === 0 && at.getSeconds() === 0) return day.format(at);
    return span > 2 * 86_400 ? `${day.format(at)} ${minute.format(at)}` : (span > 600 ? minute : second).format(at);
  }
  return formatTick(value);
}

/** The whole of a value on x, for tooltips and tables. */
export function xExact(axis: XAxis, value: number): string {
  if (axis.kind === "time") return `${day.format(new Date(value * 1_000))} ${second.format(new Date(value * 1_000))}`;
  if (axis.kind === "relative") return xLabel(axis, value, 0);
  return `${axis.kind === "metric" ? axis.key : "step"} ${Number.isInteger(value) ? value : formatTick(value)}`;
}

/** The name of an axis. */
export function xName(axis: XAxis): string {
  if (axis.kind === "metric") return axis.key;
  return { step: "Step", time: "Time", relative: "Relative time" }[axis.kind];
}
