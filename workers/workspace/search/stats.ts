import type { RunStats, RunStatus, StatsQuery } from "@cairn/sdk/schema";
import type { VerbInput } from "../context.ts";
import { groupsOf } from "./groups.ts";
import { matchRuns } from "./match.ts";

type ByStatus = Record<RunStatus, number>;

const none = (): ByStatus => ({ queued: 0, running: 0, finished: 0, failed: 0, cancelled: 0, crashed: 0, preempted: 0 });

/** How many runs there are: active ones by status and by attempt, archived and deleted ones. Throws `invalid_request`. */
export async function countRuns({ ctx, input }: VerbInput<StatsQuery>): Promise<RunStats> {
  const where = { experiments: input.experiment === undefined ? undefined : [input.experiment], filter: input.filter };
  const active = await matchRuns(ctx, { ...where, lifecycle: "active" }, "query.filter");
  const groups = groupsOf(active.view, active.numbers, [
    { kind: "attribute", name: "status" },
    { kind: "attribute", name: "attempt" },
  ]);
  const [archived, deleted] = [
    await matchRuns(ctx, { ...where, lifecycle: "archived" }, "query.filter"),
    await matchRuns(ctx, { ...where, lifecycle: "deleted" }, "query.filter"),
  ];
  const byStatus = none();
  const byAttempt = new Map<number, ByStatus>();
  for (const { key, runs } of groups) {
    const [status, attempt] = key as [RunStatus, number];
    const ofAttempt = byAttempt.get(attempt) ?? none();
    byAttempt.set(attempt, ofAttempt);
    byStatus[status] += runs.length;
    ofAttempt[status] += runs.length;
  }
  return {
    total: active.numbers.length,
    by_status: byStatus,
    by_attempt: [...byAttempt].sort(([a], [b]) => a - b).map(([attempt, counts]) => ({ attempt, total: sum(counts), by_status: counts })),
    archived: archived.numbers.length,
    deleted: deleted.numbers.length,
  };
}

const sum = (counts: ByStatus): number => Object.values(counts).reduce((n, count) => n + count, 0);
