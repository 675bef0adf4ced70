import type { WebhookCtx } from "./context.ts";
import { markDaysTold, readHealth, untoldDays } from "./delivery/store.ts";
import { DROPS_PER_ALARM, KEPT_MS, TOLD_PER_EVENT } from "./limits.ts";
import { dropOld, firstDue, firstReceived, markTold, untold } from "./messages/store.ts";
import type { Target } from "./target.ts";

/** Tells of messages that failed at their last attempt. Told twice after a crash in between, and never not at all. */
export async function tellExhausted(ctx: WebhookCtx): Promise<void> {
  const messages = untold(ctx.sql, TOLD_PER_EVENT);
  if (messages.length === 0) return;
  await ctx.tellExhausted(messages.map(({ id }) => id));
  const numbers = messages.map(({ number }) => number);
  ctx.storage.transactionSync(() => markTold(ctx.sql, numbers));
}

/** Tells the organization's usage of attempts. Told as the count of a day, so that saying it again adds nothing. */
export async function tellUsage(ctx: WebhookCtx, target: Target): Promise<void> {
  const days = untoldDays(ctx.sql);
  if (days.length === 0) return;
  await ctx.tellUsage(target.row.orgId, { endpoint: ctx.id, workspaceId: target.row.workspaceId, days });
  ctx.storage.transactionSync(() => markDaysTold(ctx.sql, days));
}

/** Drops what was kept for long enough. */
export function dropOldMessages(ctx: WebhookCtx): void {
  ctx.storage.transactionSync(() => dropOld(ctx.sql, ctx.clock.now() - KEPT_MS, DROPS_PER_ALARM));
}

/** When there is something to do, Unix ms; null: nothing ever, until more comes. `allowedAt` is when the rate cap lets one more out. */
export function nextWake(ctx: WebhookCtx, allowedAt: number): number | null {
  const due = firstDue(ctx.sql);
  const received = firstReceived(ctx.sql);
  const times = [
    ...(due === null ? [] : [Math.max(due, readHealth(ctx.sql).pausedUntil, allowedAt)]),
    ...(received === null ? [] : [Math.max(received + KEPT_MS, ctx.clock.now() + 1_000)]),
    ...(untold(ctx.sql, 1).length > 0 || untoldDays(ctx.sql).length > 0 ? [ctx.clock.now()] : []),
  ];
  return times.length === 0 ? null : Math.min(...times);
}
