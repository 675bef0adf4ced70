import { z } from "zod";
import { idOf, PageQuery, Timestamp } from "./common.ts";

export const ActorRef = z
  .object({ type: z.enum(["user", "service_account", "system"]), id: z.string(), name: z.string() })
  .meta({ id: "ActorRef" });
export type ActorRef = z.infer<typeof ActorRef>;

/** By what a caller was known: a browser's session, a program's sign-in, an API key. */
export const CredentialRef = z.object({ kind: z.enum(["session", "token", "key"]), id: z.string() }).meta({ id: "CredentialRef" });
export type CredentialRef = z.infer<typeof CredentialRef>;

export const AuditEntry = z
  .object({
    id: idOf("audit"),
    at: Timestamp,
    actor: ActorRef,
    credential_id: z.string().nullable(),
    action: z.string().meta({ description: "noun.verb", examples: ["member.role_changed"] }),
    target: z.object({ type: z.string(), id: z.string(), name: z.string().nullable() }),
    workspace_id: idOf("workspace").nullable(),
    ip: z.string().nullable(),
    user_agent: z.string().nullable(),
    request_id: z.string(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "AuditEntry" });
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditQuery = PageQuery.extend({
  action: z.string().max(64).optional(),
  actor_id: z.string().max(64).optional(),
  target_id: z.string().max(64).optional(),
});
export type AuditQuery = z.infer<typeof AuditQuery>;
