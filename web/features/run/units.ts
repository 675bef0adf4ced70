import { formatDuration, formatNumber } from "../charts/format";
import { formatBytes } from "./bytes";

/** A number in the unit that the end of its name tells: "465 MiB" of `…_bytes`, "1h 20m" of `…_seconds`; others as plain numbers. */
export function formatByName(name: string, value: number): string {
  if (Number.isFinite(value) && value >= 0) {
    if (/(^|[_./])bytes$/.test(name)) return formatBytes(value);
    if (/(^|[_./])seconds$/.test(name)) return formatDuration(value * 1_000);
  }
  return formatNumber(value);
}
