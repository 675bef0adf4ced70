import type { Comment, Page } from "@cairn/sdk/schema";
import { encodeCursor } from "../../shared/cursor.ts";
import type { VerbInput } from "../context.ts";
import { takePage } from "../page.ts";
import { readRun } from "../runs/store.ts";
import { pageComments, toComment } from "./store.ts";

/** Comments on a run, oldest first; on one in the trash too. Throws `not_found`. */
export function listComments({ ctx, input }: VerbInput<{ run: string; after: number; limit: number }>): Page<Comment> {
  const run = readRun(ctx.sql, input.run);
  const rows = pageComments(ctx.sql, { runNumber: run.number, after: input.after, limit: input.limit + 1 });
  const { taken, next } = takePage(rows, input.limit, (row) => row.body.length);
  return { items: taken.map((row) => toComment(run.id, row)), next_cursor: next ? encodeCursor({ after: next.number }) : null };
}
