import type { CreateWorkspace, Workspace } from "@cairn/sdk/schema";
import { Fault, notFound } from "../../shared/errors.ts";
import { workspaceRoleOf } from "../access/authorize.ts";
import { forgetAccess } from "../access/cache.ts";
import { readWorkspace } from "../access/store.ts";
import { auditIfChanged } from "../audit/record.ts";
import type { OrgCtx } from "../context.ts";
import { isUniqueViolation } from "../db.ts";
import { freeSlug } from "../slugs.ts";
import { insertWorkspace, insertWorkspaceSlug, livingWorkspaceIds, workspaceSlugTaken } from "./store.ts";
import { workspaceView } from "./view.ts";

/** How often a slug made from the name is made anew when somebody else takes it at the same moment. */
const SLUG_TRIES = 3;

/**
 * Adds a workspace to the organization. Throws `limit_reached`, and `slug_taken` when a slug was asked for that is in use; a slug
 * made from the name gets a number instead.
 */
export async function createWorkspace({ ctx, input }: { ctx: OrgCtx; input: CreateWorkspace }): Promise<Workspace> {
  const { db, org } = ctx;
  const id = ctx.newId("workspace");
  const earlier = await readWorkspace(db, org.id, ctx.caller.actor.id, id);
  if (earlier) return workspaceView(earlier, workspaceRoleOf(ctx.role, earlier.override));
  for (let attempt = 1; ; attempt++) {
    const slug = input.slug ?? (await freeSlug(input.name, (candidate) => workspaceSlugTaken(db, { orgId: org.id, slug: candidate })));
    try {
      return await insert(ctx, { id, slug, name: input.name });
    } catch (error) {
      if (!isUniqueViolation(error, "workspace_slugs")) throw error;
      if (input.slug !== undefined || attempt === SLUG_TRIES)
        throw new Fault("slug_taken", `The slug ${slug} is taken. Choose another one.`);
    }
  }
}

async function insert(ctx: OrgCtx, { id, slug, name }: { id: string; slug: string; name: string }): Promise<Workspace> {
  const { db, org } = ctx;
  const max = ctx.settings.CAIRN_WORKSPACES_PER_ORGANIZATION;
  const now = ctx.clock.now();
  const row = { orgId: org.id, id, slug, name, now, max };
  const record = auditIfChanged(ctx, {
    action: "workspace.created",
    orgId: org.id,
    workspaceId: id,
    target: { type: "workspace", id, name },
    data: { slug },
  });
  const [inserted] = await db.batch([insertWorkspace(db, row), record.statement, insertWorkspaceSlug(db, row, record.happened)]);
  forgetAccess();
  if (inserted.meta.changes === 0) {
    if ((await livingWorkspaceIds(db, org.id)).length < max) throw notFound("organization");
    throw new Fault("limit_reached", `An organization may have ${max} workspaces.`, {
      limit: { name: "workspaces_per_organization", value: max },
    });
  }
  return workspaceView({ id, slug, name, createdAt: now }, workspaceRoleOf(ctx.role, null));
}
