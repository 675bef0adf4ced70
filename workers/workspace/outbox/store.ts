/** Events in a row, first and last included. */
export interface EventRange {
  first: number;
  last: number;
}

/** The event after the last one that a message was made of; null when there is none. */
export const nextUnsent = (sql: SqlStorage): number | null =>
  sql.exec<{ first: number | null }>("SELECT min(sequence) AS first FROM events WHERE sequence > (SELECT sent_to FROM outbox_mark)").one()
    .first;

/** Ranges of events that no message was made of, at most `count` of at most `size` events each. */
export function unsentRanges(sql: SqlStorage, { count, size }: { count: number; size: number }): EventRange[] {
  const { first, last } = sql
    .exec<{ first: number; last: number }>(
      "SELECT m.sent_to + 1 AS first, coalesce((SELECT max(sequence) FROM events), 0) AS last FROM outbox_mark m",
    )
    .one();
  const ranges: EventRange[] = [];
  for (let at = first; at <= last && ranges.length < count; at += size) ranges.push({ first: at, last: Math.min(last, at + size - 1) });
  return ranges;
}

/** Notes that messages were made of ranges. */
export function markSent(sql: SqlStorage, ranges: readonly EventRange[], now: number): void {
  for (const { first, last } of ranges) {
    sql.exec("INSERT INTO outbox VALUES (?, ?, ?) ON CONFLICT (first) DO UPDATE SET sent_at = excluded.sent_at", first, last, now);
    sql.exec("UPDATE outbox_mark SET sent_to = max(sent_to, ?)", last);
  }
}

/** When the message that waits longest was sent; null when none waits. */
export const oldestSent = (sql: SqlStorage): number | null =>
  sql.exec<{ at: number | null }>("SELECT min(sent_at) AS at FROM outbox").one().at;

/** Ranges whose message was sent before a time and is not confirmed, the earliest events first. */
export const unconfirmedRanges = (sql: SqlStorage, before: number, limit: number): EventRange[] =>
  sql
    .exec<{ first: number; last: number }>("SELECT first, last FROM outbox WHERE sent_at <= ? ORDER BY first LIMIT ?", before, limit)
    .toArray();

export function crossOff(sql: SqlStorage, { first, last }: EventRange): void {
  sql.exec("DELETE FROM outbox WHERE first = ? AND last = ?", first, last);
}
