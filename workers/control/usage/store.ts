import { and, eq, isNull, sql } from "drizzle-orm";
import type { Db } from "../db.ts";
import { organizations, workspaces } from "../schema/index.ts";

export interface NamedWorkspace {
  id: string;
  slug: string;
  name: string;
  deletedAt: number | null;
}

/** The workspaces of an organization, those that were deleted too, oldest first. */
export const listAllWorkspaces = (db: Db, orgId: string): Promise<NamedWorkspace[]> =>
  db
    .select({ id: workspaces.id, slug: workspaces.slug, name: workspaces.name, deletedAt: workspaces.deletedAt })
    .from(workspaces)
    .where(eq(workspaces.orgId, orgId))
    .orderBy(workspaces.id);

/** Members of an organization and open invitations to it. */
export async function countMembers(db: Db, { orgId, now }: { orgId: string; now: number }): Promise<number> {
  const row = await db.get<{ count: number }>(sql`SELECT ${membersOf(orgId, now)} AS count`);
  return row.count;
}

/** The same as an expression. */
export const membersOf = (orgId: string, now: number) => sql`(
  (SELECT COUNT(*) FROM members WHERE org_id = ${orgId})
  + (SELECT COUNT(*) FROM invitations WHERE org_id = ${orgId} AND status = 'pending' AND expires_at > ${now}))`;

/** The plan of a living organization, by slug or id; null when there is none. */
export const findPlan = async (db: Db, ref: string) =>
  (await db
    .select({ id: organizations.id, name: organizations.name, plan: organizations.plan })
    .from(organizations)
    .where(
      and(
        isNull(organizations.deletedAt),
        sql`(${organizations.id} = ${ref} OR ${organizations.id} = (SELECT org_id FROM organization_slugs WHERE slug = ${ref}))`,
      ),
    )
    .get()) ?? null;

/** Gives an organization a plan, if it has another. */
export const writePlan = (db: Db, { orgId, plan }: { orgId: string; plan: string }) =>
  db
    .update(organizations)
    .set({ plan })
    .where(and(eq(organizations.id, orgId), sql`${organizations.plan} IS NOT ${plan}`));
