import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { at, json } from "./columns.ts";

// The audit trail with its chain, and how far its events were handed on.

/** Who did what, when, from where. Rows are written in the batch of the change; the database refuses to change or delete them. */
export const audit = sqliteTable("audit", {
  /** The order of all rows; the database gives it. */
  sequence: integer().primaryKey({ autoIncrement: true }),
  id: text().notNull().unique(),
  orgId: text("org_id"),
  workspaceId: text("workspace_id"),
  at: at("at"),
  actorType: text("actor_type").$type<"user" | "service_account" | "system">().notNull(),
  actorId: text("actor_id").notNull(),
  actorName: text("actor_name").notNull(),
  credentialKind: text("credential_kind").$type<"session" | "token" | "key">(),
  credentialId: text("credential_id"),
  action: text().notNull(),
  outcome: text().$type<"success" | "denied" | "failed">().notNull(),
  targetType: text("target_type").notNull(),
  targetId: text("target_id").notNull(),
  targetName: text("target_name"),
  ip: text(),
  country: text(),
  userAgent: text("user_agent"),
  requestId: text("request_id").notNull(),
  data: json<Record<string, unknown>>("data").notNull(),
  before: json<Record<string, unknown>>("before"),
  after: json<Record<string, unknown>>("after"),
});

/** The place of each audit row in the chain of its organization; the database refuses to change or delete them. */
export const auditChain = sqliteTable(
  "audit_chain",
  {
    orgId: text("org_id").notNull(),
    /** From 1, without gaps. */
    position: integer().notNull(),
    sequence: integer().notNull().unique(),
    hash: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.position] })],
);

/** How far logs are written to R2: `log` is the organization's id, or that of one of its workspaces. Triggers count along. */
export const auditLogs = sqliteTable(
  "audit_logs",
  {
    orgId: text("org_id").notNull(),
    log: text().notNull(),
    position: integer().notNull(),
    storedTo: integer("stored_to").notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.log] })],
);

/** Pieces of logs in R2: what they hold is written down before they are. */
export const auditSegments = sqliteTable(
  "audit_segments",
  {
    orgId: text("org_id").notNull(),
    log: text().notNull(),
    first: integer().notNull(),
    last: integer().notNull(),
    sha256: text().notNull(),
    bytes: integer().notNull(),
    createdAt: at("created_at"),
    storedAt: integer("stored_at"),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.log, t.first] })],
);

/** How long organizations keep entries; no row, or null: for ever. */
export const auditSettings = sqliteTable("audit_settings", {
  orgId: text("org_id").primaryKey(),
  retentionDays: integer("retention_days"),
});

/** Positions whose entries were dropped, by whole pieces; the database allows a drop only of what is old enough and was stored. */
export const auditDrops = sqliteTable(
  "audit_drops",
  {
    orgId: text("org_id").notNull(),
    first: integer().notNull(),
    last: integer().notNull(),
    at: at("at"),
    doneAt: integer("done_at"),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.first] })],
);

/** Refusals that are counted until their minute is over. */
export const auditRefusals = sqliteTable(
  "audit_refusals",
  {
    orgId: text("org_id").notNull(),
    actorId: text("actor_id").notNull(),
    permission: text().notNull(),
    minute: integer().notNull(),
    count: integer().notNull(),
    row: json<Record<string, unknown>>("row").notNull(),
  },
  (t) => [primaryKey({ columns: [t.minute, t.orgId, t.actorId, t.permission] })],
);

/** Up to which audit row the events of an organization were handed on; a trigger of `audit` counts `last_sequence` up. */
export const organizationOutbox = sqliteTable("organization_outbox", {
  orgId: text("org_id").primaryKey(),
  lastSequence: integer("last_sequence").notNull(),
  doneTo: integer("done_to").notNull(),
  waitingSince: at("waiting_since"),
});
