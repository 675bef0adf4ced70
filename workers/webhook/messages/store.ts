import type { AttemptCause, MessageStatus } from "@cairn/sdk/schema";

/** An event on its way to an endpoint. */
export interface NewMessage {
  /** Id of the event. */
  id: string;
  type: string;
  /** When it happened. */
  at: number;
  /** What is sent in format `plain`. */
  body: string;
}

export interface MessageRow extends Record<string, SqlStorageValue> {
  number: number;
  id: string;
  type: string;
  at: number;
  body: string;
  status: string;
  due_at: number | null;
  /** Attempts of the schedule that were made. */
  step: number;
  cause: string;
  /** All attempts, those of earlier schedules too. */
  attempts: number;
  received_at: number;
  is_told: number;
}

/** Adds a message; nothing when its event is here already. */
export function insertMessage(
  sql: SqlStorage,
  { id, type, at, body }: NewMessage,
  state: { status: MessageStatus; dueAt: number | null; cause: AttemptCause; now: number },
): void {
  sql.exec(
    `INSERT INTO messages (id, type, at, body, status, due_at, cause, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
    id,
    type,
    at,
    body,
    state.status,
    state.dueAt,
    state.cause,
    state.now,
  );
}

export const findMessage = (sql: SqlStorage, id: string): MessageRow | null =>
  sql.exec<MessageRow>("SELECT * FROM messages WHERE id = ?", id).toArray()[0] ?? null;

/** Messages that are due and not among those given, those that are due longest first. */
export const takeDue = (sql: SqlStorage, now: number, limit: number, but: ReadonlySet<number>): MessageRow[] =>
  sql
    .exec<MessageRow>("SELECT * FROM messages WHERE due_at <= ? ORDER BY due_at, number LIMIT ?", now, limit + but.size)
    .toArray()
    .filter(({ number }) => !but.has(number));

/** When the next message is due; null when none waits. */
export const firstDue = (sql: SqlStorage): number | null =>
  sql.exec<{ at: number | null }>("SELECT min(due_at) AS at FROM messages WHERE due_at IS NOT NULL").one().at;

/** When the oldest message came; null when there is none. */
export const firstReceived = (sql: SqlStorage): number | null =>
  sql.exec<{ at: number }>("SELECT received_at AS at FROM messages ORDER BY number LIMIT 1").toArray()[0]?.at ?? null;

/** Keeps what waits, because the endpoint is disabled. */
export function holdAll(sql: SqlStorage): void {
  sql.exec("UPDATE messages SET status = 'held', due_at = NULL WHERE status = 'pending'");
}

/** Drops messages that came before a time with their attempts; those that still wait stay. */
export function dropOld(sql: SqlStorage, before: number, limit: number): void {
  const old = "SELECT number FROM messages WHERE received_at <= ? AND due_at IS NULL ORDER BY number LIMIT ?";
  sql.exec(`DELETE FROM attempts WHERE message IN (${old})`, before, limit);
  sql.exec(`DELETE FROM messages WHERE number IN (${old})`, before, limit);
}

/** Ids of messages that failed at their last attempt, of which nobody was told. */
export const untold = (sql: SqlStorage, limit: number): { number: number; id: string }[] =>
  sql.exec<{ number: number; id: string }>("SELECT number, id FROM messages WHERE is_told = 0 ORDER BY number LIMIT ?", limit).toArray();

export function markTold(sql: SqlStorage, numbers: readonly number[]): void {
  for (const number of numbers) sql.exec("UPDATE messages SET is_told = 1 WHERE number = ?", number);
}
