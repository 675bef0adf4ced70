import { PageQuery, pageOf, SetWorkspaceRole, WorkspaceMember } from "@cairn/sdk/schema";
import { clearWorkspaceRole, listWorkspaceMembers, setWorkspaceRole } from "../../control/workspaces/access/members.ts";
import { workspaceCtx } from "../context.ts";
import { jsonAnswer, jsonBody, noContent, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const tag = "Workspaces";
const path = "/api/v1/orgs/{org}/workspaces/{workspace}/members";

const list = operation({
  id: "workspaceMemberList",
  method: "get",
  path,
  tag,
  summary: "List who can see a workspace, with their roles in it",
  guard: { on: "workspace", action: "workspace.read" },
  request: { params: pathParams("org", "workspace"), query: PageQuery },
  responses: { 200: jsonAnswer(pageOf(WorkspaceMember)) },
});

const set = operation({
  id: "workspaceMemberSet",
  method: "put",
  path: `${path}/{user}`,
  tag,
  summary: "Give a member another role in a workspace",
  guard: { on: "workspace", action: "workspace.update" },
  request: { params: pathParams("org", "workspace", "user"), body: jsonBody(SetWorkspaceRole) },
  responses: { 200: jsonAnswer(WorkspaceMember) },
});

const clear = operation({
  id: "workspaceMemberClear",
  method: "delete",
  path: `${path}/{user}`,
  tag,
  summary: "Give a member back the role their organization role brings",
  guard: { on: "workspace", action: "workspace.update" },
  request: { params: pathParams("org", "workspace", "user") },
  responses: { 204: noContent },
});

export const workspaceMemberRoutes = router()
  .openapi(list, async (c) => c.json(await listWorkspaceMembers({ ctx: workspaceCtx(c), input: c.req.valid("query") }), 200))
  .openapi(set, async (c) => {
    const input = { userId: c.req.valid("param").user, role: c.req.valid("json").role };
    return c.json(await setWorkspaceRole({ ctx: workspaceCtx(c), input }), 200);
  })
  .openapi(clear, async (c) => {
    await clearWorkspaceRole({ ctx: workspaceCtx(c), input: { userId: c.req.valid("param").user } });
    return c.body(null, 204);
  });
