import type { CreatedOrganization } from "@cairn/sdk/schema";
import { and, eq, gt, isNull, type SQL, sql } from "drizzle-orm";
import { timestamp } from "../../shared/clock.ts";
import type { OrganizationRow } from "../access/store.ts";
import type { Db, Statement } from "../db.ts";
import {
  apiKeys,
  invitations,
  members,
  organizationSlugs,
  organizations,
  serviceAccounts,
  webhookEndpoints,
  workspaces,
} from "../schema/index.ts";

export interface NewOrganization {
  id: string;
  slug: string;
  name: string;
  ownerId: string;
  workspaceId: string;
  workspaceSlug: string;
  workspaceName: string;
  now: number;
  /** Living organizations that its owner may own. */
  max: number;
}

/** How many living organizations a person owns. */
const ownedBy = (userId: string): SQL => sql`(
  SELECT COUNT(*) FROM members m JOIN organizations o ON o.id = m.org_id AND o.deleted_at IS NULL
  WHERE m.user_id = ${userId} AND m.role = 'owner'
)`;

/** A new organization, unless its owner owns `max` living ones already. */
export const insertOrganization = (db: Db, o: NewOrganization) =>
  db.run(sql`
    INSERT INTO organizations (id, slug, name, created_at)
    SELECT ${o.id}, ${o.slug}, ${o.name}, ${o.now} WHERE ${ownedBy(o.ownerId)} < ${o.max}`);

/** What belongs to a new organization: its slug, owner and first workspace. Breaks the key of slugs when the slug is taken. */
export const insertOrganizationParts = (db: Db, o: NewOrganization, when: SQL): Statement[] => [
  db.run(sql`INSERT INTO organization_slugs (slug, org_id) SELECT ${o.slug}, ${o.id} WHERE ${when}`),
  db.run(sql`INSERT INTO members (org_id, user_id, role, created_at) SELECT ${o.id}, ${o.ownerId}, 'owner', ${o.now} WHERE ${when}`),
  db.run(sql`
    INSERT INTO workspaces (org_id, id, slug, name, created_at)
    SELECT ${o.id}, ${o.workspaceId}, ${o.workspaceSlug}, ${o.workspaceName}, ${o.now} WHERE ${when}`),
  db.run(sql`
    INSERT INTO workspace_slugs (org_id, slug, workspace_id)
    SELECT ${o.id}, ${o.workspaceSlug}, ${o.workspaceId} WHERE ${when}`),
];

/** Whether any organization has or had this slug. */
export async function organizationSlugTaken(db: Db, slug: string): Promise<boolean> {
  return (
    (await db.select({ slug: organizationSlugs.slug }).from(organizationSlugs).where(eq(organizationSlugs.slug, slug)).get()) !== undefined
  );
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
  const { id, slug, name, demo, createdAt, plan } = organizations;
  const living = and(
    isNull(organizations.deletedAt),
    onlyId === null ? undefined : eq(id, onlyId),
    after === null ? undefined : gt(id, after),
  );
  if (actor.type === "user")
    return db
      .select({ id, slug, name, demo, createdAt, plan, role: members.role })
      .from(organizations)
      .innerJoin(members, and(eq(members.orgId, id), eq(members.userId, actor.id)))
      .where(living)
      .orderBy(id)
      .limit(take);
  return db
    .select({ id, slug, name, demo, createdAt, plan, role: serviceAccounts.role })
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

/** Changes what is given of a living organization; a new slug is only set once it was taken for this very organization. */
export const updateOrganizationRow = (db: Db, id: string, { name, slug }: { name?: string | undefined; slug?: string | undefined }) =>
  db
    .update(organizations)
    .set({ ...(name === undefined ? {} : { name }), ...(slug === undefined ? {} : { slug }) })
    .where(
      and(
        eq(organizations.id, id),
        isNull(organizations.deletedAt),
        slug === undefined ? undefined : sql`EXISTS (SELECT 1 FROM organization_slugs s WHERE s.slug = ${slug} AND s.org_id = ${id})`,
      ),
    )
    .returning({ name: organizations.name, slug: organizations.slug });

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
  db.delete(webhookEndpoints).where(and(eq(webhookEndpoints.orgId, orgId), when)),
  db
    .update(apiKeys)
    .set({ revokedAt: now })
    .where(and(eq(apiKeys.orgId, orgId), isNull(apiKeys.revokedAt), when)),
  db
    .update(invitations)
    .set({ status: "cancelled", answeredAt: now })
    .where(and(eq(invitations.orgId, orgId), eq(invitations.status, "pending"), when)),
];
