import type { ActorRef, View } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";
import { notFound } from "../../shared/errors.ts";

export interface ViewRow extends Record<string, SqlStorageValue> {
  number: number;
  id: string;
  page: string;
  name: string;
  scope: string;
  state: string;
  owner_id: string;
  created_by: string;
  created_at: number;
  updated_at: number;
}

/** What somebody may see: what is shared, and what is their own. */
const VISIBLE = "(scope = 'shared' OR owner_id = ?)";

export const findView = (sql: SqlStorage, id: string, actorId: string): ViewRow | null =>
  sql.exec<ViewRow>(`SELECT * FROM views WHERE id = ? AND ${VISIBLE}`, id, actorId).toArray()[0] ?? null;

/** Throws `not_found`, also for somebody else's own view. */
export function readView(sql: SqlStorage, id: string, actorId: string): ViewRow {
  const row = findView(sql, id, actorId);
  if (!row) throw notFound("view");
  return row;
}

/** Newest first, those before a number. */
export const pageViews = (sql: SqlStorage, asked: { actorId: string; page: View["page"] | null; before: number; limit: number }) =>
  sql.exec<ViewRow>(
    `SELECT * FROM views WHERE number < ? AND ${VISIBLE} AND (?3 IS NULL OR page = ?3) ORDER BY number DESC LIMIT ?`,
    asked.before,
    asked.actorId,
    asked.page,
    asked.limit,
  );

export const countViews = (sql: SqlStorage): number => sql.exec<{ n: number }>("SELECT count(*) AS n FROM views").one().n;

export function insertView(
  sql: SqlStorage,
  view: Pick<View, "id" | "page" | "name" | "scope" | "state"> & { createdBy: ActorRef; now: number },
): void {
  sql.exec(
    `INSERT INTO views (id, page, name, scope, state, owner_id, created_by, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?8, ?8)`,
    view.id,
    view.page,
    view.name,
    view.scope,
    JSON.stringify(view.state),
    view.createdBy.id,
    JSON.stringify(view.createdBy),
    view.now,
  );
}

export function writeView(sql: SqlStorage, row: Pick<ViewRow, "id" | "name" | "scope" | "state">, now: number): void {
  sql.exec("UPDATE views SET name = ?, scope = ?, state = ?, updated_at = ? WHERE id = ?", row.name, row.scope, row.state, now, row.id);
}

export function deleteViewRow(sql: SqlStorage, id: string): void {
  sql.exec("DELETE FROM views WHERE id = ?", id);
}

export const toView = (row: ViewRow): View => ({
  id: row.id,
  page: row.page as View["page"],
  name: row.name,
  scope: row.scope as View["scope"],
  state: JSON.parse(row.state),
  created_by: JSON.parse(row.created_by),
  created_at: timestamp(row.created_at),
  updated_at: timestamp(row.updated_at),
});

/** What an event tells of a view: everybody can read events, so nothing that only its owner may see. */
export const toldOf = ({ page, name, scope }: Pick<View, "page" | "name" | "scope">) =>
  scope === "shared" ? { page, scope, name } : { page, scope };
