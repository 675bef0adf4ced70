import init from "../../migrations/workspace/0001_init.sql";
import runs from "../../migrations/workspace/0002_runs.sql";
import series from "../../migrations/workspace/0003_series.sql";
import search from "../../migrations/workspace/0004_search.sql";
import logsAndArtifacts from "../../migrations/workspace/0005_logs_artifacts.sql";
import events from "../../migrations/workspace/0006_events.sql";
import uploadChecks from "../../migrations/workspace/0007_upload_checks.sql";
import comments from "../../migrations/workspace/0008_comments.sql";
import usage from "../../migrations/workspace/0009_usage.sql";
import runRequests from "../../migrations/workspace/0010_run_requests.sql";
import tasks from "../../migrations/workspace/0012_tasks.sql";
import commentsOnExperiments from "../../migrations/workspace/0013_comments_on_experiments.sql";
import type { Migration } from "../shared/migrate.ts";

/** In the order they are applied. Append only: what was once deployed is never edited, moved or removed. */
export const WORKSPACE_MIGRATIONS: readonly Migration[] = [
  { name: "0001_init", sql: init },
  { name: "0002_runs", sql: runs },
  { name: "0003_series", sql: series },
  { name: "0004_search", sql: search },
  { name: "0005_logs_artifacts", sql: logsAndArtifacts },
  { name: "0006_events", sql: events },
  { name: "0007_upload_checks", sql: uploadChecks },
  { name: "0008_comments", sql: comments },
  { name: "0009_usage", sql: usage },
  { name: "0010_run_requests", sql: runRequests },
  { name: "0012_tasks", sql: tasks },
  { name: "0013_comments_on_experiments", sql: commentsOnExperiments },
];
