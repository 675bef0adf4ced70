import type { OrganizationRole, WorkspaceRole } from "@cairn/sdk/schema";
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { at } from "./columns.ts";

// Organizations, their workspaces, and who belongs to them with which role.

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
