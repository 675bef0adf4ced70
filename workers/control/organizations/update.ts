import type { OrganizationWithRole, UpdateOrganization } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import { forgetAccess } from "../access/cache.ts";
import { auditIfChanged } from "../audit/record.ts";
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
  const { org, role, db } = ctx;
  const name = input.name ?? org.name;
  const slug = input.slug ?? org.slug;
  if (name === org.name && slug === org.slug) return organizationView({ ...org, role });
  const data: Record<string, unknown> = {};
  if (name !== org.name) data.name = { from: org.name, to: name };
  if (slug !== org.slug) data.slug = { from: org.slug, to: slug };
  const record = auditIfChanged(ctx, {
    action: "organization.updated",
    orgId: org.id,
    target: { type: "organization", id: org.id, name },
    data,
  });
  const [, updated] = await db.batch([
    takeOrganizationSlug(db, { slug, orgId: org.id, max: ORGANIZATION_SLUGS_MAX }),
    updateOrganizationRow(db, { id: org.id, name, slug }),
    record.statement,
  ]);
  if (updated.length === 0) {
    if (await organizationSlugTaken(db, slug)) throw new Fault("slug_taken", `The slug ${slug} is taken. Choose another one.`);
    throw new Fault("limit_reached", `An organization may have had ${ORGANIZATION_SLUGS_MAX} slugs. Take back one of them.`, {
      limit: { name: "slugs_per_organization", value: ORGANIZATION_SLUGS_MAX },
    });
  }
  forgetAccess();
  return organizationView({ ...org, name, slug, role });
}
