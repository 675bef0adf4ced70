import type { AuditCriteria, AuditEntry } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";
import type { VerbInput } from "../context.ts";
import type { EventRange } from "../outbox/store.ts";
import { takePage } from "../page.ts";

/** An event as the audit trail tells it, with its place in the log; whose workspace it is, the caller knows. */
export type TrailEntry = Omit<AuditEntry, "position" | "organization_id" | "workspace_id"> & { sequence: number };

interface TrailRow extends Record<string, SqlStorageValue> {
  sequence: number;
  id: string;
  at: number;
  type: string;
  actor: string;
  credential: string | null;
  request_id: string | null;
  ip: string | null;
  user_agent: string | null;
  subject_type: string;
  subject_id: string;
  data: string;
}

export interface TrailSearch {
  filter: AuditCriteria;
  /** Sequence that the entries come before; null: from the newest. */
  before: number | null;
  limit: number;
}

/** Events that fit a filter of the audit trail, the newest first. A change of data always succeeded: what did not left no event. */
export function searchTrail({ ctx, input }: VerbInput<TrailSearch>): { items: TrailEntry[]; isMore: boolean } {
  const { filter, before, limit } = input;
  const { outcome, action, actor_id, target_id, target_type, from, to } = filter;
  if (outcome !== undefined && outcome !== "success") return { items: [], isMore: false };
  const conditions: string[] = [];
  const values: SqlStorageValue[] = [];
  const add = (condition: string, ...bound: SqlStorageValue[]) => {
    conditions.push(condition);
    values.push(...bound);
  };
  if (before !== null) add("sequence < ?", before);
  if (action?.endsWith(".*")) add("type >= ? AND type < ?", action.slice(0, -1), `${action.slice(0, -2)}/`);
  else if (action !== undefined && action !== "*") add("type = ?", action);
  if (actor_id !== undefined) add("actor ->> 'id' = ?", actor_id);
  if (target_id !== undefined) add("subject_id = ?", target_id);
  if (target_type !== undefined) add("subject_type = ?", target_type);
  if (from !== undefined) add("at >= ?", Date.parse(from));
  if (to !== undefined) add("at < ?", Date.parse(to));
  const where = conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : "";
  const rows = ctx.sql.exec<TrailRow>(`SELECT * FROM events ${where} ORDER BY sequence DESC LIMIT ?`, ...values, limit + 1);
  const { taken, next } = takePage(rows, limit, (row) => row.actor.length + row.data.length);
  return { items: taken.map(toEntry), isMore: next !== null };
}

/** Events in a row, first and last included, with all that the log knows of them. */
export const readTrail = ({ ctx, input }: VerbInput<EventRange>): TrailEntry[] =>
  ctx.sql
    .exec<TrailRow>("SELECT * FROM events WHERE sequence BETWEEN ? AND ? ORDER BY sequence", input.first, input.last)
    .toArray()
    .map(toEntry);

const toEntry = (row: TrailRow): TrailEntry => ({
  sequence: row.sequence,
  id: row.id,
  at: timestamp(row.at),
  actor: JSON.parse(row.actor),
  credential: row.credential === null ? null : JSON.parse(row.credential),
  action: row.type,
  outcome: "success",
  target: { type: row.subject_type, id: row.subject_id, name: null },
  ip: row.ip,
  country: null,
  user_agent: row.user_agent,
  request_id: row.request_id,
  data: JSON.parse(row.data),
  before: null,
  after: null,
});
