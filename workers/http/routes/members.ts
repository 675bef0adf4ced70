import { Member, PageQuery, pageOf, TransferOwnership, UpdateMember } from "@cairn/sdk/schema";
import { listMembers } from "../../control/members/list.ts";
import { leaveOrganization, removeMember } from "../../control/members/remove.ts";
import { transferOwnership } from "../../control/members/transfer.ts";
import { updateMember } from "../../control/members/update.ts";
import { orgCtx } from "../context.ts";
import { jsonAnswer, jsonBody, noContent, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const tag = "Members";
const path = "/api/v1/orgs/{org}/members/{user}";
const params = pathParams("org", "user");

const list = operation({
  id: "memberList",
  method: "get",
  path: "/api/v1/orgs/{org}/members",
  tag,
  summary: "List the members of an organization",
  guard: { on: "organization", action: "organization.read" },
  request: { params: pathParams("org"), query: PageQuery },
  responses: { 200: jsonAnswer(pageOf(Member)) },
});

const update = operation({
  id: "memberUpdate",
  method: "patch",
  path,
  tag,
  summary: "Change the role of a member",
  guard: { on: "organization", action: "member.manage" },
  request: { params, body: jsonBody(UpdateMember) },
  responses: { 200: jsonAnswer(Member) },
});

const remove = operation({
  id: "memberRemove",
  method: "delete",
  path,
  tag,
  summary: "Remove a member and end their access",
  guard: { on: "organization", action: "member.manage" },
  request: { params },
  responses: { 204: noContent },
});

const leave = operation({
  id: "memberLeave",
  method: "post",
  path: "/api/v1/orgs/{org}/leave",
  tag,
  summary: "Leave an organization",
  guard: { on: "organization", action: "organization.read" },
  request: { params: pathParams("org") },
  responses: { 204: noContent },
});

const transfer = operation({
  id: "ownershipTransfer",
  method: "post",
  path: "/api/v1/orgs/{org}/transfer",
  tag,
  summary: "Hand an organization over to another member",
  guard: { on: "organization", action: "member.manage" },
  request: { params: pathParams("org"), body: jsonBody(TransferOwnership) },
  responses: { 204: noContent },
});

export const memberRoutes = router()
  .openapi(list, async (c) => c.json(await listMembers({ ctx: orgCtx(c), input: c.req.valid("query") }), 200))
  .openapi(update, async (c) => {
    const input = { userId: c.req.valid("param").user, role: c.req.valid("json").role };
    return c.json(await updateMember({ ctx: orgCtx(c), input }), 200);
  })
  .openapi(remove, async (c) => {
    await removeMember({ ctx: orgCtx(c), input: { userId: c.req.valid("param").user } });
    return c.body(null, 204);
  })
  .openapi(leave, async (c) => {
    await leaveOrganization({ ctx: orgCtx(c) });
    return c.body(null, 204);
  })
  .openapi(transfer, async (c) => {
    await transferOwnership({ ctx: orgCtx(c), input: c.req.valid("json") });
    return c.body(null, 204);
  });
