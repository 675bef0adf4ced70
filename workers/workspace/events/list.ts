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
  version: number;
  actor: string;
  credential: string | null;
  request_id: string | null;
  subject_type: string;
  subject_id: string;
  data: string;
}

export interface EventListInput {
  /** Sequences between which events are, both left out. */
  after: number;
  before: number;
  /** Id of a run, an experiment or the like; null: of everything. */
  subject: string | null;
  /** Id of an experiment: its events and those of the runs that it has now; null: of all. */
  experiment: string | null;
  /** A type, all of a noun (`run.*`), or null and `*`: of every type. */
  type: string | null;
  /** Id of who did it; null: of everybody. */
  actor: string | null;
  order: "oldest" | "newest";
  limit: number;
}

/** Events, in the order they happened or the other way round. */
export function listEvents({ ctx, input }: VerbInput<EventListInput>): Page<WorkspaceEvent> {
  const { after, before, order, limit } = input;
  const wanted = conditionsOf(input);
  const of = wanted.map(([condition]) => `${condition} AND `).join("");
  const query = `SELECT * FROM events WHERE ${of}sequence > ? AND sequence < ? ORDER BY sequence ${order === "oldest" ? "ASC" : "DESC"} LIMIT ?`;
  const rows = ctx.sql.exec<EventRow>(query, ...wanted.map(([, value]) => value), after, before, limit + 1);
  const { taken, next } = takePage(rows, limit, (row) => row.actor.length + row.data.length);
  return { items: taken.map(toEvent), next_cursor: next ? encodeCursor({ at: next.sequence }) : null };
}

const OF_EXPERIMENT = `subject_id IN (
  WITH one AS (SELECT id, number FROM experiments WHERE id = ?)
  SELECT id FROM one UNION ALL SELECT runs.id FROM runs JOIN one ON runs.experiment_number = one.number)`;

function conditionsOf({ subject, experiment, type, actor }: EventListInput): (readonly [condition: string, value: string])[] {
  const noun = type?.endsWith(".*") ? type.slice(0, -1) : null;
  return [
    ...(subject === null ? [] : [["subject_id = ?", subject] as const]),
    ...(experiment === null ? [] : [[OF_EXPERIMENT, experiment] as const]),
    // A prefix, not a pattern: an underscore in a noun means itself.
    ...(noun === null ? [] : [["instr(type, ?) = 1", noun] as const]),
    ...(noun !== null || type === null || type === "*" ? [] : [["type = ?", type] as const]),
    ...(actor === null ? [] : [["json_extract(actor, '$.id') = ?", actor] as const]),
  ];
}

/** Events in a row, first and last included. */
export const readEvents = (sql: SqlStorage, { first, last }: { first: number; last: number }): WorkspaceEvent[] =>
  sql.exec<EventRow>("SELECT * FROM events WHERE sequence BETWEEN ? AND ? ORDER BY sequence", first, last).toArray().map(toEvent);

/** Sequence of the newest event; 0 when there is none. */
export const lastSequence = (sql: SqlStorage): number =>
  sql.exec<{ last: number }>("SELECT coalesce(max(sequence), 0) AS last FROM events").one().last;

const toEvent = (row: EventRow): WorkspaceEvent => ({
  id: row.id,
  sequence: row.sequence,
  at: timestamp(row.at),
  type: row.type as WorkspaceEvent["type"],
  version: row.version,
  actor: JSON.parse(row.actor),
  credential: row.credential === null ? null : JSON.parse(row.credential),
  request_id: row.request_id,
  subject: { type: row.subject_type as WorkspaceEvent["subject"]["type"], id: row.subject_id },
  data: JSON.parse(row.data),
});
