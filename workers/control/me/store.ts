import { and, desc, eq, gt, isNull } from "drizzle-orm";
import type { Db, Statement } from "../db.ts";
import { invitations, organizations, users } from "../schema/index.ts";

export type UserRow = typeof users.$inferSelect;

export const readUser = async (db: Db, id: string): Promise<UserRow | null> =>
  (await db.select().from(users).where(eq(users.id, id)).get()) ?? null;

export const renameUser = (db: Db, { id, name }: { id: string; name: string }): Statement =>
  db.update(users).set({ name, nameChosen: true }).where(eq(users.id, id));

interface Pending {
  /** As `invitations.email_key` holds it. */
  emailKey: string;
  now: number;
  take: number;
}

/** Invitations to an address that wait for an answer, newest first. */
export const listPendingInvitations = (db: Db, { emailKey, now, take }: Pending) =>
  db
    .select({ invitation: invitations, org: { id: organizations.id, slug: organizations.slug, name: organizations.name } })
    .from(invitations)
    .innerJoin(organizations, and(eq(organizations.id, invitations.orgId), isNull(organizations.deletedAt)))
    .where(and(eq(invitations.emailKey, emailKey), eq(invitations.status, "pending"), gt(invitations.expiresAt, now)))
    .orderBy(desc(invitations.id))
    .limit(take);
