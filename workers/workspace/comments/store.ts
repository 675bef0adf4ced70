import type { ActorRef, Comment, Mention } from "@cairn/sdk/schema";
import { timestamp, timestampOrNull } from "../../shared/clock.ts";
import { notFound } from "../../shared/errors.ts";

export interface CommentRow extends Record<string, SqlStorageValue> {
  number: number;
  id: string;
  body: string;
  mentions: string;
  author_id: string;
  author: string;
  created_at: number;
  edited_at: number | null;
}

export const findComment = (sql: SqlStorage, runNumber: number, id: string): CommentRow | null =>
  sql.exec<CommentRow>("SELECT * FROM comments WHERE run_number = ? AND id = ?", runNumber, id).toArray()[0] ?? null;

/** Throws `not_found`, also for a comment on another run. */
export function readComment(sql: SqlStorage, runNumber: number, id: string): CommentRow {
  const row = findComment(sql, runNumber, id);
  if (!row) throw notFound("comment");
  return row;
}

/** Oldest first, those after a number. */
export const pageComments = (sql: SqlStorage, asked: { runNumber: number; after: number; limit: number }) =>
  sql.exec<CommentRow>(
    "SELECT * FROM comments WHERE run_number = ? AND number > ? ORDER BY number LIMIT ?",
    asked.runNumber,
    asked.after,
    asked.limit,
  );

export const countComments = (sql: SqlStorage, runNumber: number): number =>
  sql.exec<{ n: number }>("SELECT count(*) AS n FROM comments WHERE run_number = ?", runNumber).one().n;

export function insertComment(
  sql: SqlStorage,
  comment: { id: string; runNumber: number; body: string; mentions: readonly Mention[]; author: ActorRef; now: number },
): void {
  sql.exec(
    "INSERT INTO comments (id, run_number, body, mentions, author_id, author, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
    comment.id,
    comment.runNumber,
    comment.body,
    JSON.stringify(comment.mentions),
    comment.author.id,
    JSON.stringify(comment.author),
    comment.now,
  );
}

export function writeComment(sql: SqlStorage, number: number, change: { body: string; mentions: readonly Mention[]; now: number }): void {
  sql.exec(
    "UPDATE comments SET body = ?, mentions = ?, edited_at = ? WHERE number = ?",
    change.body,
    JSON.stringify(change.mentions),
    change.now,
    number,
  );
}

export function deleteCommentRow(sql: SqlStorage, number: number): void {
  sql.exec("DELETE FROM comments WHERE number = ?", number);
}

/** Drops some comments of a run; answers how many. */
export const deleteSomeComments = (sql: SqlStorage, runNumber: number, limit: number): number =>
  sql
    .exec(
      "DELETE FROM comments WHERE number IN (SELECT number FROM comments WHERE run_number = ? LIMIT ?) RETURNING number",
      runNumber,
      limit,
    )
    .toArray().length;

export const mentionsOf = (row: CommentRow): Mention[] => JSON.parse(row.mentions);

export const toComment = (runId: string, row: CommentRow): Comment => ({
  id: row.id,
  run_id: runId,
  body: row.body,
  mentions: mentionsOf(row),
  author: JSON.parse(row.author),
  created_at: timestamp(row.created_at),
  edited_at: timestampOrNull(row.edited_at),
});
