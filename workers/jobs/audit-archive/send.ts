import type { LogRef } from "../../control/audit/archive/store.ts";
import type { RequestCtx } from "../../control/context.ts";
import type { JobMessage } from "../messages.ts";

/** Most messages that one call to a queue may hold (limit of the platform). */
const BATCH_MAX = 100;

/** Asks for logs to be written to R2. What is not sent is found again an hour later. */
export async function sendArchives(ctx: RequestCtx, logs: readonly LogRef[]): Promise<void> {
  for (let i = 0; i < logs.length; i += BATCH_MAX)
    await ctx.env.JOBS.sendBatch(
      logs.slice(i, i + BATCH_MAX).map(({ orgId, log }): { body: JobMessage } => ({ body: { v: 1, type: "audit.archive", orgId, log } })),
    );
}
