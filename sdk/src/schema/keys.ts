import { z } from "zod";
import { DisplayName, idOf, Timestamp } from "./common.ts";
import { Action, OrganizationRole } from "./roles.ts";

export const ServiceAccount = z
  .object({
    id: idOf("serviceAccount"),
    name: z.string(),
    role: OrganizationRole,
    created_at: Timestamp,
    key_count: z.number().int(),
  })
  .meta({ id: "ServiceAccount" });
export type ServiceAccount = z.infer<typeof ServiceAccount>;

export const CreateServiceAccount = z
  .strictObject({ name: DisplayName, role: OrganizationRole.exclude(["owner"]).default("member") })
  .meta({ id: "CreateServiceAccount", examples: [{ name: "nightly-training", role: "member" }] });
export type CreateServiceAccount = z.infer<typeof CreateServiceAccount>;

export const ApiKey = z
  .object({
    id: idOf("key"),
    name: z.string(),
    hint: z.string().meta({ description: "first and last characters", examples: ["cairn_svc_4Fh2…x9Qa"] }),
    owner: z.object({ type: z.enum(["user", "service_account"]), id: z.string(), name: z.string() }),
    workspace_ids: z.array(idOf("workspace")).nullable().meta({ description: "null: every workspace the owner may see" }),
    actions: z.array(Action).nullable().meta({ description: "null: everything the owner may do" }),
    created_at: Timestamp,
    expires_at: Timestamp.nullable(),
    last_used_at: Timestamp.nullable(),
    revoked_at: Timestamp.nullable(),
  })
  .meta({ id: "ApiKey" });
export type ApiKey = z.infer<typeof ApiKey>;

export const CreateApiKey = z
  .strictObject({
    name: DisplayName,
    service_account_id: idOf("serviceAccount").optional().meta({ description: "left out: a personal key of the caller" }),
    workspace_ids: z.array(idOf("workspace")).min(1).max(50).optional(),
    actions: z.array(Action).min(1).optional(),
    expires_in_days: z.number().int().min(1).max(3650).nullable().default(90).meta({ description: "null: never" }),
  })
  .meta({ id: "CreateApiKey", examples: [{ name: "laptop", expires_in_days: 90 }] });
export type CreateApiKey = z.infer<typeof CreateApiKey>;

/** The only answer that ever holds the key itself. */
export const CreatedApiKey = ApiKey.extend({ secret: z.string() }).meta({ id: "CreatedApiKey" });
export type CreatedApiKey = z.infer<typeof CreatedApiKey>;
