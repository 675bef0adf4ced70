import { z } from "zod";
import { FieldNames, workspaceEvent } from "./define.ts";

/** The text itself is not told: it may be long, and is gone when it is deleted. */
const Said = z.strictObject({
  comment: z.string().meta({ description: "id of the comment" }),
  mentions: FieldNames.meta({ description: "ids of the users whom it names; in an update, those whom it did not name before" }),
});
const comment = "cmt_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c";
const said = { comment, mentions: ["usr_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c"] };

/** Events of comments; the subject is what they are about. */
const about = { subject: "run", otherSubjects: ["experiment"] };
export const COMMENT_EVENTS = {
  "comment.created": workspaceEvent({ description: "Somebody commented on a run or an experiment", ...about, data: Said, example: said }),
  "comment.updated": workspaceEvent({ description: "Somebody edited a comment of their own", ...about, data: Said, example: said }),
  "comment.deleted": workspaceEvent({
    description: "A comment was deleted, by its author or by an admin",
    ...about,
    data: z.strictObject({ comment: z.string() }),
    example: { comment },
  }),
} as const;
