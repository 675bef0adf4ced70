import type { LimitName, Plan } from "@cairn/sdk/schema";
import { monthOf } from "../shared/clock.ts";
import { sumBytes, sumCounts } from "./store.ts";

/** Limits that are counted here; members are counted where they are. */
export type CountedLimit = Exclude<LimitName, "members">;
export type Used = Record<CountedLimit, number>;

/** A limit that lets no more through. */
export interface Reached {
  name: CountedLimit;
  value: number;
  used: number;
}

/** How much of what a plan may limit is used in the month of a time, as far as it is written. */
export function readUsed(sql: SqlStorage, now: number): Used {
  const counts = sumCounts(sql, monthOf(now));
  return {
    runs_per_month: counts.get("runs") ?? 0,
    points_per_month: counts.get("points") ?? 0,
    requests_per_month: counts.get("requests") ?? 0,
    bytes: sumBytes(sql),
  };
}

/** The first of some limits of a plan that is used up; null when none is. */
export function firstReached({ limits }: Plan, used: Used, names: readonly CountedLimit[]): Reached | null {
  for (const name of names) {
    const value = limits[name];
    if (value !== undefined && used[name] >= value) return { name, value, used: used[name] };
  }
  return null;
}
