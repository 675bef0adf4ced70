import type { Outcome } from "./attempt.ts";
import type { Health } from "./health.ts";

interface AttemptRow extends Record<string, SqlStorageValue> {
  number: number;
  at: number;
  cause: string;
  duration_ms: number;
  request_headers: string;
  status: number | null;
  response_headers: string | null;
  response_body: string | null;
  error: string | null;
}

/** Attempts of a message, the first one first. */
export const attemptsOf = (sql: SqlStorage, message: number): AttemptRow[] =>
  sql.exec<AttemptRow>("SELECT * FROM attempts WHERE message = ? ORDER BY number", message).toArray();

/** Where a message stands after an attempt. */
export interface Standing {
  status: "pending" | "delivered" | "failed";
  dueAt: number | null;
  step: number;
  isTold: boolean;
}

/** Adds an attempt of a message, and says where the message stands now; nothing when it was dropped meanwhile. */
export function insertAttempt(sql: SqlStorage, outcome: Outcome, { status, dueAt, step, isTold }: Standing): void {
  // A message that waits goes on by its schedule, whatever made it be sent this time.
  const counted = sql
    .exec<{ attempts: number }>(
      `UPDATE messages SET attempts = attempts + 1, status = ?1, due_at = ?2, step = ?3, is_told = ?4,
         cause = CASE WHEN ?1 = 'pending' THEN 'schedule' ELSE cause END WHERE number = ?5 RETURNING attempts`,
      status,
      dueAt,
      step,
      isTold ? 1 : 0,
      outcome.message.number,
    )
    .toArray()[0];
  if (!counted) return;
  sql.exec(
    "INSERT INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    outcome.message.number,
    counted.attempts,
    outcome.at,
    outcome.message.cause,
    outcome.durationMs,
    JSON.stringify(outcome.requestHeaders),
    outcome.status,
    outcome.responseHeaders && JSON.stringify(outcome.responseHeaders),
    outcome.responseBody,
    outcome.error,
  );
}

export function readHealth(sql: SqlStorage): Health {
  const row = sql
    .exec<{ failing_since: number | null; failures: number; paused_until: number }>(
      "SELECT failing_since, failures, paused_until FROM health",
    )
    .one();
  return { failingSince: row.failing_since, failures: row.failures, pausedUntil: row.paused_until };
}

export function writeHealth(sql: SqlStorage, { failingSince, failures, pausedUntil }: Health): void {
  sql.exec("UPDATE health SET failing_since = ?, failures = ?, paused_until = ?", failingSince, failures, pausedUntil);
}

/** Counts attempts of a day. A day that began before successes were counted goes on without. */
export const countAttempts = (sql: SqlStorage, day: number, attempts: number, succeeded: number): void =>
  void sql.exec(
    `INSERT INTO attempt_days (day, attempts, succeeded) VALUES (?1, ?2, ?3)
     ON CONFLICT DO UPDATE SET attempts = attempts + ?2, succeeded = succeeded + ?3`,
    day,
    attempts,
    succeeded,
  );

/** Attempts by days from one on, and how many succeeded, where that was counted; the oldest first. */
export const listAttemptDays = (sql: SqlStorage, from: number): { day: number; attempts: number; succeeded: number }[] =>
  sql
    .exec<{ day: number; attempts: number; succeeded: number }>(
      "SELECT day, attempts, succeeded FROM attempt_days WHERE day >= ? AND succeeded IS NOT NULL ORDER BY day",
      from,
    )
    .toArray();

/** Days with attempts that the organization's usage does not know, and how many there were in all. */
export const untoldDays = (sql: SqlStorage): { day: number; attempts: number }[] =>
  sql.exec<{ day: number; attempts: number }>("SELECT day, attempts FROM attempt_days WHERE told < attempts ORDER BY day").toArray();

export function markDaysTold(sql: SqlStorage, days: readonly { day: number; attempts: number }[]): void {
  for (const { day, attempts } of days) sql.exec("UPDATE attempt_days SET told = ? WHERE day = ?", attempts, day);
}
