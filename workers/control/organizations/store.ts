import type { CreatedOrganization } from "@cairn/sdk/schema";
import { and, count, eq, gt, isNull, type SQL, sql } from "drizzle-orm";
import { timestamp } from "../../shared/clock.ts";
import type { OrganizationRow } from "../access/store.ts";
import type { Db, Statement } from "../db.ts";
import {
  apiKeys,
  grants,
  invitations,
  members,
  organizationSlugs,
  organizations,
  serviceAccounts,
  workspaceSlugs,
  workspaces,
} from "../schema.ts";

export interface NewOrganization {
  id: string;
  slug: string;
  name: string;
  ownerId: string;
  workspaceId: string;
  workspaceSlug: string;
  workspaceName: string;
  now: number;
}

/** The rows of a new organization with its owner and first workspace, in the order their keys ask for. */
export const insertOrganization = (db: Db, o: NewOrganization): [Statement, ...Statement[]] => [
  db.insert(organizations).values({ id: o.id, slug: o.slug, name: o.name, createdAt: o.now }),
  db.insert(organizationSlugs).values({ slug: o.slug, orgId: o.id }),
  db.insert(members).values({ orgId: o.id, userId: o.ownerId, role: "owner", createdAt: o.now }),
  db.insert(workspaces).values({ orgId: o.id, id: o.workspaceId, slug: o.workspaceSlug, name: o.workspaceName, createdAt: o.now }),
  db.insert(workspaceSlugs).values({ orgId: o.id, slug: o.workspaceSlug, workspaceId: o.workspaceId }),
];

/** Whether any organization has or had this slug. */
export async function organizationSlugTaken(db: Db, slug: string): Promise<boolean> {
  return (
    (await db.select({ slug: organizationSlugs.slug }).from(organizationSlugs).where(eq(organizationSlugs.slug, slug)).get()) !== undefined
  );
}

/** How many living organizations a person owns. */
export async function countOwned(db: Db, userId: string): Promise<number> {
  const row = await db
    .select({ n: count() })
    .from(members)
    .innerJoin(organizations, and(eq(organizations.id, members.orgId), isNull(organizations.deletedAt)))
    .where(and(eq(members.userId, userId), eq(members.role, "owner")))
    .get();
  return row?.n ?? 0;
}

/** What an earlier try with the same id made, as its owner sees it. */
export async function readCreated(db: Db, { id, userId }: { id: string; userId: string }): Promise<CreatedOrganization | null> {
  const row = await db
    .select({ org: organizations, workspace: workspaces })
    .from(organizations)
    .innerJoin(members, and(eq(members.orgId, organizations.id), eq(members.userId, userId), eq(members.role, "owner")))
    .innerJoin(workspaces, eq(workspaces.orgId, organizations.id))
    .where(eq(organizations.id, id))
    .orderBy(workspaces.id)
    .get();
  if (!row) return null;
  const { org, workspace } = row;
  return {
    id: org.id,
    slug: org.slug,
    name: org.name,
    demo: org.demo,
    role: "owner",
    created_at: timestamp(org.createdAt),
    workspace: { id: workspace.id, slug: workspace.slug, name: workspace.name, role: "admin", created_at: timestamp(workspace.createdAt) },
  };
}

export interface ListOrganizations {
  actor: { type: string; id: string };
  /** The one organization that the credential is for, if it is for one. */
  onlyId: string | null;
  after: string | null;
  take: number;
}

/** The living organizations that an actor belongs to, oldest first. */
export async function listOrganizationRows(db: Db, { actor, onlyId, after, take }: ListOrganizations): Promise<OrganizationRow[]> {
  const { id, slug, name, demo, createdAt } = organizations;
  const living = and(
    isNull(organizations.deletedAt),
    onlyId === null ? undefined : eq(id, onlyId),
    after === null ? undefined : gt(id, after),
  );
  if (actor.type === "user")
    return db
      .select({ id, slug, name, demo, createdAt, role: members.role })
      .from(organizations)
      .innerJoin(members, and(eq(members.orgId, id), eq(members.userId, actor.id)))
      .where(living)
      .orderBy(id)
      .limit(take);
  return db
    .select({ id, slug, name, demo, createdAt, role: serviceAccounts.role })
    .from(organizations)
    .innerJoin(serviceAccounts, and(eq(serviceAccounts.orgId, id), eq(serviceAccounts.id, actor.id), isNull(serviceAccounts.deletedAt)))
    .where(living)
    .orderBy(id)
    .limit(take);
}

/** Takes a slug for a living organization that has fewer than `max`; does nothing when any organization, itself too, has or had it. */
export const takeOrganizationSlug = (db: Db, { slug, orgId, max }: { slug: string; orgId: string; max: number }): Statement =>
  db.run(sql`
    INSERT INTO organization_slugs (slug, org_id)
    SELECT ${slug}, id FROM organizations
    WHERE id = ${orgId} AND deleted_at IS NULL AND (SELECT COUNT(*) FROM organization_slugs WHERE org_id = ${orgId}) < ${max}
    ON CONFLICT DO NOTHING`);

/** Renames a living organization; a new slug is only set once it was taken for this very organization. */
export const updateOrganizationRow = (db: Db, { id, name, slug }: { id: string; name: string; slug: string }) =>
  db
    .update(organizations)
    .set({ name, slug })
    .where(
      and(
        eq(organizations.id, id),
        isNull(organizations.deletedAt),
        sql`EXISTS (SELECT 1 FROM organization_slugs s WHERE s.slug = ${slug} AND s.org_id = ${id})`,
      ),
    )
    .returning({ id: organizations.id });

export const tombstoneOrganization = (db: Db, { id, now }: { id: string; now: number }) =>
  db
    .update(organizations)
    .set({ deletedAt: now })
    .where(and(eq(organizations.id, id), isNull(organizations.deletedAt)))
    .returning({ id: organizations.id });

/** Tombstones the workspaces of an organization and answers their ids. */
export const tombstoneWorkspacesOf = (db: Db, { orgId, now, when }: { orgId: string; now: number; when: SQL }) =>
  db
    .update(workspaces)
    .set({ deletedAt: now })
    .where(and(eq(workspaces.orgId, orgId), isNull(workspaces.deletedAt), when))
    .returning({ id: workspaces.id });

/** Ends every credential that is for this organization alone, and what invites people to it. */
export const endCredentialsOf = (db: Db, { orgId, now, when }: { orgId: string; now: number; when: SQL }): Statement[] => [
  db
    .update(apiKeys)
    .set({ revokedAt: now })
    .where(and(eq(apiKeys.orgId, orgId), isNull(apiKeys.revokedAt), when)),
  db
    .update(grants)
    .set({ revokedAt: now, revokedReason: "organization_deleted" })
    .where(and(eq(grants.orgId, orgId), isNull(grants.revokedAt), when)),
  db
    .update(invitations)
    .set({ status: "cancelled", answeredAt: now })
    .where(and(eq(invitations.orgId, orgId), eq(invitations.status, "pending"), when)),
];
