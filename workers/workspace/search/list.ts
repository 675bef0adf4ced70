import type { Lifecycle, Page, Run, RunStatus } from "@cairn/sdk/schema";
import type { VerbInput } from "../context.ts";
import { matchRuns } from "./match.ts";
import { Ordering } from "./order.ts";
import { readRuns } from "./pages.ts";

export interface RunListInput {
  /** Name or id; null: all. One that does not exist has no runs. */
  experiment: string | null;
  status: RunStatus | null;
  parentId: string | null;
  group: string | null;
  filter: string | null;
  lifecycle: Lifecycle;
  cursor: string | null;
  limit: number;
}

/** Runs, newest first. Throws as `searchRuns` does. */
export async function listRuns({ ctx, input }: VerbInput<RunListInput>): Promise<Page<Run>> {
  const question = {
    experiments: input.experiment === null ? undefined : [input.experiment],
    filter: input.filter ?? undefined,
    lifecycle: input.lifecycle,
    status: input.status ?? undefined,
    parentId: input.parentId ?? undefined,
    group: input.group ?? undefined,
  };
  const { numbers, view } = await matchRuns(ctx, question, "query.filter");
  const ordering = new Ordering(view, numbers, []);
  const page = ordering.page({ cursor: input.cursor, offset: 0, limit: input.limit });
  const { items, next } = readRuns(ctx, page.numbers, null);
  const last = next ?? (page.hasMore ? page.numbers.at(-1) : undefined);
  return { items, next_cursor: last === undefined ? null : ordering.cursorAfter(last) };
}
