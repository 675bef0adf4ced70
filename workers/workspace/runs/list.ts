import type { Lifecycle, Page, Run, RunStatus } from "@cairn/sdk/schema";
import { encodeCursor } from "../../shared/cursor.ts";
import type { VerbInput } from "../context.ts";
import { findExperiment } from "../experiments/store.ts";
import { takePage } from "../page.ts";
import { toRuns } from "./rows.ts";
import { pageRuns } from "./store.ts";

export interface RunListInput {
  /** Name or id; null: all. One that does not exist has no runs. */
  experiment: string | null;
  status: RunStatus | null;
  parentId: string | null;
  group: string | null;
  lifecycle: Lifecycle;
  before: number | null;
  limit: number;
}

/** Runs, newest first. */
export function listRuns({ ctx, input }: VerbInput<RunListInput>): Page<Run> {
  const experiment = input.experiment === null ? null : findExperiment(ctx.sql, input.experiment);
  if (input.experiment !== null && !experiment) return { items: [], next_cursor: null };
  const rows = pageRuns(ctx.sql, {
    before: input.before ?? Number.MAX_SAFE_INTEGER,
    limit: input.limit + 1,
    experimentNumber: experiment?.number ?? null,
    status: input.status,
    parentId: input.parentId,
    group: input.group,
    lifecycle: input.lifecycle,
  });
  const { taken, next } = takePage(rows, input.limit, (row) => row.params.length + row.tags.length + row.metrics.length);
  return { items: toRuns(ctx, taken), next_cursor: next ? encodeCursor({ before: next.number }) : null };
}
