import { type Action, OrganizationUsage, UsageQuery, WorkspaceUsage } from "@cairn/sdk/schema";
import type { z } from "zod";
import { contentDisposition } from "../../blobs/disposition.ts";
import { organizationUsageCsv, workspaceUsageCsv } from "../../control/usage/csv.ts";
import { readOrganizationUsage, readWorkspaceUsage } from "../../control/usage/read.ts";
import { orgCtx, workspaceCtx } from "../context.ts";
import { bytesAnswer, jsonAnswer, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

interface Scope<T extends z.ZodType> {
  /** Operation ids start with it. */
  prefix: string;
  path: string;
  parameters: readonly ("org" | "workspace")[];
  guard: { on: "organization" | "workspace"; action: Action };
  answer: T;
  /** What used it, and what a line of the CSV is. */
  of: string;
  more: string;
  line: string;
}

/** What was used is asked for of the whole organization or of one workspace: as JSON, and as CSV. */
function operationsOf<T extends z.ZodType>({ prefix, path, parameters, guard, answer, of, more, line }: Scope<T>) {
  const common = { method: "get", tag: "Usage", guard, request: { params: pathParams(...parameters), query: UsageQuery } } as const;
  return {
    get: operation({
      ...common,
      id: `${prefix}Get`,
      path: `${path}/usage`,
      summary: `Read what ${of} used, day by day${more}`,
      responses: { 200: jsonAnswer(answer) },
    }),
    csv: operation({
      ...common,
      id: `${prefix}Csv`,
      path: `${path}/usage.csv`,
      summary: `Download what ${of} used as CSV`,
      responses: { 200: bytesAnswer("text/csv", line) },
    }),
  };
}

const organization = operationsOf({
  prefix: "usage",
  path: "/api/v1/orgs/{org}",
  parameters: ["org"],
  guard: { on: "organization", action: "usage.read" },
  answer: OrganizationUsage,
  of: "an organization",
  more: " and by workspace, and how much of its plan",
  line: "A line a day for each workspace",
});

const workspace = operationsOf({
  prefix: "workspaceUsage",
  path: "/api/v1/orgs/{org}/workspaces/{workspace}",
  parameters: ["org", "workspace"],
  guard: { on: "workspace", action: "workspace.read" },
  answer: WorkspaceUsage,
  of: "a workspace",
  more: "",
  line: "A line a day",
});

const csvHeaders = (name: string) => ({
  "content-type": "text/csv; charset=utf-8",
  "content-disposition": contentDisposition("attachment", `${name}-usage.csv`),
});

export const usageRoutes = router()
  .openapi(organization.get, async (c) => c.json(await readOrganizationUsage({ ctx: orgCtx(c), input: c.req.valid("query") }), 200))
  .openapi(organization.csv, async (c) => {
    const ctx = orgCtx(c);
    return c.body(await organizationUsageCsv({ ctx, input: c.req.valid("query") }), 200, csvHeaders(ctx.org.slug));
  })
  .openapi(workspace.get, async (c) => c.json(await readWorkspaceUsage({ ctx: workspaceCtx(c), input: c.req.valid("query") }), 200))
  .openapi(workspace.csv, async (c) => {
    const ctx = workspaceCtx(c);
    return c.body(await workspaceUsageCsv({ ctx, input: c.req.valid("query") }), 200, csvHeaders(ctx.workspace.slug));
  });
