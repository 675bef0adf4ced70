import { Me, PageQuery, pageOf, Session, UpdateMe, User } from "@cairn/sdk/schema";
import { getMe } from "../../control/me/get.ts";
import { updateMe } from "../../control/me/update.ts";
import { endOwnSession } from "../../control/sessions/end.ts";
import { listSessions } from "../../control/sessions/list.ts";
import { callerCtx } from "../context.ts";
import { jsonAnswer, jsonBody, noContent, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const tag = "Account";

const get = operation({
  id: "meGet",
  method: "get",
  path: "/api/v1/me",
  tag,
  summary: "Who is calling, and what the credential can see",
  guard: { on: "caller" },
  responses: { 200: jsonAnswer(Me) },
});

const update = operation({
  id: "meUpdate",
  method: "patch",
  path: "/api/v1/me",
  tag,
  summary: "Change your name",
  guard: { on: "caller" },
  request: { body: jsonBody(UpdateMe) },
  responses: { 200: jsonAnswer(User) },
});

const sessions = operation({
  id: "sessionList",
  method: "get",
  path: "/api/v1/me/sessions",
  tag,
  summary: "List your browser sessions",
  guard: { on: "caller" },
  request: { query: PageQuery },
  responses: { 200: jsonAnswer(pageOf(Session)) },
});

const endSession = operation({
  id: "sessionEnd",
  method: "delete",
  path: "/api/v1/me/sessions/{session}",
  tag,
  summary: "End a browser session",
  guard: { on: "session" },
  request: { params: pathParams("session") },
  responses: { 204: noContent },
});

export const meRoutes = router()
  .openapi(get, async (c) => c.json(await getMe({ ctx: callerCtx(c) }), 200))
  .openapi(update, async (c) => c.json(await updateMe({ ctx: callerCtx(c), input: c.req.valid("json") }), 200))
  .openapi(sessions, async (c) => c.json(await listSessions({ ctx: callerCtx(c), input: c.req.valid("query") }), 200))
  .openapi(endSession, async (c) => {
    await endOwnSession({ ctx: callerCtx(c), id: c.req.valid("param").session });
    return c.body(null, 204);
  });
