import type { RunStats, RunStatus, StatsQuery } from "@cairn/sdk/schema";
import type { VerbInput } from "../context.ts";
import { groupsOf } from "./groups.ts";
import { matchRuns } from "./match.ts";

/** How many runs there are: active ones by status, archived and deleted ones. Throws `invalid_request`. */
export async function countRuns({ ctx, input }: VerbInput<StatsQuery>): Promise<RunStats> {
  const where = { experiments: input.experiment === undefined ? undefined : [input.experiment], filter: input.filter };
  const active = await matchRuns(ctx, { ...where, lifecycle: "active" }, "query.filter");
  const groups = groupsOf(active.view, active.numbers, [{ kind: "attribute", name: "status" }]);
  const [archived, deleted] = [
    await matchRuns(ctx, { ...where, lifecycle: "archived" }, "query.filter"),
    await matchRuns(ctx, { ...where, lifecycle: "deleted" }, "query.filter"),
  ];
  const counts = groups.map(({ key, runs }) => [key[0] as RunStatus, runs.length] as const);
  return {
    total: active.numbers.length,
    by_status: { ...NONE, ...Object.fromEntries(counts) },
    archived: archived.numbers.length,
    deleted: deleted.numbers.length,
  };
}

const NONE: Record<RunStatus, number> = { queued: 0, running: 0, finished: 0, failed: 0, cancelled: 0, crashed: 0, preempted: 0 };
