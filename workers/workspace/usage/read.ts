import { transact, type VerbInput } from "../context.ts";
import { type HeldBytes, readHeldBytes, readUsageDays, type UsageDay } from "./store.ts";

export interface UsageQuestion {
  /** Start of the first day in UTC, Unix ms. */
  from: number;
  /** What it holds has to be added up. */
  withBytes: boolean;
}

export interface WorkspaceUsage {
  days: UsageDay[];
  /** Held right now, if that was asked for. */
  bytes: HeldBytes | null;
}

/** What the workspace used since a day, exact to the last batch, and what it holds. */
export function readUsage({ ctx, input }: VerbInput<UsageQuestion>): WorkspaceUsage {
  transact(ctx, () => ctx.series.writeCounts());
  return { days: readUsageDays(ctx.sql, input.from), bytes: input.withBytes ? readHeldBytes(ctx.sql) : null };
}
