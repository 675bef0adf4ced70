import type { OrganizationRole, WorkspaceRole } from "@cairn/sdk/schema";
import { and, eq, gt, or, sql } from "drizzle-orm";
import type { Db } from "../../db.ts";
import { members, users, workspaceMembers } from "../../schema/index.ts";

export interface WorkspaceMemberRow {
  userId: string;
  name: string;
  email: string;
  organizationRole: OrganizationRole;
  override: WorkspaceRole | null;
  joinedAt: number;
}

interface Place {
  orgId: string;
  workspaceId: string;
}

const memberRows = (db: Db, { workspaceId }: Place) =>
  db
    .select({
      userId: users.id,
      name: users.name,
      email: users.email,
      organizationRole: members.role,
      override: workspaceMembers.role,
      joinedAt: members.createdAt,
    })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .leftJoin(
      workspaceMembers,
      and(
        eq(workspaceMembers.orgId, members.orgId),
        eq(workspaceMembers.workspaceId, workspaceId),
        eq(workspaceMembers.userId, members.userId),
      ),
    );

/** Everyone who can see a workspace: the members of its organization, the longest ones first. */
export const listWorkspaceMemberRows = (
  db: Db,
  place: Place,
  { after, take }: { after: readonly [joinedAt: number, userId: string] | null; take: number },
): Promise<WorkspaceMemberRow[]> =>
  memberRows(db, place)
    .where(
      and(
        eq(members.orgId, place.orgId),
        after === null
          ? undefined
          : or(gt(members.createdAt, after[0]), and(eq(members.createdAt, after[0]), gt(members.userId, after[1]))),
      ),
    )
    .orderBy(members.createdAt, members.userId)
    .limit(take);

export async function readWorkspaceMember(db: Db, place: Place, userId: string): Promise<WorkspaceMemberRow | null> {
  return (
    (await memberRows(db, place)
      .where(and(eq(members.orgId, place.orgId), eq(members.userId, userId)))
      .get()) ?? null
  );
}

/** Sets a role in a living workspace for a member who is neither owner nor admin. */
export const upsertOverride = (db: Db, { orgId, workspaceId }: Place, row: { userId: string; role: WorkspaceRole; now: number }) =>
  db.run(sql`
    INSERT INTO workspace_members (org_id, workspace_id, user_id, role, created_at)
    SELECT m.org_id, ${workspaceId}, m.user_id, ${row.role}, ${row.now} FROM members m
    WHERE m.org_id = ${orgId} AND m.user_id = ${row.userId} AND m.role NOT IN ('owner', 'admin')
      AND EXISTS (SELECT 1 FROM workspaces w WHERE w.org_id = ${orgId} AND w.id = ${workspaceId} AND w.deleted_at IS NULL)
    ON CONFLICT (org_id, workspace_id, user_id) DO UPDATE SET role = excluded.role`);

export const deleteOverride = (db: Db, { orgId, workspaceId }: Place, userId: string) =>
  db
    .delete(workspaceMembers)
    .where(and(eq(workspaceMembers.orgId, orgId), eq(workspaceMembers.workspaceId, workspaceId), eq(workspaceMembers.userId, userId)));
