import type { RunStats, RunStatus, StatsQuery } from "@cairn/sdk/schema";
import type { VerbInput } from "../context.ts";
import { NUMBER, SEGMENT_RUNS, segmentOf } from "./column.ts";
import { matchRuns } from "./match.ts";
import { columnOf } from "./view.ts";

type ByStatus = Record<RunStatus, number>;

const none = (): ByStatus => ({ queued: 0, running: 0, finished: 0, failed: 0, cancelled: 0, crashed: 0, preempted: 0 });

/** How many runs there are: active ones by status and by attempt, archived and deleted ones. Throws `invalid_request`. */
export async function countRuns({ ctx, input }: VerbInput<StatsQuery>): Promise<RunStats> {
  const experiments = input.experiment === undefined ? undefined : [input.experiment];
  // Every page of runs asks for this: what matches is found once, and each run is told apart by four columns of its segment.
  const { numbers, view } = await matchRuns(ctx, { experiments, filter: input.filter, lifecycle: "all" }, "query.filter");
  let [archivedCount, deletedCount] = [0, 0];
  const byAttempt = new Map<number, ByStatus>();
  for (let i = 0; i < numbers.length; ) {
    const segment = segmentOf(numbers[i] ?? 0);
    const [archived, deleted, status, attempt] = COUNTED.map((ref) => view.read(ref, segment));
    /** Counts by the code of the status, for each attempt. */
    const here = new Map<number, Uint32Array>();
    for (; i < numbers.length && segmentOf(numbers[i] ?? 0) === segment; i++) {
      const place = (numbers[i] ?? 0) % SEGMENT_RUNS;
      if (deleted?.types[place] === NUMBER) deletedCount += 1;
      else if (archived?.types[place] === NUMBER) archivedCount += 1;
      else {
        const of = attempt?.numbers?.[place] ?? 1;
        const counts = here.get(of) ?? new Uint32Array(status?.texts.length ?? 0);
        here.set(of, counts);
        const code = status?.codes?.[place] ?? 0;
        counts[code] = (counts[code] ?? 0) + 1;
      }
    }
    for (const [of, counts] of here) {
      const known = byAttempt.get(of) ?? none();
      byAttempt.set(of, known);
      for (const [code, count] of counts.entries()) known[status?.texts[code] as RunStatus] += count;
    }
  }
  const byStatus = none();
  for (const counts of byAttempt.values())
    for (const [status, count] of Object.entries(counts) as [RunStatus, number][]) byStatus[status] += count;
  return {
    total: sum(byStatus),
    by_status: byStatus,
    by_attempt: [...byAttempt].sort(([a], [b]) => a - b).map(([attempt, counts]) => ({ attempt, total: sum(counts), by_status: counts })),
    archived: archivedCount,
    deleted: deletedCount,
  };
}

const COUNTED = (["archived_at", "deleted_at", "status", "attempt"] as const).map((name) => columnOf({ kind: "attribute", name }));

const sum = (counts: ByStatus): number => Object.values(counts).reduce((n, count) => n + count, 0);
