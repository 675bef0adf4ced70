import type { Build, BuildDetail, BuildStatus } from "@cairn/sdk/schema";
import { SECOND_MS, timestamp, timestampOrNull } from "../../shared/clock.ts";
import { type BuildRow, readBuild, readBuildEnvironment, readCounts } from "./store.ts";

/** A build as lists tell it. */
export const toBuild = (row: BuildRow): Build => ({
  id: row.id,
  number: row.number,
  name: row.name,
  description: row.description,
  status: row.status as BuildStatus,
  commit: row.commit_sha,
  host: row.host,
  runner: row.runner,
  tags: JSON.parse(row.tags),
  roots: JSON.parse(row.roots),
  task_count: row.task_count,
  counts: readCounts(row.counts),
  created_by: JSON.parse(row.created_by),
  created_at: timestamp(row.created_at),
  finished_at: timestampOrNull(row.finished_at),
  heartbeat_at: timestamp(row.heartbeat_at),
  resumed: row.resumed,
  error: row.error,
  overridden: row.overridden === null ? null : JSON.parse(row.overridden),
});

/** A build with what only its own page shows. Throws `not_found`. */
export function readBuildDetail(sql: SqlStorage, id: string): BuildDetail {
  const row = readBuild(sql, id);
  return {
    ...toBuild(row),
    environment: JSON.parse(readBuildEnvironment(sql, row.number)),
    heartbeat_timeout_s: row.heartbeat_timeout_ms / SECOND_MS,
  };
}
