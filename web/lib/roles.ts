import type { OrganizationRole, WorkspaceRole } from "@cairn/sdk/schema";

export const organizationRoleNames: Record<OrganizationRole, string> = {
  owner: "Owner",
  admin: "Admin",
  member: "Member",
  viewer: "Viewer",
};
export const workspaceRoleNames: Record<WorkspaceRole, string> = { admin: "Admin", editor: "Editor", viewer: "Viewer" };

/** What each role may do, in a few words, for hints under role selects. */
export const organizationRoleHelp: Record<OrganizationRole, string> = {
  owner: "Everything, and deleting the organization",
  admin: "People, keys, workspaces and settings",
  member: "Creates runs and own keys in every workspace",
  viewer: "Sees everything, changes nothing",
};

/** Roles that a person with role `own` may give to others: only owners make owners. */
export function assignableRoles(own: OrganizationRole): OrganizationRole[] {
  return own === "owner" ? ["owner", "admin", "member", "viewer"] : ["admin", "member", "viewer"];
}
