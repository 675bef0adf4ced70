import type { ActorRef, Comment, CommentSubjectType, Mention } from "@cairn/sdk/schema";
import { timestamp, timestampOrNull } from "../../shared/clock.ts";
import { notFound } from "../../shared/errors.ts";
import type { Subject } from "./subject.ts";

export interface CommentRow extends Record<string, SqlStorageValue> {
  number: number;
  id: string;
  subject_type: CommentSubjectType;
  subject_id: string;
  body: string;
  mentions: string;
  author_id: string;
  author: string;
  created_at: number;
  edited_at: number | null;
}

type Ref = Pick<Subject, "type" | "number">;

/** The column that holds the number of what a comment is about. */
const COLUMN = { run: "run_number", experiment: "experiment_number" } satisfies Record<CommentSubjectType, string>;

const SELECT = `SELECT comments.*, iif(run_number IS NULL, 'experiment', 'run') AS subject_type,
  coalesce((SELECT id FROM runs WHERE number = run_number), (SELECT id FROM experiments WHERE number = experiment_number)) AS subject_id
  FROM comments`;

export const findComment = (sql: SqlStorage, id: string): CommentRow | null =>
  sql.exec<CommentRow>(`${SELECT} WHERE id = ?`, id).toArray()[0] ?? null;

/** Throws `not_found`. */
export function readComment(sql: SqlStorage, id: string): CommentRow {
  const row = findComment(sql, id);
  if (!row) throw notFound("comment");
  return row;
}

/** Oldest first, those after a number. */
export const pageComments = (sql: SqlStorage, of: Ref, { after, limit }: { after: number; limit: number }) =>
  sql.exec<CommentRow>(`${SELECT} WHERE ${COLUMN[of.type]} = ? AND number > ? ORDER BY number LIMIT ?`, of.number, after, limit);

export const countComments = (sql: SqlStorage, of: Ref): number =>
  sql.exec<{ n: number }>(`SELECT count(*) AS n FROM comments WHERE ${COLUMN[of.type]} = ?`, of.number).one().n;

/** Who commented on something, and since when. */
export interface Commenter extends Record<string, SqlStorageValue> {
  id: string;
  sinceMs: number;
}

/** The people who commented on something, each once. */
export const readCommenters = (sql: SqlStorage, of: Ref): Commenter[] =>
  sql
    .exec<Commenter>(
      `SELECT author_id AS id, min(created_at) AS sinceMs FROM comments
         WHERE ${COLUMN[of.type]} = ? AND author ->> 'type' = 'user' GROUP BY author_id`,
      of.number,
    )
    .toArray();

export function insertComment(
  sql: SqlStorage,
  of: Ref,
  comment: { id: string; body: string; mentions: readonly Mention[]; author: ActorRef; now: number },
): void {
  sql.exec(
    `INSERT INTO comments (id, ${COLUMN[of.type]}, body, mentions, author_id, author, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    comment.id,
    of.number,
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

/** Drops some comments on a run; answers how many. */
export const deleteSomeComments = (sql: SqlStorage, runNumber: number, limit: number): number =>
  sql
    .exec(
      "DELETE FROM comments WHERE number IN (SELECT number FROM comments WHERE run_number = ? LIMIT ?) RETURNING number",
      runNumber,
      limit,
    )
    .toArray().length;

export const mentionsOf = (row: CommentRow): Mention[] => JSON.parse(row.mentions);

export const toComment = (row: CommentRow): Comment => ({
  id: row.id,
  subject: { type: row.subject_type, id: row.subject_id },
  body: row.body,
  mentions: mentionsOf(row),
  author: JSON.parse(row.author),
  created_at: timestamp(row.created_at),
  edited_at: timestampOrNull(row.edited_at),
});
