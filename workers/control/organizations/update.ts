import type { OrganizationWithRole, UpdateOrganization } from "@cairn/sdk/schema";
import { Fault, notFound } from "../../shared/errors.ts";
import { forgetAccess } from "../access/cache.ts";
import { readOrganization } from "../access/store.ts";
import { auditIfChanged } from "../audit/record.ts";
import { changesBetween } from "../audit/states.ts";
import type { OrgCtx } from "../context.ts";
import { organizationSlugTaken, takeOrganizationSlug, updateOrganizationRow } from "./store.ts";
import { organizationView } from "./view.ts";

/** Slugs that one organization may have had: each stays reserved for ever, so without a limit one could take all the good ones. */
export const ORGANIZATION_SLUGS_MAX = 20;

/**
 * Renames an organization. Its earlier slugs go on leading to it, and it may take each of them back. Throws `slug_taken` when another
 * organization has or had the slug, `limit_reached` after too many changes of it.
 */
export async function updateOrganization({ ctx, input }: { ctx: OrgCtx; input: UpdateOrganization }): Promise<OrganizationWithRole> {
  const { db } = ctx;
  // Read anew: the context may be a few seconds old, and the record tells what changed into what.
  const org = await readOrganization(db, ctx.caller.actor, ctx.org.id);
  if (!org) throw notFound("organization");
  const name = input.name ?? org.name;
  const slug = input.slug ?? org.slug;
  const data: Record<string, unknown> = {};
  if (name !== org.name) data.name = { from: org.name, to: name };
  if (slug !== org.slug) data.slug = { from: org.slug, to: slug };
  if (Object.keys(data).length === 0) return organizationView(org);
  const record = auditIfChanged(ctx, {
    action: "organization.updated",
    orgId: org.id,
    target: { type: "organization", id: org.id, name },
    data,
    ...changesBetween({ name: org.name, slug: org.slug }, { name, slug }),
  });
  const [, updated] = await db.batch([
    takeOrganizationSlug(db, { slug, orgId: org.id, max: ORGANIZATION_SLUGS_MAX }),
    updateOrganizationRow(db, org.id, { name: input.name, slug: input.slug }),
    record.statement,
  ]);
  forgetAccess();
  const now = updated[0];
  if (now) return organizationView({ ...org, ...now });
  if (await organizationSlugTaken(db, slug)) throw new Fault("slug_taken", `The slug ${slug} is taken. Choose another one.`);
  throw new Fault("limit_reached", `An organization may have had ${ORGANIZATION_SLUGS_MAX} slugs. Take back one of them.`, {
    limit: { name: "slugs_per_organization", value: ORGANIZATION_SLUGS_MAX },
  });
}
