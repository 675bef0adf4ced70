import type { Action } from "@cairn/sdk/schema";

/** Actions that a key can be cut down to, most used first. */
export const keyActions: readonly { value: Action; label: string; hint: string }[] = [
  { value: "run.write", label: "run.write", hint: "Create and change experiments and runs, log to them" },
  { value: "run.read", label: "run.read", hint: "Read experiments and runs" },
  { value: "workspace.read", label: "workspace.read", hint: "See a workspace" },
  { value: "organization.read", label: "organization.read", hint: "See the organization, its members and workspaces" },
  { value: "workspace.update", label: "workspace.update", hint: "Change a workspace's settings and access" },
  { value: "workspace.create", label: "workspace.create", hint: "Create workspaces" },
  { value: "workspace.delete", label: "workspace.delete", hint: "Delete a workspace" },
  { value: "organization.update", label: "organization.update", hint: "Rename the organization" },
  { value: "member.manage", label: "member.manage", hint: "Change roles, remove members" },
  { value: "invitation.manage", label: "invitation.manage", hint: "Invite people, cancel invitations" },
  { value: "service_account.manage", label: "service_account.manage", hint: "Create and delete service accounts" },
  { value: "key.manage", label: "key.manage", hint: "Create and revoke API keys" },
  { value: "webhook.read", label: "webhook.read", hint: "See webhook endpoints and deliveries" },
  { value: "webhook.write", label: "webhook.write", hint: "Change webhook endpoints, read their secrets, replay deliveries" },
  { value: "audit.read", label: "audit.read", hint: "Read the audit trail" },
];

export const expiries = [
  { value: "7", label: "In 7 days" },
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
  { value: "never", label: "Never" },
] as const;
