import type { RequestCtx } from "../../control/context.ts";
import { errorFields, log } from "../../shared/log.ts";
import type { JobMessage } from "../messages.ts";

/** Most messages that one call to a queue may hold (limit of the platform). */
const BATCH_MAX = 100;

export interface PurgeRef {
  orgId: string;
  workspaceId: string;
}

/**
 * Asks for the data of tombstoned workspaces to be cleared. Never throws: the tombstones are what counts, and cron sends again for
 * each that was not cleared.
 */
export async function sendPurges(ctx: RequestCtx, refs: readonly PurgeRef[]): Promise<void> {
  try {
    for (let i = 0; i < refs.length; i += BATCH_MAX) {
      const messages = refs
        .slice(i, i + BATCH_MAX)
        .map((ref): { body: JobMessage } => ({ body: { v: 1, type: "workspace.purge", ...ref } }));
      await ctx.env.JOBS.sendBatch(messages);
    }
  } catch (error) {
    log({ level: "warn", msg: "purge not queued", request_id: ctx.requestId, count: refs.length, ...errorFields(error) });
  }
}
