import { z } from "zod";

export const OrganizationRole = z.enum(["owner", "admin", "member", "viewer"]);
export type OrganizationRole = z.infer<typeof OrganizationRole>;

export const WorkspaceRole = z.enum(["admin", "editor", "viewer"]);
export type WorkspaceRole = z.infer<typeof WorkspaceRole>;

/** What a caller may do: `noun.verb`. API keys can be cut down to some of these. */
export const ACTIONS = {
  "organization.read": "See the organization, its members and workspaces",
  "organization.update": "Rename the organization",
  "organization.delete": "Delete the organization",
  "member.manage": "Change roles, remove members",
  "invitation.manage": "Invite people, cancel invitations",
  "service_account.manage": "Create and delete service accounts",
  "key.manage": "Create and revoke API keys of the organization",
  "audit.read": "Read the audit trail",
  "usage.read": "See what the organization uses, and its limits",
  "webhook.read": "See webhook endpoints and what was delivered to them",
  "webhook.write": "Create and change webhook endpoints, read their secrets, replay deliveries",
  "workspace.create": "Create workspaces",
  "workspace.read": "See a workspace",
  "workspace.update": "Change a workspace's settings and access",
  "workspace.delete": "Delete a workspace",
  "run.read": "Read experiments and runs",
  "run.write": "Create and change experiments and runs, log to them",
} as const;
export type Action = keyof typeof ACTIONS;
export const Action = z.enum(Object.keys(ACTIONS) as [Action, ...Action[]]);

const read: Action[] = ["organization.read", "workspace.read", "run.read"];

/** What each role of an organization may do on the organization. */
export const ORGANIZATION_ROLE_ACTIONS: Record<OrganizationRole, readonly Action[]> = {
  viewer: ["organization.read", "usage.read"],
  member: ["organization.read", "usage.read", "key.manage"],
  admin: [
    "organization.read",
    "organization.update",
    "member.manage",
    "invitation.manage",
    "service_account.manage",
    "key.manage",
    "audit.read",
    "usage.read",
    "webhook.read",
    "webhook.write",
    "workspace.create",
  ],
  owner: [
    "organization.read",
    "organization.update",
    "organization.delete",
    "member.manage",
    "invitation.manage",
    "service_account.manage",
    "key.manage",
    "audit.read",
    "usage.read",
    "webhook.read",
    "webhook.write",
    "workspace.create",
  ],
};

/** What each role of a workspace may do in the workspace. */
export const WORKSPACE_ROLE_ACTIONS: Record<WorkspaceRole, readonly Action[]> = {
  viewer: read,
  editor: [...read, "run.write"],
  admin: [...read, "run.write", "audit.read", "webhook.read", "webhook.write", "workspace.update", "workspace.delete"],
};

/** The workspace role that an organization role brings where the workspace says nothing else. */
export const DEFAULT_WORKSPACE_ROLE: Record<OrganizationRole, WorkspaceRole> = {
  owner: "admin",
  admin: "admin",
  member: "editor",
  viewer: "viewer",
};
