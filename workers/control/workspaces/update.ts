import type { UpdateWorkspace, Workspace } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import { forgetAccess } from "../access/cache.ts";
import { auditIfChanged } from "../audit/record.ts";
import type { WorkspaceCtx } from "../context.ts";
import { takeWorkspaceSlug, updateWorkspaceRow } from "./store.ts";
import { workspaceView } from "./view.ts";

/**
 * Renames a workspace. Its earlier slugs go on leading to it, and it may take each of them back. Throws `slug_taken` when another
 * workspace of the organization has or had the slug.
 */
export async function updateWorkspace({ ctx, input }: { ctx: WorkspaceCtx; input: UpdateWorkspace }): Promise<Workspace> {
  const { org, workspace, workspaceRole, db } = ctx;
  const name = input.name ?? workspace.name;
  const slug = input.slug ?? workspace.slug;
  if (name === workspace.name && slug === workspace.slug) return workspaceView(workspace, workspaceRole);
  const data: Record<string, unknown> = {};
  if (name !== workspace.name) data.name = { from: workspace.name, to: name };
  if (slug !== workspace.slug) data.slug = { from: workspace.slug, to: slug };
  const record = auditIfChanged(ctx, {
    action: "workspace.updated",
    orgId: org.id,
    workspaceId: workspace.id,
    target: { type: "workspace", id: workspace.id, name },
    data,
  });
  const [, updated] = await db.batch([
    takeWorkspaceSlug(db, { orgId: org.id, workspaceId: workspace.id, slug }),
    updateWorkspaceRow(db, { orgId: org.id, id: workspace.id, name, slug }),
    record.statement,
  ]);
  if (updated.length === 0) throw new Fault("slug_taken", `The slug ${slug} is taken. Choose another one.`);
  forgetAccess();
  return workspaceView({ ...workspace, name, slug }, workspaceRole);
}
