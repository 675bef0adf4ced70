import { OrganizationWithRole, PageQuery, pageOf, ReceivedInvitation } from "@cairn/sdk/schema";
import { acceptInvitation, declineInvitation, listReceivedInvitations } from "../../control/invitations/received.ts";
import { callerCtx } from "../context.ts";
import { limitAddress } from "../middleware/rate-limit.ts";
import { jsonAnswer, noContent, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const tag = "Account";
const path = "/api/v1/me/invitations";
const params = pathParams("invitation");

const list = operation({
  id: "receivedInvitationList",
  method: "get",
  path,
  tag,
  summary: "List the invitations that wait for your answer",
  guard: { on: "caller" },
  request: { query: PageQuery },
  responses: { 200: jsonAnswer(pageOf(ReceivedInvitation)) },
});

const accept = operation({
  id: "receivedInvitationAccept",
  method: "post",
  path: `${path}/{invitation}/accept`,
  tag,
  summary: "Accept an invitation",
  guard: { on: "caller" },
  request: { params },
  responses: { 200: jsonAnswer(OrganizationWithRole) },
});

const decline = operation({
  id: "receivedInvitationDecline",
  method: "post",
  path: `${path}/{invitation}/decline`,
  tag,
  summary: "Decline an invitation",
  guard: { on: "caller" },
  request: { params },
  responses: { 204: noContent },
});

export const receivedInvitationRoutes = router()
  .openapi(list, async (c) => c.json(await listReceivedInvitations({ ctx: callerCtx(c), input: c.req.valid("query") }), 200))
  .openapi(accept, async (c) => {
    const ctx = callerCtx(c);
    await limitAddress(ctx, "invitation");
    return c.json(await acceptInvitation({ ctx, input: { id: c.req.valid("param").invitation } }), 200);
  })
  .openapi(decline, async (c) => {
    await declineInvitation({ ctx: callerCtx(c), input: { id: c.req.valid("param").invitation } });
    return c.body(null, 204);
  });
