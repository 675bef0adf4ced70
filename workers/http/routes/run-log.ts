import { History, HistoryQuery, LogAccepted, LogBatch, RunStatus } from "@cairn/sdk/schema";
import { z } from "zod";
import { workspaceOf } from "../../workspace/stub.ts";
import { workspaceCtx } from "../context.ts";
import { jsonAnswer, jsonBody, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const PATH = "/api/v1/orgs/{org}/workspaces/{workspace}/runs/{run}";
const params = pathParams("org", "workspace", "run");

const logPoints = operation({
  id: "runLog",
  method: "post",
  path: `${PATH}/log`,
  tag: "Runs",
  summary: "Log a batch of metric points, params and tags, exactly once",
  guard: { on: "workspace", action: "run.write" },
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

const metrics = operation({
  id: "runMetrics",
  method: "get",
  path: `${PATH}/metrics`,
  tag: "Runs",
  summary: "Read the curves of a run",
  guard: { on: "workspace", action: "run.read" },
  request: { params, query: HistoryQuery },
  responses: { 200: jsonAnswer(History) },
});

export const runLogRoutes = router()
  .openapi(logPoints, async (c) => {
    const input = { run: c.req.valid("param").run, batch: c.req.valid("json") };
    return c.json(await workspaceOf(workspaceCtx(c)).call("runLog", input), 200);
  })
  .openapi(beat, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("runHeartbeat", { run: c.req.valid("param").run }), 200))
  .openapi(metrics, async (c) => {
    const { keys, max_points, since_step } = c.req.valid("query");
    const input = {
      run: c.req.valid("param").run,
      keys: keys === undefined ? null : keys.split(",").filter((key) => key !== ""),
      maxPoints: max_points,
      sinceStep: since_step ?? null,
    };
    return c.json(await workspaceOf(workspaceCtx(c)).call("runHistory", input), 200);
  });
