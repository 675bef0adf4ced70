import { z } from "zod";
import { Action, OrganizationRole, WorkspaceRole } from "../roles.ts";
import { Change, NoData, organizationEvent } from "./define.ts";

const Slugged = z.strictObject({ slug: z.string() });
const Renamed = z.strictObject({ name: Change, slug: Change }).partial();
const renamed = { name: { from: "Vision", to: "Computer vision" } };
const Role = z.strictObject({ role: OrganizationRole });
const userId = "usr_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c";

/** Events of an organization, its people, its programs and its workspaces. */
export const ORGANIZATION_EVENTS = {
  "organization.created": organizationEvent({
    description: "An organization was created",
    subject: "organization",
    data: Slugged.extend({ demo: z.literal(true).optional() }),
    example: { slug: "acme" },
  }),
  "organization.updated": organizationEvent({
    description: "Name or slug of the organization changed",
    subject: "organization",
    data: Renamed,
    example: { slug: { from: "acme", to: "acme-research" } },
  }),
  "organization.deleted": organizationEvent({
    description: "The organization was deleted; endpoints hear nothing after it",
    subject: "organization",
    data: Slugged,
    example: { slug: "acme" },
  }),
  "organization.transferred": organizationEvent({
    description: "The organization got another owner",
    subject: "user",
    data: z.strictObject({ from: z.string(), to: z.string() }),
    example: { from: userId, to: "usr_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3d" },
  }),
  "member.joined": organizationEvent({
    description: "Somebody joined the demo organization of a local stack",
    subject: "user",
    data: z.strictObject({ demo: z.literal(true) }),
    example: { demo: true },
  }),
  "member.role_changed": organizationEvent({
    description: "A member got another role",
    subject: "user",
    data: z.strictObject({ from: OrganizationRole, to: OrganizationRole }),
    example: { from: "viewer", to: "member" },
  }),
  "member.removed": organizationEvent({
    description: "A member was removed",
    subject: "user",
    data: Role,
    example: { role: "member" },
  }),
  "member.left": organizationEvent({ description: "A member left", subject: "user", data: Role, example: { role: "member" } }),
  "invitation.created": organizationEvent({
    description: "Somebody was invited",
    subject: "invitation",
    data: Role,
    example: { role: "member" },
  }),
  "invitation.accepted": organizationEvent({
    description: "An invited person accepted and is a member now",
    subject: "invitation",
    data: Role.extend({ user_id: z.string() }),
    example: { role: "member", user_id: userId },
  }),
  "invitation.declined": organizationEvent({
    description: "An invited person declined",
    subject: "invitation",
    data: NoData,
    example: {},
  }),
  "invitation.cancelled": organizationEvent({
    description: "An invitation was cancelled: by hand, or because its inviter may not invite any more",
    subject: "invitation",
    data: z.strictObject({ reason: z.enum(["inviter_left", "inviter_role_changed"]), invited_by: z.string() }).partial(),
    example: {},
  }),
  "invitation.resent": organizationEvent({
    description: "An invitation was given more time",
    subject: "invitation",
    data: NoData,
    example: {},
  }),
  "service_account.created": organizationEvent({
    description: "A service account was created",
    subject: "service_account",
    data: Role,
    example: { role: "member" },
  }),
  "service_account.deleted": organizationEvent({
    description: "A service account was deleted and its keys ended",
    subject: "service_account",
    data: NoData,
    example: {},
  }),
  "key.created": organizationEvent({
    description: "An API key was created",
    subject: "key",
    data: z.strictObject({
      hint: z.string(),
      owner_id: z.string(),
      workspace_ids: z.array(z.string()).nullable(),
      actions: z.array(Action).nullable(),
      expires_at: z.number().nullable().meta({ description: "Unix ms" }),
    }),
    example: { hint: "cairn_svc_4Fh2…x9Qa", owner_id: userId, workspace_ids: null, actions: ["run.read"], expires_at: 1_800_000_000_000 },
  }),
  "key.expiring": organizationEvent({
    description: "An API key is about to end: in a week, or in a quarter of its life when that is less",
    subject: "key",
    data: z.strictObject({ hint: z.string(), owner_id: z.string(), expires_at: z.number().meta({ description: "Unix ms" }) }),
    example: { hint: "cairn_svc_4Fh2…x9Qa", owner_id: userId, expires_at: 1_800_000_000_000 },
  }),
  "key.revoked": organizationEvent({
    description: "An API key was revoked",
    subject: "key",
    data: z.strictObject({ hint: z.string(), owner_id: z.string() }),
    example: { hint: "cairn_svc_4Fh2…x9Qa", owner_id: userId },
  }),
  "workspace.created": organizationEvent({
    description: "A workspace was created",
    subject: "workspace",
    data: Slugged,
    example: { slug: "vision" },
  }),
  "workspace.updated": organizationEvent({
    description: "Name or slug of a workspace changed",
    subject: "workspace",
    data: Renamed,
    example: renamed,
  }),
  "workspace.deleted": organizationEvent({
    description: "A workspace was deleted",
    subject: "workspace",
    data: Slugged,
    example: { slug: "vision" },
  }),
  "workspace.purged": organizationEvent({
    description: "The data of a deleted workspace is gone",
    subject: "workspace",
    data: NoData,
    example: {},
  }),
  "workspace_member.role_set": organizationEvent({
    description: "A member got a role of their own in a workspace",
    subject: "user",
    data: z.strictObject({ from: WorkspaceRole.nullable(), to: WorkspaceRole }),
    example: { from: null, to: "viewer" },
  }),
  "workspace_member.role_cleared": organizationEvent({
    description: "A member's role in a workspace follows the organization again",
    subject: "user",
    data: z.strictObject({ from: WorkspaceRole.nullable() }),
    example: { from: "viewer" },
  }),
  "target_root.created": organizationEvent({
    description: "A target root of a workspace was set for the first time",
    subject: "target_root",
    data: NoData,
    example: {},
  }),
  "target_root.updated": organizationEvent({
    description: "A target root of a workspace leads elsewhere now",
    subject: "target_root",
    data: NoData,
    example: {},
  }),
  "target_root.deleted": organizationEvent({
    description: "A target root of a workspace was deleted",
    subject: "target_root",
    data: NoData,
    example: {},
  }),
  "organization.plan_changed": organizationEvent({
    description: "The operator gave the organization another plan",
    subject: "organization",
    data: Change,
    example: { from: "default", to: "team" },
  }),
  "usage.threshold_reached": organizationEvent({
    description: "80 % or 100 % of a limit of the plan is used; once in a month for each",
    subject: "organization",
    data: z.strictObject({
      limit: z.string(),
      percent: z.number(),
      value: z.number().meta({ description: "of the limit" }),
      used: z.number(),
      month: z.string().meta({ description: "its first day" }),
    }),
    example: { limit: "points_per_month", percent: 80, value: 1_000_000, used: 803_211, month: "2026-11-01" },
  }),
} as const;
