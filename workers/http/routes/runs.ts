import {
  BulkEdit,
  BulkResult,
  CreateRun,
  DeleteRunQuery,
  FinishRun,
  pageOf,
  Run,
  RunDetail,
  RunListQuery,
  StartRun,
  UpdateRun,
} from "@cairn/sdk/schema";
import { requireWorkspaceAction } from "../../control/access/authorize.ts";
import { workspaceOf } from "../../workspace/stub.ts";
import { workspaceCtx } from "../context.ts";
import { jsonAnswer, jsonBody, noContent, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const PATH = "/api/v1/orgs/{org}/workspaces/{workspace}/runs";
const read = { on: "workspace", action: "run.read" } as const;
const write = { on: "workspace", action: "run.write" } as const;
const ofRun = pathParams("org", "workspace", "run");

const list = operation({
  id: "runList",
  method: "get",
  path: PATH,
  tag: "Runs",
  summary: "List runs, newest first",
  guard: read,
  request: { params: pathParams("org", "workspace"), query: RunListQuery },
  responses: { 200: jsonAnswer(pageOf(Run)) },
});

const create = operation({
  id: "runCreate",
  method: "post",
  path: PATH,
  tag: "Runs",
  summary: "Start a run, or queue one",
  guard: write,
  adds: ["runs_per_month", "bytes"],
  keyed: true,
  request: { params: pathParams("org", "workspace"), body: jsonBody(CreateRun) },
  responses: { 201: jsonAnswer(RunDetail, "Made"), 200: jsonAnswer(RunDetail, "The run of this id, which exists already") },
});

const get = operation({
  id: "runGet",
  method: "get",
  path: `${PATH}/{run}`,
  tag: "Runs",
  summary: "Read a run",
  guard: read,
  request: { params: ofRun },
  responses: { 200: jsonAnswer(RunDetail) },
});

const update = operation({
  id: "runUpdate",
  method: "patch",
  path: `${PATH}/{run}`,
  tag: "Runs",
  summary: "Change what is said of a run; params, tags and summary are merged key by key",
  guard: write,
  request: { params: ofRun, body: jsonBody(UpdateRun) },
  responses: { 200: jsonAnswer(RunDetail) },
});

const remove = operation({
  id: "runDelete",
  method: "delete",
  path: `${PATH}/{run}`,
  tag: "Runs",
  summary: "Move a run to the trash, or purge it",
  guard: write,
  // A second delete answers `not_found`, so a repeated request needs the answer of its first try.
  keyed: true,
  request: { params: ofRun, query: DeleteRunQuery },
  responses: { 204: noContent },
});

const finish = operation({
  id: "runFinish",
  method: "post",
  path: `${PATH}/{run}/finish`,
  tag: "Runs",
  summary: "End a run",
  guard: write,
  request: { params: ofRun, body: jsonBody(FinishRun) },
  responses: { 200: jsonAnswer(RunDetail) },
});

const restore = operation({
  id: "runRestore",
  method: "post",
  path: `${PATH}/{run}/restore`,
  tag: "Runs",
  summary: "Take a run back out of the trash",
  guard: write,
  request: { params: ofRun },
  responses: { 200: jsonAnswer(RunDetail) },
});

const start = operation({
  id: "runStart",
  method: "post",
  path: `${PATH}/{run}/start`,
  tag: "Runs",
  summary: "Start a queued run, or the next attempt of one that ended",
  guard: write,
  request: { params: ofRun, body: jsonBody(StartRun) },
  responses: { 200: jsonAnswer(RunDetail) },
});

const bulk = operation({
  id: "runBulk",
  method: "post",
  path: `${PATH}/bulk`,
  tag: "Runs",
  summary: "Make one change to many runs",
  guard: write,
  request: { params: pathParams("org", "workspace"), body: jsonBody(BulkEdit) },
  responses: { 200: jsonAnswer(BulkResult) },
});

export const runRoutes = router()
  .openapi(list, async (c) => {
    const { cursor, limit, experiment, status, parent, group, filter, lifecycle } = c.req.valid("query");
    const input = {
      cursor: cursor ?? null,
      limit,
      experiment: experiment ?? null,
      status: status ?? null,
      parentId: parent ?? null,
      group: group ?? null,
      filter: filter ?? null,
      lifecycle,
    };
    return c.json(await workspaceOf(workspaceCtx(c)).call("runList", input), 200);
  })
  .openapi(create, async (c) => {
    const ctx = workspaceCtx(c);
    const body = c.req.valid("json");
    const { run, created } = await workspaceOf(ctx).call("runCreate", { ...body, id: body.id ?? ctx.newId("run") });
    return created ? c.json(run, 201) : c.json(run, 200);
  })
  .openapi(get, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("runGet", { run: c.req.valid("param").run }), 200))
  .openapi(update, async (c) => {
    const input = { run: c.req.valid("param").run, patch: c.req.valid("json") };
    return c.json(await workspaceOf(workspaceCtx(c)).call("runUpdate", input), 200);
  })
  .openapi(remove, async (c) => {
    const ctx = workspaceCtx(c);
    const { purge } = c.req.valid("query");
    // What others may still want back goes at once only by the hand of those who manage the workspace.
    if (purge) requireWorkspaceAction(ctx, "workspace.update");
    await workspaceOf(ctx).call("runDelete", { run: c.req.valid("param").run, purge });
    return c.body(null, 204);
  })
  .openapi(finish, async (c) => {
    const input = { run: c.req.valid("param").run, end: c.req.valid("json") };
    return c.json(await workspaceOf(workspaceCtx(c)).call("runFinish", input), 200);
  })
  .openapi(restore, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("runRestore", { run: c.req.valid("param").run }), 200))
  .openapi(start, async (c) => {
    const input = { run: c.req.valid("param").run, start: c.req.valid("json") };
    return c.json(await workspaceOf(workspaceCtx(c)).call("runStart", input), 200);
  })
  .openapi(bulk, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("runBulk", c.req.valid("json")), 200));
