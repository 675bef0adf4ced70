import { EVENTS, type EventData, type WorkspaceEvent, type WorkspaceEventType } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";
import type { VerbCtx } from "../context.ts";

/** An event of the catalogue, with what its type tells. */
export type NewEvent = {
  [T in WorkspaceEventType]: { type: T; subject: WorkspaceEvent["subject"]; data: EventData<T> };
}[WorkspaceEventType];

/** Appends an event; call it inside the transaction of the change that it tells of. */
export function appendEvent(ctx: VerbCtx, { type, subject, data }: NewEvent): WorkspaceEvent {
  const { actor, credential, requestId } = ctx;
  const now = ctx.clock.now();
  const id = ctx.newId("event");
  const { version } = EVENTS[type];
  const { sequence } = ctx.sql
    .exec<{ sequence: number }>(
      `INSERT INTO events (id, at, type, version, actor, credential, request_id, ip, user_agent, subject_type, subject_id, data)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING sequence`,
      id,
      now,
      type,
      version,
      JSON.stringify(actor),
      credential && JSON.stringify(credential),
      requestId,
      ctx.ip,
      ctx.userAgent,
      subject.type,
      subject.id,
      JSON.stringify(data),
    )
    .one();
  return { id, sequence, at: timestamp(now), type, version, actor, credential, request_id: requestId, subject, data };
}
