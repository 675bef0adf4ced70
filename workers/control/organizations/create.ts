import type { CreatedOrganization, CreateOrganization } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";
import { Fault } from "../../shared/errors.ts";
import { forgetAccess } from "../access/cache.ts";
import { auditIfChanged } from "../audit/record.ts";
import type { CallerCtx } from "../context.ts";
import { isUniqueViolation } from "../db.ts";
import { requirePerson } from "../me/person.ts";
import { freeSlug } from "../slugs.ts";
import { insertOrganization, insertOrganizationParts, type NewOrganization, organizationSlugTaken, readCreated } from "./store.ts";

const FIRST_WORKSPACE_NAME = "Main";
/** How often a slug made from the name is made anew when somebody else takes it at the same moment. */
const SLUG_TRIES = 3;

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
  const workspaceName = input.workspace?.name ?? FIRST_WORKSPACE_NAME;
  const workspaceSlug = input.workspace?.slug ?? (await freeSlug(workspaceName, async () => false));
  const max = ctx.settings.CAIRN_ORGANIZATIONS_PER_USER;
  const row = { id, name: input.name, ownerId: actor.id, workspaceId, workspaceSlug, workspaceName, now: ctx.clock.now(), max };
  for (let attempt = 1; ; attempt++) {
    const slug = input.slug ?? (await freeSlug(input.name, (candidate) => organizationSlugTaken(ctx.db, candidate)));
    try {
      return await insert(ctx, { ...row, slug });
    } catch (error) {
      if (!isUniqueViolation(error, "organization_slugs.slug")) throw error;
      if (input.slug !== undefined || attempt === SLUG_TRIES)
        throw new Fault("slug_taken", `The slug ${slug} is taken. Choose another one.`);
    }
  }
}

async function insert(ctx: CallerCtx, o: NewOrganization): Promise<CreatedOrganization> {
  const { db } = ctx;
  const { id, slug, name } = o;
  const record = auditIfChanged(ctx, {
    action: "organization.created",
    orgId: id,
    target: { type: "organization", id, name },
    data: { slug },
  });
  const workspaceRecord = auditIfChanged(ctx, {
    action: "workspace.created",
    orgId: id,
    workspaceId: o.workspaceId,
    target: { type: "workspace", id: o.workspaceId, name: o.workspaceName },
    data: { slug: o.workspaceSlug },
  });
  const [inserted] = await db.batch([
    insertOrganization(db, o),
    record.statement,
    workspaceRecord.statement,
    ...insertOrganizationParts(db, o, record.happened),
  ]);
  forgetAccess();
  if (inserted.meta.changes === 0)
    throw new Fault("limit_reached", `You own ${o.max} organizations already, which is the most.`, {
      limit: { name: "organizations_per_user", value: o.max },
    });
  const created_at = timestamp(o.now);
  return {
    id,
    slug,
    name,
    demo: false,
    role: "owner",
    created_at,
    workspace: { id: o.workspaceId, slug: o.workspaceSlug, name: o.workspaceName, role: "admin", created_at },
  };
}
