import type { Comment, Page } from "@cairn/sdk/schema";
import { encodeCursor } from "../../shared/cursor.ts";
import type { VerbInput } from "../context.ts";
import { takePage } from "../page.ts";
import { pageComments, toComment } from "./store.ts";
import { readSubject } from "./subject.ts";

/** Comments on a run or an experiment, oldest first; on a run in the trash too. Throws `not_found`. */
export function listComments({ ctx, input }: VerbInput<{ subject: string; after: number; limit: number }>): Page<Comment> {
  const subject = readSubject(ctx.sql, input.subject);
  const rows = pageComments(ctx.sql, subject, { after: input.after, limit: input.limit + 1 });
  const { taken, next } = takePage(rows, input.limit, (row) => row.body.length);
  return { items: taken.map(toComment), next_cursor: next ? encodeCursor({ after: next.number }) : null };
}
