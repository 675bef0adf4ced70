import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { at } from "./columns.ts";

// People, how they sign in, and their browsers' sessions.

export const users = sqliteTable("users", {
  id: text().primaryKey(),
  name: text().notNull(),
  /** The person set the name here, so that a sign-in does not put the provider's back. */
  nameChosen: integer("name_chosen", { mode: "boolean" }).notNull().default(false),
  email: text().notNull(),
  emailVerified: integer("email_verified", { mode: "boolean" }).notNull(),
  createdAt: at("created_at"),
});

export const connections = sqliteTable("connections", {
  id: text().primaryKey(),
  orgId: text("org_id"),
  name: text().notNull(),
  issuer: text().notNull(),
  clientId: text("client_id").notNull(),
  clientSecretSealed: text("client_secret_sealed").notNull(),
  createdAt: at("created_at"),
  disabledAt: integer("disabled_at"),
});

export const identities = sqliteTable(
  "identities",
  {
    connectionId: text("connection_id").notNull(),
    issuer: text().notNull(),
    subject: text().notNull(),
    userId: text("user_id").notNull(),
    createdAt: at("created_at"),
    lastSignInAt: at("last_sign_in_at"),
  },
  (t) => [primaryKey({ columns: [t.connectionId, t.issuer, t.subject] })],
);

export const sessions = sqliteTable("sessions", {
  id: text().primaryKey(),
  tokenHash: text("token_hash").notNull().unique(),
  userId: text("user_id").notNull(),
  connectionId: text("connection_id").notNull(),
  idTokenSealed: text("id_token_sealed"),
  sid: text(),
  userAgent: text("user_agent"),
  ip: text(),
  createdAt: at("created_at"),
  lastSeenAt: at("last_seen_at"),
  idleExpiresAt: at("idle_expires_at"),
  absoluteExpiresAt: at("absolute_expires_at"),
  endedAt: integer("ended_at"),
});

/** Logout tokens of identity providers that were used, by hash: each counts once. */
export const logoutTokens = sqliteTable("logout_tokens", {
  hash: text().primaryKey(),
  forgetAt: at("forget_at"),
});
