import { BYTE_CLASSES, USAGE_METERS, type UsageDay, type UsageMeter } from "@cairn/sdk/schema";
import { DAY_MS } from "../../shared/clock.ts";
import type { UsageRow } from "../../usage/store.ts";
import { type DayRange, dayText } from "./range.ts";

type Held = UsageDay["bytes"];
type Counts = Pick<UsageDay, UsageMeter>;

export interface UsageParts {
  days: UsageDay[];
  totals: Counts;
  /** Held on the last day. */
  bytes: Held;
}

/**
 * Every day of a range, from rows of one workspace or of several together. Counts are zero where there is no row; what is held stays
 * as it was, workspace by workspace.
 */
export function daysOf({ rows, heldBefore }: { rows: readonly UsageRow[]; heldBefore: readonly UsageRow[] }, range: DayRange): UsageParts {
  const byDay = Map.groupBy(rows, ({ day }) => day);
  const held = new Map<string, UsageRow>();
  for (const row of heldBefore) held.set(`${row.meter} ${row.workspace}`, row);
  const totals: Counts = { runs: 0, points: 0, requests: 0, deliveries: 0 };
  const days: UsageDay[] = [];
  for (let at = range.from; at <= range.to; at += DAY_MS) {
    const counts: Counts = { runs: 0, points: 0, requests: 0, deliveries: 0 };
    for (const row of byDay.get(at) ?? []) {
      const meter = USAGE_METERS.find((one) => one === row.meter);
      if (meter) counts[meter] += row.value;
      else held.set(`${row.meter} ${row.workspace}`, row);
    }
    for (const meter of USAGE_METERS) totals[meter] += counts[meter];
    days.push({ day: dayText(at), ...counts, bytes: sumHeld(held.values()) });
  }
  return { days, totals, bytes: sumHeld(held.values()) };
}

function sumHeld(rows: Iterable<UsageRow>): Held {
  const bytes: Held = { database: 0, points: 0, logs: 0, files: 0 };
  for (const { meter, value } of rows) {
    const one = BYTE_CLASSES.find((name) => meter === `bytes_${name}`);
    if (one) bytes[one] += value;
  }
  return bytes;
}
