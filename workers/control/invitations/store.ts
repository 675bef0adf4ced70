import type { OrganizationRole } from "@cairn/sdk/schema";
import { and, desc, eq, gt, isNull, lt, lte, type SQL, sql } from "drizzle-orm";
import type { Db, Statement } from "../db.ts";
import { isOwner } from "../members/store.ts";
import { invitations, members, organizations, users } from "../schema/index.ts";
import { membersOf } from "../usage/store.ts";

export type InvitationRow = typeof invitations.$inferSelect;

/** Invitations of an organization, the newest first. */
export const listInvitationRows = (
  db: Db,
  { orgId, after, take }: { orgId: string; after: string | null; take: number },
): Promise<InvitationRow[]> =>
  db
    .select()
    .from(invitations)
    .where(and(eq(invitations.orgId, orgId), after === null ? undefined : lt(invitations.id, after)))
    .orderBy(desc(invitations.id))
    .limit(take);

export async function readInvitation(db: Db, { orgId, id }: { orgId: string; id: string }): Promise<InvitationRow | null> {
  const row = await db
    .select()
    .from(invitations)
    .where(and(eq(invitations.orgId, orgId), eq(invitations.id, id)))
    .get();
  return row ?? null;
}

/** An expired invitation makes room for a new one to the same address. */
export const deleteExpired = (db: Db, { orgId, emailKey, now }: { orgId: string; emailKey: string; now: number }): Statement =>
  db
    .delete(invitations)
    .where(
      and(
        eq(invitations.orgId, orgId),
        eq(invitations.emailKey, emailKey),
        eq(invitations.status, "pending"),
        lte(invitations.expiresAt, now),
      ),
    );

export interface NewInvitation {
  orgId: string;
  id: string;
  email: string;
  emailKey: string;
  role: OrganizationRole;
  invitedBy: string;
  invitedByName: string;
  now: number;
  expiresAt: number;
  /** Open invitations that the organization may have. */
  max: number;
  /** Members that it may have, open invitations counted too; null: any number. */
  maxMembers: number | null;
}

const isMemberAddress = (orgId: string, emailKey: string): SQL =>
  sql`EXISTS (SELECT 1 FROM members m JOIN users u ON u.id = m.user_id WHERE m.org_id = ${orgId} AND lower(u.email) = ${emailKey})`;

/** Adds an invitation; not for a member's address, not past the limit, and one of an owner only by an owner. */
export const insertInvitation = (db: Db, i: NewInvitation) =>
  db.run(sql`
    INSERT INTO invitations (org_id, id, email, email_key, role, invited_by, invited_by_name, created_at, expires_at, status)
    SELECT id, ${i.id}, ${i.email}, ${i.emailKey}, ${i.role}, ${i.invitedBy}, ${i.invitedByName}, ${i.now}, ${i.expiresAt}, 'pending'
    FROM organizations
    WHERE id = ${i.orgId} AND deleted_at IS NULL AND NOT ${isMemberAddress(i.orgId, i.emailKey)}
      AND (SELECT COUNT(*) FROM invitations WHERE org_id = ${i.orgId} AND status = 'pending' AND expires_at > ${i.now}) < ${i.max}
      ${i.maxMembers === null ? sql`` : sql`AND ${membersOf(i.orgId, i.now)} < ${i.maxMembers}`}
      ${i.role === "owner" ? sql`AND ${isOwner(i.orgId, i.invitedBy)}` : sql``}`);

/** Whether a member of the organization has this address. */
export async function hasMemberAddress(db: Db, { orgId, emailKey }: { orgId: string; emailKey: string }): Promise<boolean> {
  const row = await db.get<{ found: number } | undefined>(sql`SELECT ${isMemberAddress(orgId, emailKey)} AS found`);
  return row?.found === 1;
}

/** Gives an open invitation a new end. */
export const extendInvitation = (db: Db, { orgId, id, expiresAt }: { orgId: string; id: string; expiresAt: number }) =>
  db
    .update(invitations)
    .set({ expiresAt })
    .where(and(eq(invitations.orgId, orgId), eq(invitations.id, id), eq(invitations.status, "pending")))
    .returning({ id: invitations.id });

/** Answers an open invitation: by its organization or by the invited person. */
export const closeInvitation = (
  db: Db,
  { orgId, id, status, now }: { orgId: string; id: string; status: "declined" | "cancelled"; now: number },
) =>
  db
    .update(invitations)
    .set({ status, answeredAt: now })
    .where(and(eq(invitations.orgId, orgId), eq(invitations.id, id), eq(invitations.status, "pending")))
    .returning({ id: invitations.id });

/** Uses up an open invitation that has not expired, to an organization that lives; one of an owner only while the inviter is one. */
export const acceptInvitationRow = (
  db: Db,
  { orgId, id, role, invitedBy, now }: Pick<InvitationRow, "orgId" | "id" | "role" | "invitedBy"> & { now: number },
) =>
  db
    .update(invitations)
    .set({ status: "accepted", answeredAt: now })
    .where(
      and(
        eq(invitations.orgId, orgId),
        eq(invitations.id, id),
        eq(invitations.status, "pending"),
        gt(invitations.expiresAt, now),
        sql`EXISTS (SELECT 1 FROM organizations o WHERE o.id = ${orgId} AND o.deleted_at IS NULL)`,
        role === "owner" ? isOwner(orgId, invitedBy) : undefined,
      ),
    )
    .returning({ id: invitations.id });

/** Makes a person a member; who is one already stays what they are. */
export const insertMember = (db: Db, m: { orgId: string; userId: string; role: OrganizationRole; now: number; when: SQL }): Statement =>
  db.run(sql`
    INSERT INTO members (org_id, user_id, role, created_at)
    SELECT ${m.orgId}, ${m.userId}, ${m.role}, ${m.now} WHERE ${m.when} ON CONFLICT DO NOTHING`);

export interface ReceivedRow {
  invitation: InvitationRow;
  org: { id: string; slug: string; name: string; demo: boolean; createdAt: number };
}

const received = (db: Db) =>
  db
    .select({
      invitation: invitations,
      org: {
        id: organizations.id,
        slug: organizations.slug,
        name: organizations.name,
        demo: organizations.demo,
        createdAt: organizations.createdAt,
      },
    })
    .from(invitations)
    .innerJoin(organizations, and(eq(organizations.id, invitations.orgId), isNull(organizations.deletedAt)));

/** Open invitations to an address, the newest first. */
export const listReceivedRows = (
  db: Db,
  { emailKey, now, after, take }: { emailKey: string; now: number; after: string | null; take: number },
): Promise<ReceivedRow[]> =>
  received(db)
    .where(
      and(
        eq(invitations.emailKey, emailKey),
        eq(invitations.status, "pending"),
        gt(invitations.expiresAt, now),
        after === null ? undefined : lt(invitations.id, after),
      ),
    )
    .orderBy(desc(invitations.id))
    .limit(take);

/** An invitation, in any state, to a living organization. */
export async function readReceived(db: Db, id: string): Promise<ReceivedRow | null> {
  return (await received(db).where(eq(invitations.id, id)).get()) ?? null;
}

export async function readAddress(db: Db, userId: string): Promise<{ email: string; emailVerified: boolean } | null> {
  const row = await db.select({ email: users.email, emailVerified: users.emailVerified }).from(users).where(eq(users.id, userId)).get();
  return row ?? null;
}

/** The role of a person in an organization; null for who is no member. */
export async function readRole(db: Db, { orgId, userId }: { orgId: string; userId: string }): Promise<OrganizationRole | null> {
  const row = await db
    .select({ role: members.role })
    .from(members)
    .where(and(eq(members.orgId, orgId), eq(members.userId, userId)))
    .get();
  return row?.role ?? null;
}
