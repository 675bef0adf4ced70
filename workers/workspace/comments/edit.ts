import type { Comment, Mention } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import { transact, type VerbInput } from "../context.ts";
import { type CommentRow, deleteCommentRow, mentionsOf, readComment, toComment, writeComment } from "./store.ts";
import { readLivingSubject } from "./subject.ts";

/** A comment that may be changed: not one on a run in the trash. Throws `not_found`. */
function readLivingComment(sql: SqlStorage, id: string): CommentRow {
  const row = readComment(sql, id);
  readLivingSubject(sql, row.subject_id);
  return row;
}

const subjectOf = ({ subject_type, subject_id }: CommentRow) => ({ type: subject_type, id: subject_id });

/**
 * Changes a comment of one's own, and tells whom it names now and did not before. Writes and tells nothing when the text stays.
 * Throws `not_found`, and `forbidden` for somebody else's.
 */
export function updateComment({ ctx, input }: VerbInput<{ comment: string; body: string; mentions: readonly Mention[] }>): Comment {
  const { sql } = ctx;
  const row = readLivingComment(sql, input.comment);
  if (row.author_id !== ctx.actor.id) throw new Fault("forbidden", "Only who wrote a comment may edit it.");
  if (row.body === input.body) return toComment(row);
  const before = new Set(mentionsOf(row).map(({ id }) => id));
  const mentions = input.mentions.map(({ id }) => id).filter((id) => !before.has(id));
  transact(ctx, (emit) => {
    writeComment(sql, row.number, { body: input.body, mentions: input.mentions, now: ctx.clock.now() });
    emit({ type: "comment.updated", subject: subjectOf(row), data: { comment: row.id, mentions } });
  });
  return toComment(readComment(sql, row.id));
}

/** Deletes a comment of one's own; an admin, any. Throws `not_found`, `forbidden`. */
export function deleteComment({ ctx, input }: VerbInput<{ comment: string; isAdmin: boolean }>): void {
  const { sql } = ctx;
  const row = readLivingComment(sql, input.comment);
  if (row.author_id !== ctx.actor.id && !input.isAdmin)
    throw new Fault("forbidden", "Only who wrote a comment, or an admin of the workspace, may delete it.");
  transact(ctx, (emit) => {
    deleteCommentRow(sql, row.number);
    emit({ type: "comment.deleted", subject: subjectOf(row), data: { comment: row.id } });
  });
}
