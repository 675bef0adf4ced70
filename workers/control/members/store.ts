import type { OrganizationRole } from "@cairn/sdk/schema";
import { and, eq, gt, inArray, isNull, ne, or, type SQL, sql } from "drizzle-orm";
import type { Db, Statement } from "../db.ts";
import { apiKeys, invitations, members, users, workspaceMembers } from "../schema/index.ts";

export interface MemberRow {
  userId: string;
  name: string;
  email: string;
  role: OrganizationRole;
  joinedAt: number;
}

const memberColumns = { userId: users.id, name: users.name, email: users.email, role: members.role, joinedAt: members.createdAt };

/** Members of an organization, the longest ones first. */
export const listMemberRows = (
  db: Db,
  { orgId, after, take }: { orgId: string; after: readonly [joinedAt: number, userId: string] | null; take: number },
): Promise<MemberRow[]> =>
  db
    .select(memberColumns)
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(
      and(
        eq(members.orgId, orgId),
        after === null
          ? undefined
          : or(gt(members.createdAt, after[0]), and(eq(members.createdAt, after[0]), gt(members.userId, after[1]))),
      ),
    )
    .orderBy(members.createdAt, members.userId)
    .limit(take);

export async function readMember(db: Db, { orgId, userId }: { orgId: string; userId: string }): Promise<MemberRow | null> {
  const row = await db
    .select(memberColumns)
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.orgId, orgId), eq(members.userId, userId)))
    .get();
  return row ?? null;
}

/** Those of some people who are members, by id and name. */
export const readMembersNamed = (
  db: Db,
  { orgId, userIds }: { orgId: string; userIds: readonly string[] },
): Promise<{ id: string; name: string }[]> =>
  db
    .select({ id: users.id, name: users.name })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.orgId, orgId), inArray(members.userId, [...userIds])));

/** A member as it was read, and who is about to change it. The change only happens while both are still so. */
export interface MemberChange {
  orgId: string;
  userId: string;
  from: OrganizationRole;
  actorId: string;
}

/** Holds while the organization has another owner: what keeps the last one, whoever else is being changed at the same moment. */
const anotherOwner = (orgId: string): SQL => sql`(SELECT COUNT(*) FROM members o WHERE o.org_id = ${orgId} AND o.role = 'owner') > 1`;

/** Holds while a person is an owner. */
export const isOwner = (orgId: string, userId: string): SQL =>
  sql`EXISTS (SELECT 1 FROM members a WHERE a.org_id = ${orgId} AND a.user_id = ${userId} AND a.role = 'owner')`;

const unchanged = ({ orgId, userId, from }: MemberChange) =>
  and(eq(members.orgId, orgId), eq(members.userId, userId), eq(members.role, from));

/** Changes a role; only owners touch or make owners, and the last owner stays one. */
export const changeRole = (db: Db, change: MemberChange & { to: OrganizationRole }) =>
  db
    .update(members)
    .set({ role: change.to })
    .where(
      and(
        unchanged(change),
        change.from === "owner" || change.to === "owner" ? isOwner(change.orgId, change.actorId) : undefined,
        change.from === "owner" ? anotherOwner(change.orgId) : undefined,
      ),
    )
    .returning({ userId: members.userId });

/** Makes a member an owner while the one who hands over is one. */
export const makeOwner = (db: Db, { orgId, userId, actorId }: Omit<MemberChange, "from">) =>
  db
    .update(members)
    .set({ role: "owner" })
    .where(and(eq(members.orgId, orgId), eq(members.userId, userId), ne(members.userId, actorId), isOwner(orgId, actorId)))
    .returning({ userId: members.userId });

export const setRole = (
  db: Db,
  { orgId, userId, role, when }: { orgId: string; userId: string; role: OrganizationRole; when: SQL },
): Statement =>
  db
    .update(members)
    .set({ role })
    .where(and(eq(members.orgId, orgId), eq(members.userId, userId), when));

/** Takes a member out; overrides go with the row (foreign key). The last owner stays. */
export const deleteMember = (db: Db, change: MemberChange) =>
  db
    .delete(members)
    .where(
      and(unchanged(change), change.from === "owner" ? and(isOwner(change.orgId, change.actorId), anotherOwner(change.orgId)) : undefined),
    )
    .returning({ userId: members.userId });

interface PersonHere {
  orgId: string;
  userId: string;
  when: SQL;
}

/** Drops a person's roles in single workspaces: owners and admins are admins everywhere. */
export const dropOverrides = (db: Db, { orgId, userId, when }: PersonHere): Statement =>
  db.delete(workspaceMembers).where(and(eq(workspaceMembers.orgId, orgId), eq(workspaceMembers.userId, userId), when));

/**
 * The open invitations of a person that give more than somebody of this role may give: an admin no owners, everyone below (null: no
 * member) nothing.
 */
const invitationsBeyond = ({ orgId, userId, role, when }: PersonHere & { role: "admin" | "member" | "viewer" | null }) =>
  and(
    eq(invitations.orgId, orgId),
    eq(invitations.invitedBy, userId),
    eq(invitations.status, "pending"),
    role === "admin" ? eq(invitations.role, "owner") : undefined,
    when,
  );

export type InvitationsBeyond = Parameters<typeof invitationsBeyond>[0];

/** A query of those invitations, as targets of audit rows. */
export const selectInvitationsBeyond = (beyond: InvitationsBeyond): SQL =>
  sql`SELECT id, email AS name FROM invitations WHERE ${invitationsBeyond(beyond)}`;

export const cancelInvitationsBeyond = (db: Db, { now, ...beyond }: InvitationsBeyond & { now: number }): Statement =>
  db.update(invitations).set({ status: "cancelled", answeredAt: now }).where(invitationsBeyond(beyond));

/** Ends the personal keys of somebody who is no longer a member, so that they stay dead should the person come back. */
export const revokeKeysOf = (db: Db, { orgId, userId, when, now }: PersonHere & { now: number }): Statement =>
  db
    .update(apiKeys)
    .set({ revokedAt: now })
    .where(and(eq(apiKeys.orgId, orgId), eq(apiKeys.ownerType, "user"), eq(apiKeys.ownerId, userId), isNull(apiKeys.revokedAt), when));
