import type { Page, WorkspaceEvent } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";
import { encodeCursor } from "../../shared/cursor.ts";
import type { VerbInput } from "../context.ts";
import { takePage } from "../page.ts";

interface EventRow extends Record<string, SqlStorageValue> {
  sequence: number;
  id: string;
  at: number;
  type: string;
  actor: string;
  subject_type: string;
  subject_id: string;
  data: string;
}

/** Events after a sequence, oldest first. */
export function listEvents({ ctx, input }: VerbInput<{ after: number; limit: number }>): Page<WorkspaceEvent> {
  const rows = ctx.sql.exec<EventRow>("SELECT * FROM events WHERE sequence > ? ORDER BY sequence LIMIT ?", input.after, input.limit + 1);
  const { taken, next } = takePage(rows, input.limit, (row) => row.actor.length + row.data.length);
  return { items: taken.map(toEvent), next_cursor: next ? encodeCursor({ after: next.sequence }) : null };
}

/** Sequence of the newest event; 0 when there is none. */
export const lastSequence = (sql: SqlStorage): number =>
  sql.exec<{ last: number }>("SELECT coalesce(max(sequence), 0) AS last FROM events").one().last;

const toEvent = (row: EventRow): WorkspaceEvent => ({
  id: row.id,
  sequence: row.sequence,
  at: timestamp(row.at),
  type: row.type as WorkspaceEvent["type"],
  actor: JSON.parse(row.actor),
  subject: { type: row.subject_type as WorkspaceEvent["subject"]["type"], id: row.subject_id },
  data: JSON.parse(row.data),
});
