import { workspacePrefix } from "../../blobs/keys.ts";
import { auditIfChanged } from "../../control/audit/record.ts";
import type { RequestCtx } from "../../control/context.ts";
import { isToPurge, markPurged } from "../../control/workspaces/store.ts";
import { endWorkspaceUsage } from "../../usage/stub.ts";
import { purgeWorkspaceObject } from "../../workspace/stub.ts";
import type { PurgeRef } from "./send.ts";

/** Objects of R2 that one call lists and deletes (limit of the platform). */
const PAGE_MAX = 1_000;
/** Pages cleared in one run: well inside the calls that one invocation may make; the rest is left to another message. */
const PAGES_PER_RUN = 200;

/**
 * Clears the data of a tombstoned workspace: what it used is taken over, then its object goes, then its bytes, then the note that it is done. Each step can be run again, so
 * a run that dies anywhere is finished by the next. A workspace that lives is never touched.
 */
export async function purgeWorkspace({ ctx, input }: { ctx: RequestCtx; input: PurgeRef }): Promise<"done" | "more" | "nothing"> {
  const ref = { orgId: input.orgId, id: input.workspaceId };
  if (!(await isToPurge(ctx.db, ref))) return "nothing";
  await endWorkspaceUsage(ctx.env, input.orgId, input.workspaceId);
  await purgeWorkspaceObject(ctx.env, input.workspaceId);
  if (!(await clearPrefix(ctx.env.BLOBS, workspacePrefix(input.workspaceId)))) return "more";
  const record = auditIfChanged(ctx, {
    action: "workspace.purged",
    orgId: input.orgId,
    workspaceId: input.workspaceId,
    target: { type: "workspace", id: input.workspaceId },
  });
  await ctx.db.batch([markPurged(ctx.db, { ...ref, now: ctx.clock.now() }), record.statement]);
  return "done";
}

/** Deletes everything below a prefix; false when some is left after the pages of one run. */
async function clearPrefix(bucket: R2Bucket, prefix: string): Promise<boolean> {
  for (let page = 0; page < PAGES_PER_RUN; page++) {
    // Always the first page: what it held is gone by the next look.
    const { objects } = await bucket.list({ prefix, limit: PAGE_MAX });
    if (objects.length === 0) return true;
    await bucket.delete(objects.map(({ key }) => key));
  }
  return false;
}
