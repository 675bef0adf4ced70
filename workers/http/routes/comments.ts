import { Comment, CommentQuery, CreateComment, pageOf, UpdateComment, WORKSPACE_ROLE_ACTIONS } from "@cairn/sdk/schema";
import { z } from "zod";
import { readMentions } from "../../control/comments/mentions.ts";
import { decodeCursor } from "../../shared/cursor.ts";
import { workspaceOf } from "../../workspace/stub.ts";
import { workspaceCtx } from "../context.ts";
import { jsonAnswer, jsonBody, noContent, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const PATH = "/api/v1/orgs/{org}/workspaces/{workspace}/comments";
const tag = "Comments";
/** Whoever may change runs and experiments may say something about them. */
const write = { on: "workspace", action: "run.write" } as const;
const params = pathParams("org", "workspace");
const ofComment = pathParams("org", "workspace", "comment");
const Cursor = z.object({ after: z.number().int() });

const list = operation({
  id: "commentList",
  method: "get",
  path: PATH,
  tag,
  summary: "List the comments on a run or an experiment, oldest first",
  guard: { on: "workspace", action: "run.read" },
  request: { params, query: CommentQuery },
  responses: { 200: jsonAnswer(pageOf(Comment)) },
});

const create = operation({
  id: "commentCreate",
  method: "post",
  path: PATH,
  tag,
  summary: "Comment on a run or an experiment",
  guard: write,
  keyed: true,
  request: { params, body: jsonBody(CreateComment) },
  responses: { 201: jsonAnswer(Comment, "Said") },
});

const update = operation({
  id: "commentUpdate",
  method: "patch",
  path: `${PATH}/{comment}`,
  tag,
  summary: "Edit a comment of one's own",
  guard: write,
  request: { params: ofComment, body: jsonBody(UpdateComment) },
  responses: { 200: jsonAnswer(Comment) },
});

const remove = operation({
  id: "commentDelete",
  method: "delete",
  path: `${PATH}/{comment}`,
  tag,
  summary: "Delete a comment: one's own, as an admin any",
  guard: write,
  request: { params: ofComment },
  responses: { 204: noContent },
});

export const commentRoutes = router()
  .openapi(list, async (c) => {
    const { cursor, limit, subject } = c.req.valid("query");
    const after = cursor === undefined ? 0 : decodeCursor(cursor, Cursor).after;
    return c.json(await workspaceOf(workspaceCtx(c)).call("commentList", { subject, after, limit }), 200);
  })
  .openapi(create, async (c) => {
    const ctx = workspaceCtx(c);
    const { subject, body } = c.req.valid("json");
    const mentions = await readMentions({ ctx, input: { body } });
    return c.json(await workspaceOf(ctx).call("commentCreate", { id: ctx.newId("comment"), subject, body, mentions }), 201);
  })
  .openapi(update, async (c) => {
    const ctx = workspaceCtx(c);
    const { body } = c.req.valid("json");
    const mentions = await readMentions({ ctx, input: { body } });
    const { comment } = c.req.valid("param");
    return c.json(await workspaceOf(ctx).call("commentUpdate", { comment, body, mentions }), 200);
  })
  .openapi(remove, async (c) => {
    const ctx = workspaceCtx(c);
    const { comment } = c.req.valid("param");
    const isAdmin = WORKSPACE_ROLE_ACTIONS[ctx.workspaceRole].includes("workspace.update");
    await workspaceOf(ctx).call("commentDelete", { comment, isAdmin });
    return c.body(null, 204);
  });
