import {
  AcquireLeases,
  Lease,
  LeaseAnswers,
  LeasesRenewed,
  PageQuery,
  pageOf,
  ReleaseLease,
  RenewLeases,
  TaskSettings,
} from "@cairn/sdk/schema";
import { z } from "zod";
import { decodeCursor } from "../../shared/cursor.ts";
import { workspaceOf } from "../../workspace/stub.ts";
import { workspaceCtx } from "../context.ts";
import { jsonAnswer, jsonBody, noContent, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const PATH = "/api/v1/orgs/{org}/workspaces/{workspace}/tasks/leases";
const read = { on: "workspace", action: "run.read" } as const;
const write = { on: "workspace", action: "run.write" } as const;
const params = pathParams("org", "workspace");

const acquire = operation({
  id: "taskLeaseAcquire",
  method: "post",
  path: PATH,
  tag: "Tasks",
  summary: "Ask for the right to compute tasks, each by one owner at a time",
  guard: write,
  request: { params, body: jsonBody(AcquireLeases) },
  responses: { 200: jsonAnswer(LeaseAnswers) },
});

const renew = operation({
  id: "taskLeaseRenew",
  method: "post",
  path: `${PATH}/renew`,
  tag: "Tasks",
  summary: "Let leases last longer",
  guard: write,
  request: { params, body: jsonBody(RenewLeases) },
  responses: { 200: jsonAnswer(LeasesRenewed) },
});

const release = operation({
  id: "taskLeaseRelease",
  method: "post",
  path: `${PATH}/release`,
  tag: "Tasks",
  summary: "Give a lease up",
  guard: write,
  request: { params, body: jsonBody(ReleaseLease) },
  responses: { 204: noContent },
});

const list = operation({
  id: "taskLeaseList",
  method: "get",
  path: PATH,
  tag: "Tasks",
  summary: "List the leases that are held, oldest first",
  guard: read,
  request: { params, query: PageQuery },
  responses: { 200: jsonAnswer(pageOf(Lease)) },
});

const SETTINGS_PATH = "/api/v1/orgs/{org}/workspaces/{workspace}/task-settings";

const getSettings = operation({
  id: "taskSettingsGet",
  method: "get",
  path: SETTINGS_PATH,
  tag: "Tasks",
  summary: "Read what holds for all tasks of the workspace",
  guard: read,
  request: { params },
  responses: { 200: jsonAnswer(TaskSettings) },
});

const putSettings = operation({
  id: "taskSettingsPut",
  method: "put",
  path: SETTINGS_PATH,
  tag: "Tasks",
  summary: "Set what holds for all tasks of the workspace",
  guard: { on: "workspace", action: "workspace.update" },
  request: { params, body: jsonBody(TaskSettings) },
  responses: { 200: jsonAnswer(TaskSettings) },
});

const Cursor = z.object({ after: z.number().int() });

export const taskLeaseRoutes = router()
  .openapi(getSettings, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("taskSettingsGet", null), 200))
  .openapi(putSettings, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("taskSettingsPut", c.req.valid("json")), 200))
  .openapi(acquire, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("taskLeaseAcquire", c.req.valid("json")), 200))
  .openapi(renew, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("taskLeaseRenew", c.req.valid("json")), 200))
  .openapi(release, async (c) => {
    await workspaceOf(workspaceCtx(c)).call("taskLeaseRelease", c.req.valid("json"));
    return c.body(null, 204);
  })
  .openapi(list, async (c) => {
    const { cursor, limit } = c.req.valid("query");
    const after = cursor === undefined ? 0 : decodeCursor(cursor, Cursor).after;
    return c.json(await workspaceOf(workspaceCtx(c)).call("taskLeaseList", { after, limit }), 200);
  });
