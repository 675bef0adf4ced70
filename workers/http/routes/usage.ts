import { OrganizationUsage, UsageQuery, WorkspaceUsage } from "@cairn/sdk/schema";
import { contentDisposition } from "../../blobs/disposition.ts";
import { organizationUsageCsv, workspaceUsageCsv } from "../../control/usage/csv.ts";
import { readOrganizationUsage, readWorkspaceUsage } from "../../control/usage/read.ts";
import { orgCtx, workspaceCtx } from "../context.ts";
import { bytesAnswer, jsonAnswer, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const ORG = "/api/v1/orgs/{org}";
const WORKSPACE = `${ORG}/workspaces/{workspace}`;
const tag = "Usage";
const ofOrg = { params: pathParams("org"), query: UsageQuery };
const ofWorkspace = { params: pathParams("org", "workspace"), query: UsageQuery };

const get = operation({
  id: "usageGet",
  method: "get",
  path: `${ORG}/usage`,
  tag,
  summary: "Read what an organization used, day by day and by workspace, and how much of its plan",
  guard: { on: "organization", action: "usage.read" },
  request: ofOrg,
  responses: { 200: jsonAnswer(OrganizationUsage) },
});

const csv = operation({
  id: "usageCsv",
  method: "get",
  path: `${ORG}/usage.csv`,
  tag,
  summary: "Download what an organization used as CSV",
  guard: { on: "organization", action: "usage.read" },
  request: ofOrg,
  responses: { 200: bytesAnswer("text/csv", "A line a day for each workspace") },
});

const workspaceGet = operation({
  id: "workspaceUsageGet",
  method: "get",
  path: `${WORKSPACE}/usage`,
  tag,
  summary: "Read what a workspace used, day by day",
  guard: { on: "workspace", action: "workspace.read" },
  request: ofWorkspace,
  responses: { 200: jsonAnswer(WorkspaceUsage) },
});

const workspaceCsv = operation({
  id: "workspaceUsageCsv",
  method: "get",
  path: `${WORKSPACE}/usage.csv`,
  tag,
  summary: "Download what a workspace used as CSV",
  guard: { on: "workspace", action: "workspace.read" },
  request: ofWorkspace,
  responses: { 200: bytesAnswer("text/csv", "A line a day") },
});

const csvHeaders = (name: string) => ({
  "content-type": "text/csv; charset=utf-8",
  "content-disposition": contentDisposition("attachment", `${name}-usage.csv`),
});

export const usageRoutes = router()
  .openapi(get, async (c) => c.json(await readOrganizationUsage({ ctx: orgCtx(c), input: c.req.valid("query") }), 200))
  .openapi(csv, async (c) => {
    const ctx = orgCtx(c);
    return c.body(await organizationUsageCsv({ ctx, input: c.req.valid("query") }), 200, csvHeaders(ctx.org.slug));
  })
  .openapi(workspaceGet, async (c) => c.json(await readWorkspaceUsage({ ctx: workspaceCtx(c), input: c.req.valid("query") }), 200))
  .openapi(workspaceCsv, async (c) => {
    const ctx = workspaceCtx(c);
    return c.body(await workspaceUsageCsv({ ctx, input: c.req.valid("query") }), 200, csvHeaders(ctx.workspace.slug));
  });
