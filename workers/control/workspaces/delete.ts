import type { ConfirmDelete } from "@cairn/sdk/schema";
import { sendPurges } from "../../jobs/workspace-purge/send.ts";
import { Fault, notFound } from "../../shared/errors.ts";
import { forgetAccess } from "../access/cache.ts";
import { auditIfChanged } from "../audit/record.ts";
import type { WorkspaceCtx } from "../context.ts";
import { dropWorkspaceParts, livingWorkspaceIds, tombstoneWorkspace } from "./store.ts";

/**
 * Deletes a workspace: tombstoned at once, so that nothing of it answers any more; its data is cleared by a job afterwards. Its slugs
 * are free again within the organization. Throws `confirmation_mismatch` unless the slug was typed, `last_workspace` for the only one.
 */
export async function deleteWorkspace({ ctx, input }: { ctx: WorkspaceCtx; input: ConfirmDelete }): Promise<void> {
  const { org, workspace, db } = ctx;
  if (input.confirm !== workspace.slug)
    throw new Fault("confirmation_mismatch", `Type the workspace's slug, ${workspace.slug}, to delete it.`, {
      errors: [{ path: "body.confirm", rule: "mismatch", message: `must be ${workspace.slug}` }],
    });
  const record = auditIfChanged(ctx, {
    action: "workspace.deleted",
    orgId: org.id,
    workspaceId: workspace.id,
    target: { type: "workspace", id: workspace.id, name: workspace.name },
    data: { slug: workspace.slug },
  });
  const ref = { orgId: org.id, id: workspace.id };
  const [deleted] = await db.batch([
    tombstoneWorkspace(db, { ...ref, now: ctx.clock.now() }),
    record.statement,
    ...dropWorkspaceParts(db, { ...ref, when: record.happened }),
  ]);
  forgetAccess();
  if (deleted.length === 0) {
    if (!(await livingWorkspaceIds(db, org.id)).includes(workspace.id)) throw notFound("workspace");
    throw new Fault("last_workspace", "This is the organization's only workspace. Create another one first, or delete the organization.");
  }
  await sendPurges(ctx, [{ orgId: org.id, workspaceId: workspace.id }]);
}
