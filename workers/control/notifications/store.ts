import type { MarkNotifications, NotificationKind } from "@cairn/sdk/schema";
import { and, desc, eq, inArray, isNotNull, isNull, lt, lte, or, sql } from "drizzle-orm";
import type { Db, Statement } from "../db.ts";
import { members, notifications, organizations, workspaces } from "../schema/index.ts";

export type NotificationRow = typeof notifications.$inferSelect;
export type NewNotification = Omit<NotificationRow, "readAt" | "archivedAt"> & Partial<Pick<NotificationRow, "readAt" | "archivedAt">>;

/** Kinds that somebody who is no member (yet, or any more) is told of; of all else only members see anything. */
const OF_OUTSIDERS: readonly NotificationKind[] = ["invitation", "membership"];
/** Users that one statement names: it may have 100 parameters (limit of D1). */
export const USERS_PER_STATEMENT = 50;

/** Adds a notification; one that its person has already stays as it is, and is not returned. */
export const insertNotification = (db: Db, row: NewNotification) =>
  db.insert(notifications).values(row).onConflictDoNothing().returning({ userId: notifications.userId });

const isVisible = or(
  inArray(notifications.kind, [...OF_OUTSIDERS]),
  sql`EXISTS (SELECT 1 FROM members m WHERE m.org_id = ${notifications.orgId} AND m.user_id = ${notifications.userId})`,
);
const isUnread = and(isNull(notifications.readAt), isNull(notifications.archivedAt));

/** How many notifications of each of some people are unread; those with none are left out. */
export const countUnread = (db: Db, userIds: readonly string[]): Promise<{ userId: string; unread: number }[]> =>
  db
    .select({ userId: notifications.userId, unread: sql<number>`count(*)` })
    .from(notifications)
    .where(and(inArray(notifications.userId, [...userIds]), isUnread, isVisible))
    .groupBy(notifications.userId);

const columns = {
  row: notifications,
  organization: organizations.name,
  workspace: workspaces.name,
};
export interface ShownRow {
  row: NotificationRow;
  organization: string | null;
  workspace: string | null;
}

const select = (db: Db) =>
  db
    .select(columns)
    .from(notifications)
    .leftJoin(organizations, eq(organizations.id, notifications.orgId))
    .leftJoin(workspaces, and(eq(workspaces.orgId, notifications.orgId), eq(workspaces.id, notifications.workspaceId)));

export interface NotificationFilter {
  userId: string;
  show: "inbox" | "unread" | "archived";
  kind: NotificationKind | null;
  after: string | null;
  take: number;
}

/** Notifications of a person, the newest first. */
export const listNotificationRows = (db: Db, { userId, show, kind, after, take }: NotificationFilter): Promise<ShownRow[]> =>
  select(db)
    .where(
      and(
        eq(notifications.userId, userId),
        show === "archived" ? isNotNull(notifications.archivedAt) : isNull(notifications.archivedAt),
        show === "unread" ? isNull(notifications.readAt) : undefined,
        kind === null ? undefined : eq(notifications.kind, kind),
        after === null ? undefined : lt(notifications.id, after),
        isVisible,
      ),
    )
    .orderBy(desc(notifications.id))
    .limit(take);

export async function readNotification(db: Db, { userId, id }: { userId: string; id: string }): Promise<ShownRow | null> {
  const found = await select(db)
    .where(and(eq(notifications.userId, userId), eq(notifications.id, id), isVisible))
    .get();
  return found ?? null;
}

type Marks = Pick<MarkNotifications, "read" | "archived">;

/** Marks and takes off marks; the time of a mark that is there stays. */
const marked = ({ read, archived }: Marks, now: number) => ({
  ...(read === undefined ? {} : { readAt: read ? sql`coalesce(${notifications.readAt}, ${now})` : null }),
  ...(archived === undefined ? {} : { archivedAt: archived ? sql`coalesce(${notifications.archivedAt}, ${now})` : null }),
});

export const markNotification = (db: Db, { userId, id, marks, now }: { userId: string; id: string; marks: Marks; now: number }) =>
  db
    .update(notifications)
    .set(marked(marks, now))
    .where(and(eq(notifications.userId, userId), eq(notifications.id, id)));

/** Marks all that is not archived, up to one. */
export const markNotifications = (
  db: Db,
  { userId, until, marks, now }: { userId: string; until: string | null; marks: Marks; now: number },
) =>
  db
    .update(notifications)
    .set(marked(marks, now))
    .where(
      and(eq(notifications.userId, userId), isNull(notifications.archivedAt), until === null ? undefined : lte(notifications.id, until)),
    );

/** An invitation that was answered waits for nobody any more. */
export const archiveInvitation = (db: Db, { userId, id, now }: { userId: string; id: string; now: number }) =>
  db
    .update(notifications)
    .set(marked({ read: true, archived: true }, now))
    .where(and(eq(notifications.userId, userId), eq(notifications.kind, "invitation"), eq(notifications.subjectId, id)));

export const deleteNotificationsBefore = (db: Db, before: number): Statement =>
  db.delete(notifications).where(lt(notifications.at, before));

/** Which of some people are members of an organization. */
export async function readMemberIds(db: Db, { orgId, userIds }: { orgId: string; userIds: readonly string[] }): Promise<string[]> {
  const rows = await db
    .select({ userId: members.userId })
    .from(members)
    .where(and(eq(members.orgId, orgId), inArray(members.userId, [...userIds])));
  return rows.map(({ userId }) => userId);
}
