import { Grant, PageQuery, pageOf } from "@cairn/sdk/schema";
import { listOwnGrants, revokeOwnGrant } from "../../control/oauth/grants.ts";
import { callerCtx } from "../context.ts";
import { jsonAnswer, noContent, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const tag = "Account";

const list = operation({
  id: "grantList",
  method: "get",
  path: "/api/v1/me/grants",
  tag,
  summary: "Programs that are signed in in the caller's name",
  guard: { on: "caller" },
  request: { query: PageQuery },
  responses: { 200: jsonAnswer(pageOf(Grant)) },
});

const revoke = operation({
  id: "grantRevoke",
  method: "delete",
  path: "/api/v1/me/grants/{grant}",
  tag,
  summary: "End a program's sign-in",
  guard: { on: "caller" },
  request: { params: pathParams("grant") },
  responses: { 204: noContent },
});

export const grantRoutes = router()
  .openapi(list, async (c) => c.json(await listOwnGrants({ ctx: callerCtx(c), input: c.req.valid("query") }), 200))
  .openapi(revoke, async (c) => {
    await revokeOwnGrant({ ctx: callerCtx(c), input: { grantId: c.req.valid("param").grant } });
    return c.body(null, 204);
  });
