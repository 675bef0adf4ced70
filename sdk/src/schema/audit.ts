import { z } from "zod";
import { idOf, PageQuery, Timestamp } from "./common.ts";

/** Shortest time that an organization may keep its trail. */
export const AUDIT_RETENTION_MIN_DAYS = 90;
/** Longest time in days; what is to be kept longer is kept for ever. */
export const AUDIT_RETENTION_MAX_DAYS = 3_650;
/** Most places of the chain in one answer. */
export const AUDIT_PLACES_MAX = 1_000;

export const ActorRef = z
  .object({ type: z.enum(["user", "service_account", "system"]), id: z.string(), name: z.string() })
  .meta({ id: "ActorRef" });
export type ActorRef = z.infer<typeof ActorRef>;

/** By what a caller was known: a browser's session, a program's sign-in, an API key. */
export const CredentialRef = z.object({ kind: z.enum(["session", "token", "key"]), id: z.string() }).meta({ id: "CredentialRef" });
export type CredentialRef = z.infer<typeof CredentialRef>;

export const AuditOutcome = z.enum(["success", "denied", "failed"]);
export type AuditOutcome = z.infer<typeof AuditOutcome>;

/** A thing as it was or is, in the fields that changed; secrets are never among them. */
const AuditState = z.record(z.string(), z.unknown()).nullable();

export const AuditEntry = z
  .object({
    id: z.string().meta({ description: "of an audit row, or of an event of a workspace" }),
    position: z.number().int().nullable().meta({ description: "in the organization's chain; null for a moment after it was written" }),
    at: Timestamp,
    organization_id: idOf("organization").nullable(),
    workspace_id: idOf("workspace").nullable(),
    actor: ActorRef,
    credential: CredentialRef.nullable(),
    action: z.string().meta({ description: "noun.verb, of GET /api/v1/audit-actions", examples: ["member.role_changed"] }),
    outcome: AuditOutcome,
    target: z.object({ type: z.string(), id: z.string(), name: z.string().nullable() }),
    ip: z.string().nullable(),
    country: z.string().nullable().meta({ description: "ISO 3166-1, where the address is known to be" }),
    user_agent: z.string().nullable(),
    request_id: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
    before: AuditState,
    after: AuditState,
  })
  .meta({ id: "AuditEntry" });
export type AuditEntry = z.infer<typeof AuditEntry>;

/** What the trail is searched by; all that is given must fit. */
const filter = {
  action: z
    .string()
    .max(64)
    .optional()
    .meta({ description: "an action, or all of a noun: member.*", examples: ["member.*"] }),
  actor_id: z.string().max(64).optional(),
  target_id: z.string().max(64).optional(),
  target_type: z.string().max(64).optional(),
  outcome: AuditOutcome.optional(),
  workspace_id: z.string().max(64).optional(),
  from: Timestamp.optional().meta({ description: "at this time or later" }),
  to: Timestamp.optional().meta({ description: "before this time" }),
};
export const AuditCriteria = z.object(filter);
export type AuditCriteria = z.infer<typeof AuditCriteria>;

export const AuditQuery = PageQuery.extend(filter);
export type AuditQuery = z.infer<typeof AuditQuery>;

export const AuditExportQuery = AuditCriteria.extend({ format: z.enum(["ndjson", "csv"]).default("ndjson") });
export type AuditExportQuery = z.infer<typeof AuditExportQuery>;

/** A position of an organization's chain and its hash. */
export const AuditPlace = z.object({ position: z.number().int(), hash: z.string() }).meta({ id: "AuditPlace" });
export type AuditPlace = z.infer<typeof AuditPlace>;

/** Where an organization's chain stands. */
export const AuditHead = z
  .object({
    organization_id: idOf("organization"),
    position: z.number().int().meta({ description: "0: nothing happened yet" }),
    hash: z.string(),
    at: Timestamp.meta({ description: "of the answer" }),
    signature: z.string().meta({ description: "the same as a JWT of type audit-head+jwt, by a key of /api/oauth/jwks" }),
  })
  .meta({ id: "AuditHead" });
export type AuditHead = z.infer<typeof AuditHead>;

export const AuditPlacesQuery = z.object({
  after: z.coerce.number().int().min(0).default(0).meta({ description: "the position before the first one" }),
  limit: z.coerce.number().int().min(1).max(AUDIT_PLACES_MAX).default(AUDIT_PLACES_MAX),
});
export type AuditPlacesQuery = z.infer<typeof AuditPlacesQuery>;

/** How an organization keeps its trail. */
export const AuditSettings = z
  .strictObject({
    retention_days: z
      .number()
      .int()
      .min(AUDIT_RETENTION_MIN_DAYS)
      .max(AUDIT_RETENTION_MAX_DAYS)
      .nullable()
      .meta({ description: "entries older than that are dropped, by whole files; null: never" }),
  })
  .meta({ id: "AuditSettings" });
export type AuditSettings = z.infer<typeof AuditSettings>;
