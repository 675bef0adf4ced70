import { z } from "zod";
import { ActorRef, AuditOutcome, CredentialRef } from "../audit.ts";
import { idOf, Timestamp } from "../common.ts";
import { AUDIT_EVENTS } from "./audit.ts";
import { BUILD_EVENTS } from "./builds.ts";
import { COMMENT_EVENTS } from "./comments.ts";
import { type EventDefinition, EventScope } from "./define.ts";
import { ORGANIZATION_EVENTS } from "./organization.ts";
import { PERSON_EVENTS } from "./person.ts";
import { RUN_EVENTS } from "./runs.ts";
import { TASK_EVENTS } from "./tasks.ts";
import { VIEW_EVENTS } from "./views.ts";
import { WEBHOOK_EVENTS } from "./webhook.ts";

const WORKSPACE_EVENTS = { ...RUN_EVENTS, ...COMMENT_EVENTS, ...VIEW_EVENTS, ...BUILD_EVENTS, ...TASK_EVENTS } as const;
const CONTROL_EVENTS = { ...ORGANIZATION_EVENTS, ...WEBHOOK_EVENTS, ...AUDIT_EVENTS, ...PERSON_EVENTS } as const;

/** Every type of event that there is, with its data, a description and an example. docs/events.md is made from it. */
export const EVENTS = { ...WORKSPACE_EVENTS, ...CONTROL_EVENTS } as const satisfies Record<string, EventDefinition>;
export type { EventDefinition } from "./define.ts";
export type EventType = keyof typeof EVENTS;
/** What an event of a type tells. */
export type EventData<T extends EventType> = z.infer<(typeof EVENTS)[T]["data"]>;

export type WorkspaceEventType = keyof typeof WORKSPACE_EVENTS;
const namesOf = <T extends string>(events: Record<T, unknown>) => Object.keys(events) as [T, ...T[]];
export const WorkspaceEventType = z.enum(namesOf(WORKSPACE_EVENTS));
export const EventType = z.enum(namesOf(EVENTS));

/** What the audit trail calls what was done: events of organizations and of people. */
export type AuditAction = keyof typeof CONTROL_EVENTS;

/** The definition of a type; null for one that is not in the catalogue. */
export const eventDefinition = (type: string): EventDefinition | null =>
  Object.hasOwn(EVENTS, type) ? (EVENTS[type as EventType] as EventDefinition) : null;

/** An event, whatever its type: one shape for what happens in organizations and in workspaces. */
export const CairnEvent = z
  .object({
    id: idOf("event"),
    type: EventType,
    version: z.number().int().meta({ description: "of the type's data" }),
    at: Timestamp,
    actor: ActorRef,
    credential: CredentialRef.nullable(),
    request_id: z.string().nullable(),
    subject: z.object({ type: z.string(), id: z.string() }),
    organization_id: idOf("organization"),
    workspace_id: idOf("workspace").nullable(),
    data: z.record(z.string(), z.unknown()),
    test: z.literal(true).optional().meta({ description: "an example that somebody sent to try an endpoint; nothing happened" }),
  })
  .meta({ id: "Event" });
type AnyEvent = z.infer<typeof CairnEvent>;

/** An event whose `data` is known by its `type`: switch over it. */
export type CairnEvent = { [T in EventType]: Omit<AnyEvent, "type" | "data"> & { type: T; data: EventData<T> } }[EventType];

/** An entry of the published catalogue. */
export const EventTypeEntry = z
  .object({
    type: EventType,
    scope: EventScope,
    version: z.number().int(),
    description: z.string(),
    subject: z.string().meta({ description: "type of the thing that it happens to" }),
    other_subjects: z.array(z.string()).meta({ description: "types of other things that it can happen to" }),
    schema: z.record(z.string(), z.unknown()).meta({ description: "JSON schema of data" }),
    example: z.record(z.string(), z.unknown()).meta({ description: "of data" }),
  })
  .meta({ id: "EventTypeEntry" });
export type EventTypeEntry = z.infer<typeof EventTypeEntry>;

/** The catalogue as it is published, by name. */
export const eventCatalogue = (): EventTypeEntry[] =>
  EventType.options.toSorted().map((type) => {
    const { data, example, outcomes: _outcomes, otherSubjects = [], ...rest } = EVENTS[type] as EventDefinition;
    const { $schema: _, ...schema } = z.toJSONSchema(data, { io: "output" }) as Record<string, unknown>;
    return { type, ...rest, other_subjects: [...otherSubjects], schema, example: example as Record<string, unknown> };
  });

/** An entry of the published list of what the audit trail can say. */
export const AuditActionEntry = z
  .object({
    action: EventType,
    scope: EventScope,
    version: z.number().int().meta({ description: "of the entry's data" }),
    description: z.string(),
    target: z.string().meta({ description: "type of the thing that it is done to" }),
    other_targets: z.array(z.string()).meta({ description: "types of other things that it can be done to" }),
    outcomes: z.array(AuditOutcome),
  })
  .meta({ id: "AuditActionEntry" });
export type AuditActionEntry = z.infer<typeof AuditActionEntry>;

/** The published list of actions, by name. */
export const auditActions = (): AuditActionEntry[] =>
  EventType.options.toSorted().map((action) => {
    const { scope, version, description, subject, otherSubjects = [], outcomes = ["success"] } = EVENTS[action] as EventDefinition;
    return { action, scope, version, description, target: subject, other_targets: [...otherSubjects], outcomes: [...outcomes] };
  });
