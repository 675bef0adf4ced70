import type { WorkspaceEvent } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";
import type { VerbCtx } from "../context.ts";

export type NewEvent = Pick<WorkspaceEvent, "type" | "subject" | "data">;

/** Appends an event; call it inside the transaction of the change that it tells of. */
export function appendEvent(ctx: VerbCtx, { type, subject, data }: NewEvent): WorkspaceEvent {
  const now = ctx.clock.now();
  const id = ctx.newId("event");
  const { sequence } = ctx.sql
    .exec<{ sequence: number }>(
      "INSERT INTO events (id, at, type, actor, subject_type, subject_id, data) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING sequence",
      id,
      now,
      type,
      JSON.stringify(ctx.actor),
      subject.type,
      subject.id,
      JSON.stringify(data),
    )
    .one();
  return { id, sequence, at: timestamp(now), type, actor: ctx.actor, subject, data };
}
