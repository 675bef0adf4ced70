import type { Chore } from "../chores.ts";
import { OUTBOX_MESSAGES_PER_ALARM, OUTBOX_RESEND_MS, OUTBOX_SIZE } from "../limits.ts";
import { markSent, nextUnsent, oldestSent, unconfirmedRanges, unsentRanges } from "./store.ts";

/**
 * Hands events on: a message of the queue names some in a row, and whoever gets it reads them, passes them on and confirms. Until then
 * the range is owed and named again. A message is sent before that is noted, so a crash in between repeats it and loses nothing.
 */
export const outboxChore: Chore = {
  name: "hand on events",
  dueAt: (ctx) => {
    if (nextUnsent(ctx.sql) !== null) return 0;
    const sentAt = oldestSent(ctx.sql);
    return sentAt === null ? null : sentAt + OUTBOX_RESEND_MS;
  },
  run: async (ctx) => {
    const now = ctx.clock.now();
    const late = unconfirmedRanges(ctx.sql, now - OUTBOX_RESEND_MS, OUTBOX_MESSAGES_PER_ALARM);
    const ranges = [...late, ...unsentRanges(ctx.sql, { count: OUTBOX_MESSAGES_PER_ALARM - late.length, size: OUTBOX_SIZE })];
    if (ranges.length === 0) return;
    const { workspaceId } = ctx;
    await ctx.queue.sendBatch(ranges.map((range) => ({ body: { v: 1, type: "workspace.events", workspaceId, ...range } })));
    ctx.storage.transactionSync(() => markSent(ctx.sql, ranges, now));
  },
};
