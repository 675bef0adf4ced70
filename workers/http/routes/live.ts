import { Fault } from "../../shared/errors.ts";
import { workspaceOf } from "../../workspace/stub.ts";
import { workspaceCtx } from "../context.ts";
import { operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const live = operation({
  id: "workspaceLive",
  method: "get",
  path: "/api/v1/orgs/{org}/workspaces/{workspace}/live",
  tag: "Events",
  summary: "Follow a workspace on a WebSocket: LiveCommand in, LiveMessage out",
  guard: { on: "workspace", action: "run.read" },
  request: { params: pathParams("org", "workspace") },
  responses: { 101: { description: "A WebSocket; `ping` is answered `pong`" } },
});

export const liveRoutes = router().openapi(live, async (c) => {
  if (c.req.header("upgrade")?.toLowerCase() !== "websocket")
    throw new Fault("invalid_request", "Connect here with a WebSocket.", {
      errors: [{ path: "header.Upgrade", rule: "invalid_value", message: "must be websocket" }],
    });
  return workspaceOf(workspaceCtx(c)).openLive();
});
