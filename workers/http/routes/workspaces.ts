import { ConfirmDelete, CreateWorkspace, PageQuery, pageOf, UpdateWorkspace, Workspace } from "@cairn/sdk/schema";
import { createWorkspace } from "../../control/workspaces/create.ts";
import { deleteWorkspace } from "../../control/workspaces/delete.ts";
import { listWorkspaces } from "../../control/workspaces/list.ts";
import { updateWorkspace } from "../../control/workspaces/update.ts";
import { workspaceView } from "../../control/workspaces/view.ts";
import { orgCtx, workspaceCtx } from "../context.ts";
import { jsonAnswer, jsonBody, noContent, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const tag = "Workspaces";
const path = "/api/v1/orgs/{org}/workspaces/{workspace}";
const params = pathParams("org", "workspace");

const list = operation({
  id: "workspaceList",
  method: "get",
  path: "/api/v1/orgs/{org}/workspaces",
  tag,
  summary: "List the workspaces of an organization",
  guard: { on: "organization", action: "organization.read" },
  request: { params: pathParams("org"), query: PageQuery },
  responses: { 200: jsonAnswer(pageOf(Workspace)) },
});

const create = operation({
  id: "workspaceCreate",
  method: "post",
  path: "/api/v1/orgs/{org}/workspaces",
  tag,
  summary: "Create a workspace",
  guard: { on: "organization", action: "workspace.create" },
  keyed: true,
  request: { params: pathParams("org"), body: jsonBody(CreateWorkspace) },
  responses: { 201: jsonAnswer(Workspace, "Created") },
});

const get = operation({
  id: "workspaceGet",
  method: "get",
  path,
  tag,
  summary: "Read a workspace",
  guard: { on: "workspace", action: "workspace.read" },
  request: { params },
  responses: { 200: jsonAnswer(Workspace) },
});

const update = operation({
  id: "workspaceUpdate",
  method: "patch",
  path,
  tag,
  summary: "Rename a workspace",
  guard: { on: "workspace", action: "workspace.update" },
  request: { params, body: jsonBody(UpdateWorkspace) },
  responses: { 200: jsonAnswer(Workspace) },
});

const remove = operation({
  id: "workspaceDelete",
  method: "delete",
  path,
  tag,
  summary: "Delete a workspace with everything in it",
  guard: { on: "workspace", action: "workspace.delete" },
  request: { params, body: jsonBody(ConfirmDelete) },
  responses: { 204: noContent },
});

export const workspaceRoutes = router()
  .openapi(list, async (c) => c.json(await listWorkspaces({ ctx: orgCtx(c), input: c.req.valid("query") }), 200))
  .openapi(create, async (c) => c.json(await createWorkspace({ ctx: orgCtx(c), input: c.req.valid("json") }), 201))
  .openapi(get, (c) => {
    const { workspace, workspaceRole } = workspaceCtx(c);
    return c.json(workspaceView(workspace, workspaceRole), 200);
  })
  .openapi(update, async (c) => c.json(await updateWorkspace({ ctx: workspaceCtx(c), input: c.req.valid("json") }), 200))
  .openapi(remove, async (c) => {
    await deleteWorkspace({ ctx: workspaceCtx(c), input: c.req.valid("json") });
    return c.body(null, 204);
  });
