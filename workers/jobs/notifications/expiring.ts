import { auditIfChanged } from "../../control/audit/record.ts";
import type { RequestCtx } from "../../control/context.ts";
import { listExpiring, markExpiryTold } from "../../control/notifications/people-store.ts";
import { DAY_MS } from "../../shared/clock.ts";

/** People hear that a key ends so long before, and of a short-lived one in the last quarter of its life. */
const BEFORE_MS = 7 * DAY_MS;
const LIFE_PARTS = 4;
/** Keys told of in one run of cron. */
const KEYS_PER_RUN = 100;

/** Appends an event for each key that is about to end, once. */
export async function tellExpiring(ctx: RequestCtx): Promise<void> {
  const now = ctx.clock.now();
  const keys = await listExpiring(ctx.db, { now, withinMs: BEFORE_MS, lifeParts: LIFE_PARTS, take: KEYS_PER_RUN });
  for (const { orgId, id, name, hint, ownerId, expiresAt } of keys) {
    const record = auditIfChanged(ctx, {
      action: "key.expiring",
      orgId,
      target: { type: "key", id, name },
      data: { hint, owner_id: ownerId, expires_at: expiresAt ?? now },
    });
    await ctx.db.batch([markExpiryTold(ctx.db, { orgId, id, now }), record.statement]);
  }
}
