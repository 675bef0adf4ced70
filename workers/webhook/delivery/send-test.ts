import type { WebhookCtx } from "../context.ts";
import { findMessage, insertMessage, type NewMessage } from "../messages/store.ts";
import type { Target } from "../target.ts";
import { attempt } from "./attempt.ts";
import { recordOutcomes } from "./record.ts";

/** Sends a test once, whether the endpoint is enabled or not, and writes down how it went; one that was sent is not sent again. */
export async function sendTest(ctx: WebhookCtx, target: Target, message: NewMessage): Promise<void> {
  insertMessage(ctx.sql, message, { status: "pending", dueAt: null, cause: "test", now: ctx.clock.now() });
  const row = findMessage(ctx.sql, message.id);
  if (!row || row.attempts > 0) return;
  recordOutcomes(ctx, [await attempt(ctx, target, row)]);
}
