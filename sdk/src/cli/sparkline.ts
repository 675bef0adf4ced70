import { cut } from "./text.ts";

const BARS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;
const ASCII_BARS = ["_", ".", "-", "=", "+", "*", "#", "@"] as const;

/**
 * A curve in one line, as many characters as there are values: the lowest is the lowest bar. What is not a number is a gap,
 * an infinite value stands at its edge.
 */
export function sparkline(values: readonly number[], { ascii = false }: { ascii?: boolean } = {}): string {
  const bars = ascii ? ASCII_BARS : BARS;
  const finite = values.filter(Number.isFinite);
  const min = Math.min(...finite);
  // Halved, because the span of the largest numbers is not a number.
  const span = Math.max(...finite) / 2 - min / 2;
  return values
    .map((value) => {
      if (Number.isNaN(value)) return " ";
      if (!Number.isFinite(value)) return value > 0 ? bars[bars.length - 1] : bars[0];
      return bars[span > 0 ? Math.round(((value / 2 - min / 2) / span) * (bars.length - 1)) : 0];
    })
    .join("");
}

/** Points brought to a number of columns by their place on the step axis: each column shows the mean of what falls into it. */
export function resample(steps: readonly number[], values: readonly number[], columns: number): number[] {
  const first = steps[0] ?? 0;
  const span = (steps.at(-1) ?? 0) - first;
  if (span <= 0 || values.length <= 1) return values.slice(0, 1);
  const wide = Math.min(columns, values.length);
  const sums = Array<number>(wide).fill(0);
  const counts = Array<number>(wide).fill(0);
  const gaps = Array<boolean>(wide).fill(false);
  for (const [i, value] of values.entries()) {
    const at = Math.min(wide - 1, Math.floor((((steps[i] ?? first) - first) / span) * wide));
    if (Number.isNaN(value)) gaps[at] = true;
    else {
      sums[at] = (sums[at] ?? 0) + value;
      counts[at] = (counts[at] ?? 0) + 1;
    }
  }
  let last = Number.NaN;
  return sums.map((sum, i) => {
    const count = counts[i] ?? 0;
    // A stretch without points carries on what was there; one of NaN only is a gap.
    if (count > 0) last = sum / count;
    else if (gaps[i]) last = Number.NaN;
    return last;
  });
}

/** A bar for progress, e.g. `████▌   ` or `####-   `; `share` from 0 to 1. */
export function bar(share: number, columns: number, { ascii = false }: { ascii?: boolean } = {}): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * columns * 8);
  const full = Math.floor(eighths / 8);
  const rest = eighths % 8;
  const part = rest === 0 ? "" : ascii ? "-" : String.fromCodePoint(0x2590 - rest);
  return cut((ascii ? "#" : "█").repeat(full) + part, columns).padEnd(columns);
}
