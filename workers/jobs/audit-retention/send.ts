import { listShortRetentions } from "../../control/audit/retention/store.ts";
import type { RequestCtx } from "../../control/context.ts";
import type { JobMessage } from "../messages.ts";

/** Most messages that one call to a queue may hold (limit of the platform). */
const BATCH_MAX = 100;

/** Asks, for each organization that does not keep its trail for ever, for what is too old to be dropped. What is not sent is sent the next day. */
export async function sendDrops(ctx: RequestCtx): Promise<void> {
  for (let after = ""; ; ) {
    const batch = await listShortRetentions(ctx.db, { after, take: BATCH_MAX });
    if (batch.length > 0)
      await ctx.env.JOBS.sendBatch(batch.map(({ orgId }): { body: JobMessage } => ({ body: { v: 1, type: "audit.drop", orgId } })));
    after = batch.at(-1)?.orgId ?? "";
    if (batch.length < BATCH_MAX) return;
  }
}
