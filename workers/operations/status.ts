import type { SystemStatus } from "@cairn/sdk/schema";
import { timestamp } from "../shared/clock.ts";
import { VERSION } from "../shared/version.ts";
import { type CheckResult, COMPONENTS } from "./checks.ts";
import type { DayOfStatus } from "./object.ts";

/** How the system is and was, for anybody. `days` is null when that cannot be read now. */
export function statusOf(results: readonly CheckResult[], days: readonly DayOfStatus[] | null, nowMs: number): SystemStatus {
  const components = COMPONENTS.map((name) => {
    const of = (days ?? []).filter((one) => one.component === name);
    const checks = of.reduce((sum, one) => sum + one.checks, 0);
    const failures = of.reduce((sum, one) => sum + one.failures, 0);
    return {
      name,
      status: results.some((one) => one.component === name && one.ok) ? ("operational" as const) : ("down" as const),
      uptime: checks === 0 ? null : 1 - failures / checks,
      days: of.map((one) => ({ date: timestamp(one.day).slice(0, 10), checks: one.checks, failures: one.failures })),
    };
  });
  const down = components.filter(({ status }) => status === "down").length;
  return {
    status: down === 0 ? "operational" : down === components.length ? "down" : "degraded",
    version: VERSION,
    checked_at: timestamp(nowMs),
    components,
  };
}
