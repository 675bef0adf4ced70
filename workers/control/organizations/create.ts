import type { CreatedOrganization, CreateOrganization } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";
import { Fault } from "../../shared/errors.ts";
import { forgetAccess } from "../access/cache.ts";
import { auditRow } from "../audit/record.ts";
import type { CallerCtx } from "../context.ts";
import { isUniqueViolation } from "../db.ts";
import { requirePerson } from "../me/person.ts";
import { freeSlug } from "../slugs.ts";
import { countOwned, insertOrganization, organizationSlugTaken, readCreated } from "./store.ts";

const FIRST_WORKSPACE_NAME = "Main";

/**
 * Creates an organization with its first workspace and makes the caller its owner, in one batch. Throws what `requirePerson` throws,
 * `limit_reached`, and `slug_taken` when a slug was asked for that is in use; a slug made from the name gets a
 * number instead.
 */
export async function createOrganization({ ctx, input }: { ctx: CallerCtx; input: CreateOrganization }): Promise<CreatedOrganization> {
  const actor = requirePerson(ctx.caller);
  const id = ctx.newId("organization");
  const workspaceId = ctx.newId("workspace");
  const earlier = await readCreated(ctx.db, { id, userId: actor.id });
  if (earlier) return earlier;
  const limit = ctx.settings.CAIRN_ORGANIZATIONS_PER_USER;
  if ((await countOwned(ctx.db, actor.id)) >= limit)
    throw new Fault("limit_reached", `You own ${limit} organizations already, which is the most.`, {
      limit: { name: "organizations_per_user", value: limit },
    });
  const slug = input.slug ?? (await freeSlug(input.name, (candidate) => organizationSlugTaken(ctx.db, candidate)));
  const workspaceName = input.workspace?.name ?? FIRST_WORKSPACE_NAME;
  const workspaceSlug = input.workspace?.slug ?? (await freeSlug(workspaceName, async () => false));
  const now = ctx.clock.now();
  try {
    await ctx.db.batch([
      ...insertOrganization(ctx.db, { id, slug, name: input.name, ownerId: actor.id, workspaceId, workspaceSlug, workspaceName, now }),
      auditRow(ctx, { action: "organization.created", orgId: id, target: { type: "organization", id, name: input.name }, data: { slug } }),
      auditRow(ctx, {
        action: "workspace.created",
        orgId: id,
        workspaceId,
        target: { type: "workspace", id: workspaceId, name: workspaceName },
        data: { slug: workspaceSlug },
      }),
    ]);
  } catch (error) {
    if (isUniqueViolation(error, "organization_slugs.slug"))
      throw new Fault("slug_taken", `The slug ${slug} is taken. Choose another one.`);
    throw error;
  }
  forgetAccess();
  const created_at = timestamp(now);
  return {
    id,
    slug,
    name: input.name,
    demo: false,
    role: "owner",
    created_at,
    workspace: { id: workspaceId, slug: workspaceSlug, name: workspaceName, role: "admin", created_at },
  };
}
