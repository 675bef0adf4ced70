import type { UsageDay } from "@cairn/sdk/schema";
import { CLASSES, type Meter } from "./words";

/** A day of the history: one part, or one for each class of bytes from the bottom up. */
export interface Bar {
  day: string;
  parts: readonly number[];
  total: number;
}

export const barsOf = (days: readonly UsageDay[], meter: Meter): Bar[] =>
  days.map((day) => {
    const parts = meter === "bytes" ? CLASSES.map(({ name }) => day.bytes[name]) : [day[meter]];
    return { day: day.day, parts, total: parts.reduce((sum, part) => sum + part, 0) };
  });

/** The round number that the axis ends at: 1, 2 or 5 of a power of ten, of bytes in their unit. */
export function niceTop(most: number, isBytes: boolean): number {
  if (most <= 1) return 1;
  const unit = isBytes ? 1_024 ** Math.floor(Math.log(most) / Math.log(1_024)) : 1;
  const inUnit = most / unit;
  const power = 10 ** Math.floor(Math.log10(inUnit));
  const step = [1, 2, 5, 10].find((one) => one * power >= inUnit) ?? 10;
  return step * power * unit;
}
