import { z } from "zod";
import { DisplayName, Email, idOf, Slug, Timestamp } from "./common.ts";
import { OrganizationRole, WorkspaceRole } from "./roles.ts";
import { CreateWorkspace, Workspace } from "./workspaces.ts";

export const Organization = z
  .object({
    id: idOf("organization"),
    slug: z.string(),
    name: z.string(),
    demo: z.boolean().meta({ description: "shows what Cairn does; of a local stack only, and everybody's who signs in there" }),
    created_at: Timestamp,
  })
  .meta({ id: "Organization" });
export type Organization = z.infer<typeof Organization>;

/** An organization as its member sees it. */
export const OrganizationWithRole = Organization.extend({ role: OrganizationRole }).meta({ id: "OrganizationWithRole" });
export type OrganizationWithRole = z.infer<typeof OrganizationWithRole>;

export const CreateOrganization = z
  .strictObject({
    name: DisplayName,
    slug: Slug.optional().meta({ description: "made from the name when left out" }),
    workspace: CreateWorkspace.optional().meta({ description: "the first workspace; named Main when left out" }),
  })
  .meta({ id: "CreateOrganization", examples: [{ name: "Acme Research" }] });
export type CreateOrganization = z.infer<typeof CreateOrganization>;

/** The new organization with its first workspace. */
export const CreatedOrganization = OrganizationWithRole.extend({ workspace: Workspace }).meta({ id: "CreatedOrganization" });
export type CreatedOrganization = z.infer<typeof CreatedOrganization>;

export const UpdateOrganization = z
  .strictObject({ name: DisplayName.optional(), slug: Slug.optional() })
  .refine((body) => body.name !== undefined || body.slug !== undefined, "must change name or slug")
  .meta({ id: "UpdateOrganization", examples: [{ name: "Acme Labs" }] });
export type UpdateOrganization = z.infer<typeof UpdateOrganization>;

/** Deleting asks for the slug, typed. */
export const ConfirmDelete = z
  .strictObject({ confirm: z.string().max(64).meta({ description: "the slug of what is deleted" }) })
  .meta({ id: "ConfirmDelete", examples: [{ confirm: "acme" }] });
export type ConfirmDelete = z.infer<typeof ConfirmDelete>;

export const Member = z
  .object({
    user_id: idOf("user"),
    name: z.string(),
    email: z.string(),
    role: OrganizationRole,
    joined_at: Timestamp,
  })
  .meta({ id: "Member" });
export type Member = z.infer<typeof Member>;

export const UpdateMember = z.strictObject({ role: OrganizationRole }).meta({ id: "UpdateMember", examples: [{ role: "admin" }] });
export type UpdateMember = z.infer<typeof UpdateMember>;

export const TransferOwnership = z.strictObject({ user_id: idOf("user") }).meta({ id: "TransferOwnership" });
export type TransferOwnership = z.infer<typeof TransferOwnership>;

export const Invitation = z
  .object({
    id: idOf("invitation"),
    email: z.string(),
    role: OrganizationRole,
    status: z.enum(["pending", "accepted", "declined", "cancelled", "expired"]),
    invited_by: z.object({ id: z.string(), name: z.string() }),
    created_at: Timestamp,
    expires_at: Timestamp,
  })
  .meta({ id: "Invitation" });
export type Invitation = z.infer<typeof Invitation>;

export const CreateInvitation = z
  .strictObject({ email: Email, role: OrganizationRole.default("member") })
  .meta({ id: "CreateInvitation", examples: [{ email: "grace@example.org", role: "member" }] });
export type CreateInvitation = z.infer<typeof CreateInvitation>;

/** An invitation as the invited person sees it. */
export const ReceivedInvitation = Invitation.omit({ status: true, email: true })
  .extend({ organization: z.object({ id: idOf("organization"), slug: z.string(), name: z.string() }) })
  .meta({ id: "ReceivedInvitation" });
export type ReceivedInvitation = z.infer<typeof ReceivedInvitation>;

/** A person's role in one workspace where it differs from what the organization role brings. */
export const WorkspaceMember = z
  .object({ user_id: idOf("user"), name: z.string(), email: z.string(), role: WorkspaceRole, overridden: z.boolean() })
  .meta({ id: "WorkspaceMember" });
export type WorkspaceMember = z.infer<typeof WorkspaceMember>;

export const SetWorkspaceRole = z.strictObject({ role: WorkspaceRole }).meta({ id: "SetWorkspaceRole", examples: [{ role: "viewer" }] });
export type SetWorkspaceRole = z.infer<typeof SetWorkspaceRole>;
