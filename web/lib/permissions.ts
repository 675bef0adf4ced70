import type { Action, OrganizationRole, WorkspaceRole } from "@cairn/sdk/schema";

// The contract's own tables live in a module that brings the whole validator along; a test holds these in step with them.
const read: Action[] = ["organization.read", "workspace.read", "run.read"];
const adminActions: Action[] = [
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
];

export const organizationActions: Record<OrganizationRole, readonly Action[]> = {
  viewer: ["organization.read", "usage.read"],
  member: ["organization.read", "usage.read", "key.manage"],
  admin: adminActions,
  owner: [...adminActions, "organization.delete"],
};

export const workspaceActions: Record<WorkspaceRole, readonly Action[]> = {
  viewer: read,
  editor: [...read, "run.write"],
  admin: [...read, "run.write", "audit.read", "webhook.read", "webhook.write", "workspace.update", "workspace.delete"],
};

/** Whether a role of an organization allows an action on it. The API decides; pages only hide what it would refuse. */
export function organizationAllows(role: OrganizationRole | undefined, action: Action): boolean {
  return role !== undefined && organizationActions[role].includes(action);
}

/** Whether a role of a workspace allows an action in it. */
export function workspaceAllows(role: WorkspaceRole | undefined, action: Action): boolean {
  return role !== undefined && workspaceActions[role].includes(action);
}
