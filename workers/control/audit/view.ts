import type { AuditEntry } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";
import type { AuditRow } from "./store.ts";

/**
 * An audit row as the contract has it. What is in `entry` is what the chain's hashes are made of: for rows that were written it stays as
 * it is for ever, to the last member, or chains that were exported do not verify any more. A later row may say more under a member that
 * older ones do not have.
 */
export const auditView = (row: AuditRow): Omit<AuditEntry, "position"> => ({
  id: row.id,
  at: timestamp(row.at),
  organization_id: row.orgId,
  workspace_id: row.workspaceId,
  actor: { type: row.actorType, id: row.actorId, name: row.actorName },
  credential: row.credentialId !== null && row.credentialKind !== null ? { kind: row.credentialKind, id: row.credentialId } : null,
  action: row.action,
  outcome: row.outcome,
  target: { type: row.targetType, id: row.targetId, name: row.targetName },
  ip: row.ip,
  country: row.country,
  user_agent: row.userAgent,
  request_id: row.requestId,
  data: row.data,
  before: row.before,
  after: row.after,
});
