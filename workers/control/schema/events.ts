import type { ActorRef, MailDigest, NotificationChannels, NotificationKind, WebhookDisabledReason, WebhookFormat } from "@cairn/sdk/schema";
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { at, json } from "./columns.ts";

// Where events go: endpoints, and what people are told.

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
