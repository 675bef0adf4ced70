import type { Experiment, Page } from "@cairn/sdk/schema";
import { encodeCursor } from "../../shared/cursor.ts";
import type { VerbInput } from "../context.ts";
import { takePage } from "../page.ts";
import { type Archived, pageExperiments, toExperiment } from "./store.ts";

export interface ExperimentListInput {
  archived: Archived;
  /** Part of the name, in any case; null: all. */
  name: string | null;
  before: number | null;
  limit: number;
}

/** Experiments, newest first. */
export function listExperiments({ ctx, input }: VerbInput<ExperimentListInput>): Page<Experiment> {
  const part = input.name?.toLowerCase() ?? "";
  const rows = pageExperiments(ctx.sql, {
    before: input.before ?? Number.MAX_SAFE_INTEGER,
    archived: input.archived,
    wants: (name) => name.toLowerCase().includes(part),
  });
  const { taken, next } = takePage(rows, input.limit, (row) => row.description.length + row.tags.length);
  return { items: taken.map(toExperiment), next_cursor: next ? encodeCursor({ before: next.number }) : null };
}
