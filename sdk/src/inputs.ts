// What callers pass: the contract's inputs, in which everything with a default may be left out.
import type { z } from "zod";
import type * as contract from "./schema/index.ts";

export type AuditFilter = Omit<z.input<typeof contract.AuditQuery>, "cursor" | "limit">;
export type AuditExportInput = z.input<typeof contract.AuditExportQuery>;
export type CreateApiKeyInput = z.input<typeof contract.CreateApiKey>;
export type BulkEditInput = z.input<typeof contract.BulkEdit>;
export type CommitArtifactsInput = z.input<typeof contract.CommitArtifacts>;
export type CreateExperimentInput = z.input<typeof contract.CreateExperiment>;
export type CreateInvitationInput = z.input<typeof contract.CreateInvitation>;
export type CreateOrganizationInput = z.input<typeof contract.CreateOrganization>;
export type CreateRunInput = z.input<typeof contract.CreateRun>;
export type CreateServiceAccountInput = z.input<typeof contract.CreateServiceAccount>;
export type CreateViewInput = z.input<typeof contract.CreateView>;
export type CreateWorkspaceInput = z.input<typeof contract.CreateWorkspace>;
export type CreateWebhookInput = z.input<typeof contract.CreateWebhook>;
export type CurveQueryInput = z.input<typeof contract.CurveQuery>;
export type ExperimentFilter = Omit<z.input<typeof contract.ExperimentListQuery>, "cursor" | "limit">;
export type FinishRunInput = z.input<typeof contract.FinishRun>;
export type LineQueryInput = z.input<typeof contract.LineQuery>;
export type LineSearchInput = z.input<typeof contract.LineSearch>;
export type LogBatchInput = z.input<typeof contract.LogBatch>;
export type MessageFilter = Omit<z.input<typeof contract.MessageQuery>, "cursor" | "limit">;
export type PointsQueryInput = z.input<typeof contract.PointsQuery>;
export type ReplayMessagesInput = z.input<typeof contract.ReplayMessages>;
export type RotateSecretInput = z.input<typeof contract.RotateSecret>;
export type RunFilter = Omit<z.input<typeof contract.RunListQuery>, "cursor" | "limit">;
export type RunGroupingInput = z.input<typeof contract.RunGrouping>;
export type RunSearchInput = z.input<typeof contract.RunSearch>;
export type SendTestInput = z.input<typeof contract.SendTest>;
export type AcquireLeasesInput = z.input<typeof contract.AcquireLeases>;
export type AppendTaskLinesInput = z.input<typeof contract.AppendTaskLines>;
export type CollectTasksInput = z.input<typeof contract.CollectTasks>;
export type ExportTasksInput = z.input<typeof contract.ExportTasks>;
export type InvalidateTasksInput = z.input<typeof contract.InvalidateTasks>;
export type RelativesFilter = Omit<z.input<typeof contract.TaskRelativesQuery>, "cursor" | "limit">;
export type TaskLineFilter = Omit<z.input<typeof contract.TaskLineQuery>, "cursor" | "limit">;
export type BuildFilter = Omit<z.input<typeof contract.BuildListQuery>, "cursor" | "limit">;
export type BuildTaskFilter = Omit<z.input<typeof contract.BuildTaskListQuery>, "cursor" | "limit">;
export type CreateBuildInput = z.input<typeof contract.CreateBuild>;
export type NewTaskInput = z.input<typeof contract.NewTask>;
export type NewTaskEventInput = z.input<typeof contract.NewTaskEvent>;
export type TaskEventFilter = Omit<z.input<typeof contract.TaskEventListQuery>, "cursor" | "limit">;
export type TaskFilter = Omit<z.input<typeof contract.TaskListQuery>, "cursor" | "limit">;
export type UsageFilter = z.input<typeof contract.UsageQuery>;

/**
 * How a list is read.
 *
 * @example cairn.runs.list({ limit: 200 });
 */
export interface PageSize {
  /** Items per request, 1–200; 50 when left out. */
  limit?: number | undefined;
}

/**
 * Which points of a run to read.
 *
 * @example await cairn.runs.metrics(id, { keys: ["train/loss"], max_points: 500 });
 */
export interface MetricsFilter {
  /** Names of metrics; left out: all. */
  keys?: readonly string[] | undefined;
  /** Most points per metric, 2–20,000; 2,000 when left out. More are thinned so that extremes stay. */
  max_points?: number | undefined;
  since_step?: number | undefined;
}
