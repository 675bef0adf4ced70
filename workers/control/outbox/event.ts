import { type CairnEvent, eventDefinition, ID_PREFIXES } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";
import type { AuditRow } from "../audit/store.ts";

/** The id of the event that an audit row is: the same every time it is made. */
export const eventIdOf = (auditId: string): string => ID_PREFIXES.event + auditId.slice(ID_PREFIXES.audit.length);

/** An audit row as the event that it is; null for what is of no organization. */
export function eventOf(row: AuditRow): CairnEvent | null {
  const definition = eventDefinition(row.action);
  if (row.orgId === null || definition === null) return null;
  const event = {
    id: eventIdOf(row.id),
    type: row.action,
    version: definition.version,
    at: timestamp(row.at),
    actor: { type: row.actorType, id: row.actorId, name: row.actorName },
    credential: row.credentialId !== null && row.credentialKind !== null ? { kind: row.credentialKind, id: row.credentialId } : null,
    request_id: row.requestId,
    subject: { type: row.targetType, id: row.targetId },
    organization_id: row.orgId,
    workspace_id: row.workspaceId,
    data: row.data,
  };
  return event as CairnEvent;
}
