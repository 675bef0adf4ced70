import { CreateInvitation, Invitation, PageQuery, pageOf } from "@cairn/sdk/schema";
import { createInvitation } from "../../control/invitations/create.ts";
import { listInvitations } from "../../control/invitations/list.ts";
import { cancelInvitation, resendInvitation } from "../../control/invitations/manage.ts";
import { orgCtx } from "../context.ts";
import { limitAddress } from "../middleware/rate-limit.ts";
import { jsonAnswer, jsonBody, noContent, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const tag = "Invitations";
const path = "/api/v1/orgs/{org}/invitations";
const guard = { on: "organization", action: "invitation.manage" } as const;

const list = operation({
  id: "invitationList",
  method: "get",
  path,
  tag,
  summary: "List the invitations of an organization",
  guard,
  request: { params: pathParams("org"), query: PageQuery },
  responses: { 200: jsonAnswer(pageOf(Invitation)) },
});

const create = operation({
  id: "invitationCreate",
  method: "post",
  path,
  tag,
  summary: "Invite somebody by e-mail address",
  guard,
  keyed: true,
  request: { params: pathParams("org"), body: jsonBody(CreateInvitation) },
  responses: { 201: jsonAnswer(Invitation, "Created") },
});

const cancel = operation({
  id: "invitationCancel",
  method: "delete",
  path: `${path}/{invitation}`,
  tag,
  summary: "Cancel an invitation",
  guard,
  request: { params: pathParams("org", "invitation") },
  responses: { 204: noContent },
});

const resend = operation({
  id: "invitationResend",
  method: "post",
  path: `${path}/{invitation}/resend`,
  tag,
  summary: "Give an invitation seven more days",
  guard,
  request: { params: pathParams("org", "invitation") },
  responses: { 200: jsonAnswer(Invitation) },
});

export const invitationRoutes = router()
  .openapi(list, async (c) => c.json(await listInvitations({ ctx: orgCtx(c), input: c.req.valid("query") }), 200))
  .openapi(create, async (c) => {
    const ctx = orgCtx(c);
    await limitAddress(ctx, "invitation");
    return c.json(await createInvitation({ ctx, input: c.req.valid("json") }), 201);
  })
  .openapi(cancel, async (c) => {
    await cancelInvitation({ ctx: orgCtx(c), input: { id: c.req.valid("param").invitation } });
    return c.body(null, 204);
  })
  .openapi(resend, async (c) => c.json(await resendInvitation({ ctx: orgCtx(c), input: { id: c.req.valid("param").invitation } }), 200));
