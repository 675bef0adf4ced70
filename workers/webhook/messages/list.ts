import type { AttemptCause, MessageStatus, Page, WebhookAttempt, WebhookMessage, WebhookMessageDetail } from "@cairn/sdk/schema";
import { timestamp, timestampOrNull } from "../../shared/clock.ts";
import { encodeCursor } from "../../shared/cursor.ts";
import { notFound } from "../../shared/errors.ts";
import type { WebhookCtx } from "../context.ts";
import { attemptsOf } from "../delivery/store.ts";
import { bodyOf } from "../formats/body.ts";
import type { Target } from "../target.ts";
import { findMessage, type MessageRow } from "./store.ts";

export interface MessageListInput {
  status: MessageStatus | null;
  type: string | null;
  /** Number before which the page begins; null: the newest first of all. */
  before: number | null;
  limit: number;
}

/** Messages, the newest first. */
export function listMessages(ctx: WebhookCtx, { status, type, before, limit }: MessageListInput): Page<WebhookMessage> {
  const rows = ctx.sql
    .exec<MessageRow>(
      `SELECT * FROM messages WHERE number < ?1 AND (?2 IS NULL OR status = ?2) AND (?3 IS NULL OR type = ?3)
       ORDER BY number DESC LIMIT ?4`,
      before ?? Number.MAX_SAFE_INTEGER,
      status,
      type,
      limit + 1,
    )
    .toArray();
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { items: shown.map(messageView), next_cursor: last ? encodeCursor(last.number) : null };
}

/** A message with its event, what is sent of it, and its attempts; `target` is null when the endpoint was deleted. Throws `not_found`. */
export function getMessage(ctx: WebhookCtx, id: string, target: Target | null): WebhookMessageDetail {
  const row = findMessage(ctx.sql, id);
  if (!row) throw notFound("message");
  const { data } = JSON.parse(row.body) as { data: WebhookMessageDetail["event"] };
  const request_body = target ? bodyOf(target, row) : row.body;
  return { ...messageView(row), event: data, request_body, history: attemptsOf(ctx.sql, row.number).map(attemptView) };
}

export const messageView = (row: MessageRow): WebhookMessage => ({
  id: row.id,
  type: row.type,
  at: timestamp(row.at),
  status: row.status as MessageStatus,
  attempts: row.attempts,
  next_attempt_at: timestampOrNull(row.due_at),
  received_at: timestamp(row.received_at),
});

const attemptView = (row: ReturnType<typeof attemptsOf>[number]): WebhookAttempt => ({
  number: row.number,
  at: timestamp(row.at),
  cause: row.cause as AttemptCause,
  duration_ms: row.duration_ms,
  request_headers: JSON.parse(row.request_headers),
  status: row.status,
  response_headers: row.response_headers === null ? null : JSON.parse(row.response_headers),
  response_body: row.response_body,
  error: row.error,
});
