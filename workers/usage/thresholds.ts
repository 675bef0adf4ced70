import { type Plan, USAGE_THRESHOLDS } from "@cairn/sdk/schema";
import { auditRow } from "../control/audit/record.ts";
import type { RequestCtx } from "../control/context.ts";
import { monthOf } from "../shared/clock.ts";
import type { CountedLimit, Used } from "./month.ts";

interface ThresholdRow extends Record<string, SqlStorageValue> {
  month: number;
  limit_name: string;
  percent: number;
  value: number;
  used: number;
  audit_id: string;
}

/** Writes down which parts of the plan's limits are reached and were not in this month. */
export function noteThresholds(
  sql: SqlStorage,
  { plan, used, now, newId }: { plan: Plan; used: Used; now: number; newId(): string },
): void {
  for (const name of Object.keys(used) as CountedLimit[]) {
    const value = plan.limits[name];
    if (value === undefined) continue;
    for (const percent of USAGE_THRESHOLDS)
      if (used[name] >= (value * percent) / 100)
        sql.exec(
          `INSERT INTO thresholds (month, limit_name, percent, value, used, audit_id) SELECT ?1, ?2, ?3, ?4, ?5, ?6
           WHERE NOT EXISTS (SELECT 1 FROM thresholds WHERE month = ?1 AND limit_name = ?2 AND percent = ?3 AND value = ?4)`,
          monthOf(now),
          name,
          percent,
          value,
          used[name],
          newId(),
        );
  }
}

/** Tells the organization of what was noted. The id of the event is noted with it, so that none is told twice. */
export async function tellThresholds(sql: SqlStorage, ctx: RequestCtx, orgId: string): Promise<void> {
  const untold = sql.exec<ThresholdRow>("SELECT * FROM thresholds WHERE is_told = 0 ORDER BY limit_name, value, percent").toArray();
  for (const { month, limit_name, percent, value, used, audit_id } of untold) {
    const row = auditRow(
      { ...ctx, newId: () => audit_id },
      {
        action: "usage.threshold_reached",
        orgId,
        target: { type: "organization", id: orgId },
        data: { limit: limit_name, percent, value, used, month: new Date(month).toISOString().slice(0, 10) },
      },
    );
    try {
      await row;
    } catch (error) {
      if (!isThereAlready(error)) throw error;
    }
    sql.exec("UPDATE thresholds SET is_told = 1 WHERE audit_id = ?", audit_id);
  }
}

/** The row was written, and the answer to that was lost. */
const isThereAlready = (error: unknown): boolean =>
  [error, (error as Error).cause].some((one) => one instanceof Error && one.message.includes("audit rows are not replaced"));
