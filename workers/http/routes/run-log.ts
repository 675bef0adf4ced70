import { LogAccepted, LogBatch, RunStatus } from "@cairn/sdk/schema";
import type { MiddlewareHandler } from "hono";
import { every } from "hono/combine";
import { z } from "zod";
import { Fault } from "../../shared/errors.ts";
import { workspaceOf } from "../../workspace/stub.ts";
import { type AppEnv, workspaceCtx } from "../context.ts";
import { readLogBatch } from "../log-batch.ts";
import { jsonAnswer, jsonBody, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const PATH = "/api/v1/orgs/{org}/workspaces/{workspace}/runs/{run}";
const params = pathParams("org", "workspace", "run");

const logPoints = operation({
  id: "runLog",
  method: "post",
  path: `${PATH}/log`,
  tag: "Runs",
  summary: "Log a batch of metric points, params, tags, lines and media, exactly once",
  guard: { on: "workspace", action: "run.write" },
  adds: ["points_per_month", "bytes"],
  request: { params, body: jsonBody(LogBatch) },
  responses: { 200: jsonAnswer(LogAccepted) },
});

const beat = operation({
  id: "runHeartbeat",
  method: "post",
  path: `${PATH}/heartbeat`,
  tag: "Runs",
  summary: "Say that a run is alive",
  guard: { on: "workspace", action: "run.write" },
  request: { params },
  responses: { 200: jsonAnswer(z.object({ status: RunStatus })) },
});

const routes = router().openapi(beat, async (c) =>
  c.json(await workspaceOf(workspaceCtx(c)).call("runHeartbeat", { run: c.req.valid("param").run }), 200),
);

// In the document as every operation is, but its body is not read by zod (log-batch.ts).
routes.openAPIRegistry.registerPath(logPoints);
routes.post(logPoints.getRoutingPath(), every(...(logPoints.middleware as MiddlewareHandler<AppEnv>[])), async (c) => {
  const batch = readLogBatch(await c.req.json().catch(() => malformed()));
  return c.json(await workspaceOf(workspaceCtx(c)).call("runLog", { run: c.req.param("run") ?? "", batch }), 200);
});

export const runLogRoutes = routes;

function malformed(): never {
  throw new Fault("invalid_request", "Malformed JSON in request body");
}
