import { SetWatch, Watch } from "@cairn/sdk/schema";
import { clearWatch, getWatch, setWatch } from "../../control/watches/watches.ts";
import { workspaceCtx } from "../context.ts";
import { jsonAnswer, jsonBody, noContent, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const path = "/api/v1/orgs/{org}/workspaces/{workspace}/watches/{subject}";
const tag = "Inbox";
const guard = { on: "workspace", action: "run.read" } as const;
const params = pathParams("org", "workspace", "subject");

const get = operation({
  id: "watchGet",
  method: "get",
  path,
  tag,
  summary: "Whether you watch or muted a run, an experiment or the workspace",
  guard,
  request: { params },
  responses: { 200: jsonAnswer(Watch) },
});

const set = operation({
  id: "watchSet",
  method: "put",
  path,
  tag,
  summary: "Watch or mute a run or an experiment, or mute the workspace",
  guard,
  request: { params, body: jsonBody(SetWatch) },
  responses: { 200: jsonAnswer(Watch) },
});

const clear = operation({
  id: "watchClear",
  method: "delete",
  path,
  tag,
  summary: "Hear of what concerns you, and nothing else",
  guard,
  request: { params },
  responses: { 204: noContent },
});

export const watchRoutes = router()
  .openapi(get, async (c) => c.json(await getWatch({ ctx: workspaceCtx(c), input: c.req.valid("param") }), 200))
  .openapi(set, async (c) => {
    const input = { subject: c.req.valid("param").subject, ...c.req.valid("json") };
    return c.json(await setWatch({ ctx: workspaceCtx(c), input }), 200);
  })
  .openapi(clear, async (c) => {
    await clearWatch({ ctx: workspaceCtx(c), input: c.req.valid("param") });
    return c.body(null, 204);
  });
