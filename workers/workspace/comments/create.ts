import type { Comment, Mention } from "@cairn/sdk/schema";
import { transact, type VerbInput } from "../context.ts";
import { COMMENTS_PER_RUN_MAX } from "../limits.ts";
import { readLivingRun } from "../runs/store.ts";
import { limitReached, requireRoom } from "../space.ts";
import { countComments, findComment, insertComment, readComment, toComment } from "./store.ts";

export interface NewComment {
  id: string;
  run: string;
  body: string;
  /** Members whom the text names. */
  mentions: readonly Mention[];
}

/** Adds a comment to a run; with an id that it made before it answers that one. Throws `not_found`, `limit_reached`. */
export function createComment({ ctx, input }: VerbInput<NewComment>): Comment {
  const { sql, actor } = ctx;
  const { id, body, mentions } = input;
  const run = readLivingRun(sql, input.run);
  const earlier = findComment(sql, run.number, id);
  if (earlier) return toComment(run.id, earlier);
  requireRoom(sql);
  if (countComments(sql, run.number) >= COMMENTS_PER_RUN_MAX) throw limitReached("comments_per_run", COMMENTS_PER_RUN_MAX);
  transact(ctx, (emit) => {
    insertComment(sql, { id, runNumber: run.number, body, mentions, author: actor, now: ctx.clock.now() });
    const data = { comment: id, mentions: mentions.map((person) => person.id) };
    emit({ type: "comment.created", subject: { type: "run", id: run.id }, data });
  });
  return toComment(run.id, readComment(sql, run.number, id));
}
