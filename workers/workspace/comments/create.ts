import type { Comment, Mention } from "@cairn/sdk/schema";
import { transact, type VerbInput } from "../context.ts";
import { COMMENTS_PER_SUBJECT_MAX } from "../limits.ts";
import { limitReached, requireRoom } from "../space.ts";
import { countComments, findComment, insertComment, readComment, toComment } from "./store.ts";
import { readLivingSubject } from "./subject.ts";

export interface NewComment {
  id: string;
  /** Id of the run or experiment. */
  subject: string;
  body: string;
  /** Members whom the text names. */
  mentions: readonly Mention[];
}

/** Adds a comment to a run or an experiment; with an id that it made before it answers that one. Throws `not_found`, `limit_reached`. */
export function createComment({ ctx, input }: VerbInput<NewComment>): Comment {
  const { sql, actor } = ctx;
  const { id, body, mentions } = input;
  const subject = readLivingSubject(sql, input.subject);
  const earlier = findComment(sql, id);
  if (earlier) return toComment(earlier);
  requireRoom(sql);
  if (countComments(sql, subject) >= COMMENTS_PER_SUBJECT_MAX) throw limitReached(`comments_per_${subject.type}`, COMMENTS_PER_SUBJECT_MAX);
  transact(ctx, (emit) => {
    insertComment(sql, subject, { id, body, mentions, author: actor, now: ctx.clock.now() });
    const data = { comment: id, mentions: mentions.map((person) => person.id) };
    emit({ type: "comment.created", subject: { type: subject.type, id: subject.id }, data });
  });
  return toComment(readComment(sql, id));
}
