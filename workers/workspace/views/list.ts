import type { Page, View } from "@cairn/sdk/schema";
import { encodeCursor } from "../../shared/cursor.ts";
import type { VerbInput } from "../context.ts";
import { takePage } from "../page.ts";
import { pageViews, readView, toView } from "./store.ts";

/** Shared views and the caller's own, newest first. */
export function listViews({ ctx, input }: VerbInput<{ page: View["page"] | null; before: number | null; limit: number }>): Page<View> {
  const before = input.before ?? Number.MAX_SAFE_INTEGER;
  const rows = pageViews(ctx.sql, { actorId: ctx.actor.id, page: input.page, before, limit: input.limit + 1 });
  const { taken, next } = takePage(rows, input.limit, (row) => row.state.length);
  return { items: taken.map(toView), next_cursor: next ? encodeCursor({ before: next.number }) : null };
}

/** One view. Throws `not_found`. */
export const getView = ({ ctx, input }: VerbInput<{ view: string }>): View => toView(readView(ctx.sql, input.view, ctx.actor.id));
