import type {
  Action,
  ActorRef,
  MailDigest,
  NotificationChannels,
  NotificationKind,
  OrganizationRole,
  WebhookDisabledReason,
  WebhookFormat,
  WorkspaceRole,
} from "@cairn/sdk/schema";
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

// The tables of migrations/control. Times are Unix milliseconds. Composite keys are led by the organization wherever a row belongs
// to one, so that a reference across tenants cannot be written.

const at = (name: string) => integer(name).notNull();
const json = <T>(name: string) => text(name, { mode: "json" }).$type<T>();

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

export const organizations = sqliteTable("organizations", {
  id: text().primaryKey(),
  slug: text().notNull(),
  name: text().notNull(),
  /** Filled with an example, and joined by everybody who signs in; on local stacks only. */
  demo: integer({ mode: "boolean" }).notNull().default(false),
  createdAt: at("created_at"),
  deletedAt: integer("deleted_at"),
  /** Name of a plan of the operator's; null: the default one. */
  plan: text(),
});

/** Every slug an organization has or had: the primary key keeps them unique for ever, so old links never lead elsewhere. */
export const organizationSlugs = sqliteTable("organization_slugs", {
  slug: text().primaryKey(),
  orgId: text("org_id").notNull(),
});

export const workspaces = sqliteTable(
  "workspaces",
  {
    orgId: text("org_id").notNull(),
    id: text().notNull(),
    slug: text().notNull(),
    name: text().notNull(),
    createdAt: at("created_at"),
    deletedAt: integer("deleted_at"),
    purgedAt: integer("purged_at"),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] })],
);

export const workspaceSlugs = sqliteTable(
  "workspace_slugs",
  { orgId: text("org_id").notNull(), slug: text().notNull(), workspaceId: text("workspace_id").notNull() },
  (t) => [primaryKey({ columns: [t.orgId, t.slug] })],
);

export const members = sqliteTable(
  "members",
  {
    orgId: text("org_id").notNull(),
    userId: text("user_id").notNull(),
    role: text().$type<OrganizationRole>().notNull(),
    createdAt: at("created_at"),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.userId] })],
);

/** Roles in one workspace where they differ from what the organization role brings. */
export const workspaceMembers = sqliteTable(
  "workspace_members",
  {
    orgId: text("org_id").notNull(),
    workspaceId: text("workspace_id").notNull(),
    userId: text("user_id").notNull(),
    role: text().$type<WorkspaceRole>().notNull(),
    createdAt: at("created_at"),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.workspaceId, t.userId] })],
);

export const invitations = sqliteTable(
  "invitations",
  {
    orgId: text("org_id").notNull(),
    id: text().notNull(),
    email: text().notNull(),
    emailKey: text("email_key").notNull(),
    role: text().$type<OrganizationRole>().notNull(),
    invitedBy: text("invited_by").notNull(),
    invitedByName: text("invited_by_name").notNull(),
    createdAt: at("created_at"),
    expiresAt: at("expires_at"),
    status: text().$type<"pending" | "accepted" | "declined" | "cancelled">().notNull(),
    answeredAt: integer("answered_at"),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] })],
);

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

export const targetRoots = sqliteTable(
  "target_roots",
  {
    orgId: text("org_id").notNull(),
    workspaceId: text("workspace_id").notNull(),
    name: text().notNull(),
    uri: text().notNull(),
    updatedAt: at("updated_at"),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.workspaceId, t.name] })],
);

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

/** Where events are delivered to. What came and how it went lies in the endpoint's own object. */
export const webhookEndpoints = sqliteTable(
  "webhook_endpoints",
  {
    orgId: text("org_id").notNull(),
    id: text().notNull(),
    /** null: events of the whole organization. */
    workspaceId: text("workspace_id"),
    url: text().notNull(),
    description: text().notNull(),
    types: json<string[]>("types").notNull(),
    format: text().$type<WebhookFormat>().notNull(),
    headerNames: json<string[]>("header_names").notNull(),
    headersSealed: text("headers_sealed").notNull(),
    secretSealed: text("secret_sealed").notNull(),
    previousSecretSealed: text("previous_secret_sealed"),
    previousSecretUntil: integer("previous_secret_until"),
    rateLimit: integer("rate_limit"),
    disabledAt: integer("disabled_at"),
    disabledReason: text("disabled_reason").$type<WebhookDisabledReason>(),
    createdBy: text("created_by").notNull(),
    createdAt: at("created_at"),
    updatedAt: at("updated_at"),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] })],
);

/** What a person is told, one row for each event that concerns them. */
export const notifications = sqliteTable(
  "notifications",
  {
    userId: text("user_id").notNull(),
    /** Id of the event. */
    id: text().notNull(),
    kind: text().$type<NotificationKind>().notNull(),
    orgId: text("org_id").notNull(),
    workspaceId: text("workspace_id"),
    at: at("at"),
    actor: json<ActorRef>("actor").notNull(),
    subjectType: text("subject_type").notNull(),
    subjectId: text("subject_id").notNull(),
    title: text().notNull(),
    path: text(),
    readAt: integer("read_at"),
    archivedAt: integer("archived_at"),
  },
  (t) => [primaryKey({ columns: [t.userId, t.id] })],
);

/** Whether a person wants to hear of a run, an experiment or a workspace where that differs from what concerns them. */
export const watches = sqliteTable(
  "watches",
  {
    orgId: text("org_id").notNull(),
    workspaceId: text("workspace_id").notNull(),
    subjectId: text("subject_id").notNull(),
    userId: text("user_id").notNull(),
    state: text().$type<"watching" | "muted">().notNull(),
    createdAt: at("created_at"),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.workspaceId, t.subjectId, t.userId] })],
);

/** How a person wants to hear of what, where it differs from the usual. */
export const notificationSettings = sqliteTable("notification_settings", {
  userId: text("user_id").primaryKey(),
  channels: json<Partial<Record<NotificationKind, NotificationChannels>>>("channels").notNull(),
  digest: json<MailDigest>("digest").notNull(),
  slackUrlSealed: text("slack_url_sealed"),
  updatedAt: at("updated_at"),
});

/** Messages to people outside of Cairn, each once. */
export const outgoing = sqliteTable("outgoing", {
  id: text().primaryKey(),
  channel: text().$type<"email" | "slack">().notNull(),
  userId: text("user_id"),
  recipient: text(),
  subject: text().notNull(),
  /** jobs/outgoing/body.ts. */
  body: text().notNull(),
  /** `digest`: waits to be gathered with others at `due_at`. */
  state: text().$type<"waiting" | "sent" | "failed" | "digest">().notNull(),
  attempts: integer().notNull(),
  dueAt: at("due_at"),
  error: text(),
  createdAt: at("created_at"),
  doneAt: integer("done_at"),
});

/** First answers to keyed writes; see http/middleware/idempotency.ts. */
export const idempotencyKeys = sqliteTable(
  "idempotency_keys",
  {
    scope: text().notNull(),
    key: text().notNull(),
    fingerprint: text().notNull(),
    resourceSeed: text("resource_seed").notNull(),
    status: integer(),
    bodySealed: text("body_sealed"),
    lockedUntil: integer("locked_until").notNull(),
    createdAt: at("created_at"),
  },
  (t) => [primaryKey({ columns: [t.scope, t.key] })],
);
