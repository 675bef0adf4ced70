import type { Experiment, Page } from "@cairn/sdk/schema";
import { encodeCursor } from "../../shared/cursor.ts";
import type { VerbInput } from "../context.ts";
import { takePage } from "../page.ts";
import { pageExperiments, toExperiment } from "./store.ts";

/** Experiments, newest first. */
export function listExperiments({ ctx, input }: VerbInput<{ before: number | null; limit: number }>): Page<Experiment> {
  const rows = pageExperiments(ctx.sql, { before: input.before ?? Number.MAX_SAFE_INTEGER, limit: input.limit + 1 });
  const { taken, next } = takePage(rows, input.limit, (row) => row.description.length);
  return { items: taken.map(toExperiment), next_cursor: next ? encodeCursor({ before: next.number }) : null };
}
