import type { Run, RunDetail, RunStatus } from "@cairn/sdk/schema";
import { timestamp, timestampOrNull } from "../../shared/clock.ts";
import { notFound } from "../../shared/errors.ts";
import type { VerbCtx } from "../context.ts";
import { parseSummaries, toMetricSummaries } from "../metrics/summary.ts";
import { countOfRun } from "./counts.ts";
import { type RunRow, readDetailRow, readRun } from "./store.ts";

/** Runs as lists tell them. What a run logged last may not be in its row yet, so it is asked of the series. */
export function toRuns({ series }: VerbCtx, rows: readonly RunRow[]): Run[] {
  const open = new Set(series.runsWithOpenPoints());
  return rows.map((row) => ({
    ...toStoredRun(row),
    metrics: toMetricSummaries(open.has(row.number) ? series.summaries(row.number) : parseSummaries(row.metrics)),
    heartbeat_at: timestamp(Math.max((row.status === "running" ? series.heartbeatAt(row.number) : null) ?? 0, row.heartbeat_at)),
  }));
}

const toStoredRun = (row: RunRow): Omit<Run, "metrics" | "heartbeat_at"> => ({
  id: row.id,
  number: row.number,
  name: row.name,
  status: row.status as RunStatus,
  experiment: { id: row.experiment_id, name: row.experiment_name },
  group: row.group_name,
  parent_id: row.parent_id,
  attempt: row.attempt,
  params: JSON.parse(row.params),
  tags: JSON.parse(row.tags),
  summary: JSON.parse(row.summary),
  created_by: JSON.parse(row.created_by),
  created_at: timestamp(row.created_at),
  started_at: timestampOrNull(row.started_at),
  finished_at: timestampOrNull(row.finished_at),
  archived_at: timestampOrNull(row.archived_at),
  deleted_at: timestampOrNull(row.deleted_at),
  error: row.error,
  host: row.host,
  user: row.user_name,
  commit: row.commit_sha,
  has_diff: row.has_diff === 1,
});

/** A run with what only its own page shows; one in the trash too. Throws `not_found`. */
export function readRunDetail(ctx: VerbCtx, id: string): RunDetail {
  const { sql } = ctx;
  const row = readRun(sql, id);
  const [run] = toRuns(ctx, [row]);
  if (!run) throw notFound("run");
  const detail = readDetailRow(sql, row);
  const { parent_id } = row;
  return {
    ...run,
    notes: detail.notes ?? "",
    inputs: JSON.parse(detail.inputs ?? "[]"),
    outputs: JSON.parse(detail.outputs ?? "[]"),
    environment: JSON.parse(detail.environment),
    parent: parent_id === null || detail.parent_name === null ? null : { id: parent_id, name: detail.parent_name },
    child_count: detail.child_count,
    comment_count: detail.comment_count,
    ...countOfRun(sql, row.number),
    purge_at: timestampOrNull(row.purge_at),
  };
}
