import { eq, inArray } from "drizzle-orm";
import type { Db } from "../db.ts";
import { notificationSettings, users } from "../schema/index.ts";

export type SettingsRow = typeof notificationSettings.$inferSelect;

/** A person with what they said about being told. */
export interface RecipientRow {
  userId: string;
  email: string;
  emailVerified: boolean;
  settings: SettingsRow | null;
}

/** Some people with their settings; as many as one statement may name. */
export const readRecipients = (db: Db, userIds: readonly string[]): Promise<RecipientRow[]> =>
  db
    .select({ userId: users.id, email: users.email, emailVerified: users.emailVerified, settings: notificationSettings })
    .from(users)
    .leftJoin(notificationSettings, eq(notificationSettings.userId, users.id))
    .where(inArray(users.id, [...userIds]));

export const putSettings = (db: Db, row: SettingsRow) =>
  db.insert(notificationSettings).values(row).onConflictDoUpdate({ target: notificationSettings.userId, set: row });
