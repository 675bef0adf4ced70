import { PageQuery, pageOf, SetTargetRoot, TargetRoot, TargetRootName } from "@cairn/sdk/schema";
import { deleteTargetRoot, listTargetRoots, setTargetRoot } from "../../control/target-roots/target-roots.ts";
import { workspaceCtx } from "../context.ts";
import { jsonAnswer, jsonBody, noContent, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const tag = "Target roots";
const path = "/api/v1/orgs/{org}/workspaces/{workspace}/target-roots";

const list = operation({
  id: "targetRootList",
  method: "get",
  path,
  tag,
  summary: "List the places where tasks keep their outputs",
  guard: { on: "workspace", action: "workspace.read" },
  request: { params: pathParams("org", "workspace"), query: PageQuery },
  responses: { 200: jsonAnswer(pageOf(TargetRoot)) },
});

const set = operation({
  id: "targetRootSet",
  method: "put",
  path: `${path}/{name}`,
  tag,
  summary: "Set a target root",
  guard: { on: "workspace", action: "workspace.update" },
  request: { params: pathParams("org", "workspace").extend({ name: TargetRootName }), body: jsonBody(SetTargetRoot) },
  responses: { 200: jsonAnswer(TargetRoot) },
});

const remove = operation({
  id: "targetRootDelete",
  method: "delete",
  path: `${path}/{name}`,
  tag,
  summary: "Drop a target root; what lies there is kept",
  guard: { on: "workspace", action: "workspace.update" },
  request: { params: pathParams("org", "workspace", "name") },
  responses: { 204: noContent },
});

export const targetRootRoutes = router()
  .openapi(list, async (c) => c.json(await listTargetRoots({ ctx: workspaceCtx(c), input: c.req.valid("query") }), 200))
  .openapi(set, async (c) => {
    const input = { name: c.req.valid("param").name, uri: c.req.valid("json").uri };
    return c.json(await setTargetRoot({ ctx: workspaceCtx(c), input }), 200);
  })
  .openapi(remove, async (c) => {
    await deleteTargetRoot({ ctx: workspaceCtx(c), input: { name: c.req.valid("param").name } });
    return c.body(null, 204);
  });
