import { z } from "zod";
import { ActorRef } from "./audit.ts";
import { idOf, idOfAny, PageQuery, Timestamp } from "./common.ts";

/** Longest comment, in characters. */
export const COMMENT_MAX = 20_000;
/** Most people whom one comment tells. */
export const MENTIONS_MAX = 50;

/** Somebody whom a comment names: `@[Ada](usr_…)` in its text. */
export const Mention = z.object({ id: idOf("user"), name: z.string() }).meta({ id: "Mention" });
export type Mention = z.infer<typeof Mention>;

/** What can be commented on. */
export const CommentSubjectType = z.enum(["run", "experiment"]);
export type CommentSubjectType = z.infer<typeof CommentSubjectType>;

const SubjectId = idOfAny(["run", "experiment"]).meta({ description: "id of a run or an experiment" });

/** What somebody said about a run or an experiment, in Markdown. */
export const Comment = z
  .object({
    id: idOf("comment"),
    subject: z.object({ type: CommentSubjectType, id: SubjectId }).meta({ description: "what it is about" }),
    body: z.string(),
    mentions: z.array(Mention).meta({ description: "members whom the text names, and who are told" }),
    author: ActorRef,
    created_at: Timestamp,
    edited_at: Timestamp.nullable(),
  })
  .meta({ id: "Comment" });
export type Comment = z.infer<typeof Comment>;

const Body = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(COMMENT_MAX, `must have at most ${COMMENT_MAX} characters`)
  .meta({ description: "Markdown; @[name](id of a user) tells a member" });

export const CommentQuery = PageQuery.extend({ subject: SubjectId });
export type CommentQuery = z.infer<typeof CommentQuery>;

export const CreateComment = z.strictObject({ subject: SubjectId, body: Body }).meta({
  id: "CreateComment",
  examples: [
    {
      subject: "run_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c",
      body: "The loss jumps at step 3000, @[Ada](usr_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c).",
    },
  ],
});
export type CreateComment = z.infer<typeof CreateComment>;

export const UpdateComment = z
  .strictObject({ body: Body })
  .meta({ id: "UpdateComment", examples: [{ body: "It was the learning rate." }] });
export type UpdateComment = z.infer<typeof UpdateComment>;

/** Ids of the users whom a text names, each once, in order. */
export const mentionedIn = (body: string): string[] =>
  [...new Set([...body.matchAll(/@\[[^\]\n]{1,200}\]\((usr_[0-9a-f-]{36})\)/g)].flatMap(([, id]) => id ?? []))].slice(0, MENTIONS_MAX);
