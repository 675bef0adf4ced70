import type { WebhookMessage } from "@cairn/sdk/schema";
import { notFound } from "../../shared/errors.ts";
import type { WebhookCtx } from "../context.ts";
import { messageView } from "./list.ts";
import { findMessage } from "./store.ts";

export interface ReplayRange {
  /** Times between which events happened, Unix ms, both included. */
  since: number;
  until: number;
  status: "failed" | "all";
  /** Only counts them. */
  isDry: boolean;
}

const FITS = "at BETWEEN ? AND ? AND status IN ('failed', 'held', CASE ? WHEN 'all' THEN 'delivered' END)";

/** Has one message sent again, however it ended, on a schedule of its own. Throws `not_found`. */
export function replayOne(ctx: WebhookCtx, id: string): WebhookMessage {
  const row = findMessage(ctx.sql, id);
  if (!row) throw notFound("message");
  ctx.sql.exec(
    "UPDATE messages SET status = 'pending', due_at = ?, step = 0, cause = 'replay', is_told = 1 WHERE number = ?",
    ctx.clock.now(),
    row.number,
  );
  return messageView(findMessage(ctx.sql, id) ?? row);
}

/** Has messages sent again whose events happened within a time: those that failed or were held, or all. Answers how many. */
export function replayRange(ctx: WebhookCtx, { since, until, status, isDry }: ReplayRange): number {
  if (isDry)
    return ctx.sql.exec<{ count: number }>(`SELECT count(*) AS count FROM messages WHERE ${FITS}`, since, until, status).one().count;
  return ctx.sql
    .exec(
      `UPDATE messages SET status = 'pending', due_at = ?, step = 0, cause = 'replay', is_told = 1 WHERE ${FITS} RETURNING 1`,
      ctx.clock.now(),
      since,
      until,
      status,
    )
    .toArray().length;
}

/** Has all that waits sent at once: what is on its schedule, and what was held while the endpoint was disabled. Answers how many. */
export function resumeAll(ctx: WebhookCtx): number {
  const now = ctx.clock.now();
  ctx.sql.exec("UPDATE health SET paused_until = 0");
  return ctx.sql
    .exec(
      `UPDATE messages SET step = CASE status WHEN 'held' THEN 0 ELSE step END, status = 'pending', due_at = ?, cause = 'resume'
       WHERE status IN ('pending', 'held') RETURNING 1`,
      now,
    )
    .toArray().length;
}
