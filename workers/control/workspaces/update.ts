import type { UpdateWorkspace, Workspace } from "@cairn/sdk/schema";
import { Fault, notFound } from "../../shared/errors.ts";
import { forgetAccess } from "../access/cache.ts";
import { readWorkspace } from "../access/store.ts";
import { auditIfChanged } from "../audit/record.ts";
import { changesBetween } from "../audit/states.ts";
import type { WorkspaceCtx } from "../context.ts";
import { takeWorkspaceSlug, updateWorkspaceRow, workspaceSlugTaken } from "./store.ts";
import { workspaceView } from "./view.ts";

/**
 * Renames a workspace. Its earlier slugs go on leading to it, and it may take each of them back. Throws `slug_taken` when another
 * workspace of the organization has or had the slug.
 */
export async function updateWorkspace({ ctx, input }: { ctx: WorkspaceCtx; input: UpdateWorkspace }): Promise<Workspace> {
  const { org, workspaceRole, db } = ctx;
  // Read anew: the context may be a few seconds old, and the record tells what changed into what.
  const workspace = await readWorkspace(db, org.id, ctx.caller.actor.id, ctx.workspace.id);
  if (!workspace) throw notFound("workspace");
  const name = input.name ?? workspace.name;
  const slug = input.slug ?? workspace.slug;
  const data: Record<string, unknown> = {};
  if (name !== workspace.name) data.name = { from: workspace.name, to: name };
  if (slug !== workspace.slug) data.slug = { from: workspace.slug, to: slug };
  if (Object.keys(data).length === 0) return workspaceView(workspace, workspaceRole);
  const record = auditIfChanged(ctx, {
    action: "workspace.updated",
    orgId: org.id,
    workspaceId: workspace.id,
    target: { type: "workspace", id: workspace.id, name },
    data,
    ...changesBetween({ name: workspace.name, slug: workspace.slug }, { name, slug }),
  });
  const [, updated] = await db.batch([
    takeWorkspaceSlug(db, { orgId: org.id, workspaceId: workspace.id, slug }),
    updateWorkspaceRow(db, { orgId: org.id, id: workspace.id, name: input.name, slug: input.slug }),
    record.statement,
  ]);
  forgetAccess();
  const now = updated[0];
  if (now) return workspaceView({ ...workspace, ...now }, workspaceRole);
  if (await workspaceSlugTaken(db, { orgId: org.id, slug }))
    throw new Fault("slug_taken", `The slug ${slug} is taken. Choose another one.`);
  throw notFound("workspace");
}
