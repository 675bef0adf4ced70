import { and, eq, gt, inArray, isNull, type SQL, sql } from "drizzle-orm";
import type { WorkspaceRow } from "../access/store.ts";
import type { Db, Statement } from "../db.ts";
import { targetRoots, webhookEndpoints, workspaceMembers, workspaceSlugs, workspaces } from "../schema/index.ts";

export interface ListWorkspaces {
  orgId: string;
  actorId: string;
  /** The workspaces that the credential is for; null: all. */
  onlyIds: readonly string[] | null;
  after: string | null;
  take: number;
}

/** The living workspaces of an organization with the actor's override in each, oldest first. */
export const listWorkspaceRows = (db: Db, { orgId, actorId, onlyIds, after, take }: ListWorkspaces): Promise<WorkspaceRow[]> =>
  db
    .select({
      id: workspaces.id,
      slug: workspaces.slug,
      name: workspaces.name,
      createdAt: workspaces.createdAt,
      override: workspaceMembers.role,
    })
    .from(workspaces)
    .leftJoin(
      workspaceMembers,
      and(
        eq(workspaceMembers.orgId, workspaces.orgId),
        eq(workspaceMembers.workspaceId, workspaces.id),
        eq(workspaceMembers.userId, actorId),
      ),
    )
    .where(
      and(
        eq(workspaces.orgId, orgId),
        isNull(workspaces.deletedAt),
        onlyIds === null ? undefined : inArray(workspaces.id, [...onlyIds]),
        after === null ? undefined : gt(workspaces.id, after),
      ),
    )
    .orderBy(workspaces.id)
    .limit(take);

/** Ids of the living workspaces of an organization. */
export async function livingWorkspaceIds(db: Db, orgId: string): Promise<string[]> {
  const rows = await db
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(and(eq(workspaces.orgId, orgId), isNull(workspaces.deletedAt)));
  return rows.map(({ id }) => id);
}

/** Whether a workspace of the organization has or had this slug. */
export async function workspaceSlugTaken(db: Db, { orgId, slug }: { orgId: string; slug: string }): Promise<boolean> {
  const row = await db
    .select({ slug: workspaceSlugs.slug })
    .from(workspaceSlugs)
    .where(and(eq(workspaceSlugs.orgId, orgId), eq(workspaceSlugs.slug, slug)))
    .get();
  return row !== undefined;
}

export interface NewWorkspace {
  orgId: string;
  id: string;
  slug: string;
  name: string;
  now: number;
  /** Living workspaces that the organization may have. */
  max: number;
}

/** Adds a workspace to a living organization that has room for it. */
export const insertWorkspace = (db: Db, w: NewWorkspace) =>
  db.run(sql`
    INSERT INTO workspaces (org_id, id, slug, name, created_at)
    SELECT id, ${w.id}, ${w.slug}, ${w.name}, ${w.now} FROM organizations
    WHERE id = ${w.orgId} AND deleted_at IS NULL
      AND (SELECT COUNT(*) FROM workspaces WHERE org_id = ${w.orgId} AND deleted_at IS NULL) < ${w.max}`);

/** The slug of a workspace that was just added; breaks the key when another workspace has or had it. */
export const insertWorkspaceSlug = (db: Db, w: NewWorkspace, when: SQL): Statement =>
  db.run(sql`INSERT INTO workspace_slugs (org_id, slug, workspace_id) SELECT ${w.orgId}, ${w.slug}, ${w.id} WHERE ${when}`);

/** Takes a slug for a workspace; does nothing when one of the organization, itself too, has or had it. */
export const takeWorkspaceSlug = (db: Db, row: { orgId: string; workspaceId: string; slug: string }): Statement =>
  db.insert(workspaceSlugs).values(row).onConflictDoNothing();

interface WorkspaceChange {
  orgId: string;
  id: string;
  name?: string | undefined;
  slug?: string | undefined;
}

/** Changes what is given of a living workspace; a new slug is only set once it was taken for this very workspace. */
export const updateWorkspaceRow = (db: Db, { orgId, id, name, slug }: WorkspaceChange) =>
  db
    .update(workspaces)
    .set({ ...(name === undefined ? {} : { name }), ...(slug === undefined ? {} : { slug }) })
    .where(
      and(
        eq(workspaces.orgId, orgId),
        eq(workspaces.id, id),
        isNull(workspaces.deletedAt),
        slug === undefined
          ? undefined
          : sql`EXISTS (SELECT 1 FROM workspace_slugs s WHERE s.org_id = ${orgId} AND s.slug = ${slug} AND s.workspace_id = ${id})`,
      ),
    )
    .returning({ name: workspaces.name, slug: workspaces.slug });

/** Tombstones a workspace unless it is the last living one of its organization. */
export const tombstoneWorkspace = (db: Db, { orgId, id, now }: { orgId: string; id: string; now: number }) =>
  db
    .update(workspaces)
    .set({ deletedAt: now })
    .where(
      and(
        eq(workspaces.orgId, orgId),
        eq(workspaces.id, id),
        isNull(workspaces.deletedAt),
        sql`(SELECT COUNT(*) FROM workspaces o WHERE o.org_id = ${orgId} AND o.deleted_at IS NULL) > 1`,
      ),
    )
    .returning({ id: workspaces.id });

/** Drops what the control plane keeps for a workspace beside its row, and frees its slugs for other workspaces of the organization. */
export const dropWorkspaceParts = (db: Db, { orgId, id, when }: { orgId: string; id: string; when: SQL }): Statement[] => [
  db.delete(webhookEndpoints).where(and(eq(webhookEndpoints.orgId, orgId), eq(webhookEndpoints.workspaceId, id), when)),
  db.delete(workspaceSlugs).where(and(eq(workspaceSlugs.orgId, orgId), eq(workspaceSlugs.workspaceId, id), when)),
  db.delete(workspaceMembers).where(and(eq(workspaceMembers.orgId, orgId), eq(workspaceMembers.workspaceId, id), when)),
  db.delete(targetRoots).where(and(eq(targetRoots.orgId, orgId), eq(targetRoots.workspaceId, id), when)),
];

/** The organization that a workspace belongs to, be it deleted or not; null when there never was one. */
export async function readWorkspaceOwner(db: Db, id: string): Promise<string | null> {
  const row = await db.select({ orgId: workspaces.orgId }).from(workspaces).where(eq(workspaces.id, id)).get();
  return row?.orgId ?? null;
}

/** A tombstoned workspace whose data is not cleared yet. */
export async function isToPurge(db: Db, { orgId, id }: { orgId: string; id: string }): Promise<boolean> {
  const row = await db
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(and(eq(workspaces.orgId, orgId), eq(workspaces.id, id), sql`${workspaces.deletedAt} IS NOT NULL`, isNull(workspaces.purgedAt)))
    .get();
  return row !== undefined;
}

export const markPurged = (db: Db, { orgId, id, now }: { orgId: string; id: string; now: number }): Statement =>
  db
    .update(workspaces)
    .set({ purgedAt: now })
    .where(and(eq(workspaces.orgId, orgId), eq(workspaces.id, id), sql`${workspaces.deletedAt} IS NOT NULL`, isNull(workspaces.purgedAt)));

/** Workspaces that were tombstoned before a time and are still not cleared, the longest waiting first. */
export const listToPurge = (db: Db, { before, take }: { before: number; take: number }) =>
  db
    .select({ orgId: workspaces.orgId, workspaceId: workspaces.id })
    .from(workspaces)
    .where(and(sql`${workspaces.deletedAt} IS NOT NULL AND ${workspaces.purgedAt} IS NULL`, sql`${workspaces.deletedAt} <= ${before}`))
    .orderBy(workspaces.deletedAt)
    .limit(take);
