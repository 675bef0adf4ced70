import { z } from "zod";
import { DisplayName, idOf, Timestamp } from "./common.ts";
import { OrganizationWithRole, ReceivedInvitation } from "./organizations.ts";
import { Action } from "./roles.ts";

export const User = z.object({ id: idOf("user"), name: z.string(), email: z.string(), created_at: Timestamp }).meta({ id: "User" });
export type User = z.infer<typeof User>;

/** How the caller proved who it is. */
export const Credential = z
  .object({
    kind: z.enum(["session", "token", "key"]),
    id: z.string(),
    expires_at: Timestamp.nullable(),
    organization_id: idOf("organization").nullable(),
    workspace_ids: z.array(idOf("workspace")).nullable(),
    actions: z.array(Action).nullable(),
  })
  .meta({ id: "Credential" });
export type Credential = z.infer<typeof Credential>;

/** Who is calling, and what of Cairn it can see. */
export const Me = z
  .object({
    actor: z.object({ type: z.enum(["user", "service_account"]), id: z.string(), name: z.string() }),
    user: User.nullable().meta({ description: "null for a service account" }),
    credential: Credential,
    organizations: z.array(OrganizationWithRole),
    pending_invitations: z.array(ReceivedInvitation),
  })
  .meta({ id: "Me" });
export type Me = z.infer<typeof Me>;

export const UpdateMe = z.strictObject({ name: DisplayName }).meta({ id: "UpdateMe", examples: [{ name: "Ada Lovelace" }] });
export type UpdateMe = z.infer<typeof UpdateMe>;

export const Session = z
  .object({
    id: idOf("session"),
    current: z.boolean(),
    user_agent: z.string().nullable(),
    ip: z.string().nullable(),
    created_at: Timestamp,
    last_seen_at: Timestamp,
    expires_at: Timestamp,
  })
  .meta({ id: "Session" });
export type Session = z.infer<typeof Session>;

/** A sign-in of a program (the CLI) in the name of a person. */
export const Grant = z
  .object({
    id: idOf("grant"),
    current: z.boolean(),
    client_name: z.string(),
    device: z.string().nullable(),
    workspace: z.string().nullable().meta({ description: "organization/workspace it was asked for" }),
    created_at: Timestamp,
    last_used_at: Timestamp.nullable(),
    expires_at: Timestamp,
  })
  .meta({ id: "Grant" });
export type Grant = z.infer<typeof Grant>;

export const UserCode = z
  .string()
  .min(8)
  .max(16)
  .meta({ examples: ["BCDF-GHJK"] });

/** A device sign-in as the person who is to approve it sees it. */
export const DeviceRequest = z
  .object({
    user_code: z.string(),
    client_name: z.string(),
    device: z.string().nullable(),
    ip: z.string().nullable(),
    user_agent: z.string().nullable(),
    workspace: z.string().nullable(),
    status: z.enum(["pending", "approved", "denied"]),
    created_at: Timestamp,
    expires_at: Timestamp,
  })
  .meta({ id: "DeviceRequest" });
export type DeviceRequest = z.infer<typeof DeviceRequest>;

export const Decision = z
  .strictObject({ decision: z.enum(["approve", "deny"]) })
  .meta({ id: "Decision", examples: [{ decision: "approve" }] });
export type Decision = z.infer<typeof Decision>;

/** A sign-in of a program through the browser (loopback redirect) that waits for consent. */
export const AuthorizationRequest = z
  .object({
    id: idOf("authorization"),
    client_name: z.string(),
    device: z.string().nullable(),
    workspace: z.string().nullable(),
    redirect_host: z.string(),
    expires_at: Timestamp,
  })
  .meta({ id: "AuthorizationRequest" });
export type AuthorizationRequest = z.infer<typeof AuthorizationRequest>;

export const AuthorizationOutcome = z.object({ redirect_to: z.string() }).meta({ id: "AuthorizationOutcome" });
export type AuthorizationOutcome = z.infer<typeof AuthorizationOutcome>;
