import type { Action, OrganizationRole } from "@cairn/sdk/schema";
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { at, json } from "./columns.ts";

// What programs sign in with, and how they came by it.

export const serviceAccounts = sqliteTable(
  "service_accounts",
  {
    orgId: text("org_id").notNull(),
    id: text().notNull(),
    name: text().notNull(),
    role: text().$type<OrganizationRole>().notNull(),
    createdAt: at("created_at"),
    deletedAt: integer("deleted_at"),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] })],
);

export const apiKeys = sqliteTable(
  "api_keys",
  {
    orgId: text("org_id").notNull(),
    id: text().notNull(),
    hash: text().notNull().unique(),
    hint: text().notNull(),
    name: text().notNull(),
    ownerType: text("owner_type").$type<"user" | "service_account">().notNull(),
    ownerId: text("owner_id").notNull(),
    workspaceIds: json<string[] | null>("workspace_ids"),
    actions: json<Action[] | null>("actions"),
    createdBy: text("created_by").notNull(),
    createdAt: at("created_at"),
    expiresAt: integer("expires_at"),
    lastUsedAt: integer("last_used_at"),
    revokedAt: integer("revoked_at"),
    /** When its owner was told that it is about to end. */
    expiryToldAt: integer("expiry_told_at"),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] })],
);

/** A program's sign-in in the name of a person: the family of its refresh tokens. */
export const grants = sqliteTable("grants", {
  id: text().primaryKey(),
  userId: text("user_id").notNull(),
  clientId: text("client_id").notNull(),
  device: text(),
  /** `organization/workspace` that the program asked for; it limits nothing. */
  workspace: text(),
  ip: text(),
  userAgent: text("user_agent"),
  createdAt: at("created_at"),
  lastUsedAt: integer("last_used_at"),
  expiresAt: at("expires_at"),
  revokedAt: integer("revoked_at"),
  revokedReason: text("revoked_reason"),
});

export const refreshTokens = sqliteTable("refresh_tokens", {
  hash: text().primaryKey(),
  grantId: text("grant_id").notNull(),
  createdAt: at("created_at"),
  expiresAt: at("expires_at"),
  usedAt: integer("used_at"),
  successorSealed: text("successor_sealed"),
});

export const authorizations = sqliteTable("authorizations", {
  id: text().primaryKey(),
  codeHash: text("code_hash").unique(),
  clientId: text("client_id").notNull(),
  redirectUri: text("redirect_uri").notNull(),
  state: text(),
  codeChallenge: text("code_challenge").notNull(),
  device: text(),
  workspace: text(),
  userId: text("user_id"),
  status: text().$type<"pending" | "approved" | "denied" | "used">().notNull(),
  grantId: text("grant_id"),
  createdAt: at("created_at"),
  expiresAt: at("expires_at"),
});

export const deviceGrants = sqliteTable("device_grants", {
  deviceCodeHash: text("device_code_hash").primaryKey(),
  userCode: text("user_code").notNull().unique(),
  clientId: text("client_id").notNull(),
  device: text(),
  workspace: text(),
  ip: text(),
  userAgent: text("user_agent"),
  status: text().$type<"pending" | "approved" | "denied" | "used">().notNull(),
  userId: text("user_id"),
  sessionId: text("session_id"),
  grantId: text("grant_id"),
  intervalMs: integer("interval_ms").notNull(),
  lastPolledAt: integer("last_polled_at"),
  createdAt: at("created_at"),
  expiresAt: at("expires_at"),
});

export const signingKeys = sqliteTable("signing_keys", {
  kid: text().primaryKey(),
  publicJwk: json<JsonWebKey>("public_jwk").notNull(),
  privateJwkSealed: text("private_jwk_sealed").notNull(),
  createdAt: at("created_at"),
  retiredAt: integer("retired_at"),
});
