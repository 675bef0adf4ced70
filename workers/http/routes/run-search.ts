import {
  FieldsQuery,
  FieldValues,
  RunFields,
  RunGrouping,
  RunGroups,
  RunPage,
  RunSearch,
  RunStats,
  StatsQuery,
  ValuesQuery,
} from "@cairn/sdk/schema";
import { workspaceOf } from "../../workspace/stub.ts";
import { workspaceCtx } from "../context.ts";
import { jsonAnswer, jsonBody, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const PATH = "/api/v1/orgs/{org}/workspaces/{workspace}/runs";
const guard = { on: "workspace", action: "run.read" } as const;
const params = pathParams("org", "workspace");

const search = operation({
  id: "runSearch",
  method: "post",
  path: `${PATH}/search`,
  tag: "Runs",
  summary: "Find runs by a filter, sorted by anything",
  guard,
  isQuery: true,
  request: { params, body: jsonBody(RunSearch) },
  responses: { 200: jsonAnswer(RunPage) },
});

const groups = operation({
  id: "runGroups",
  method: "post",
  path: `${PATH}/groups`,
  tag: "Runs",
  summary: "Count and sum up runs by the values of fields",
  guard,
  isQuery: true,
  request: { params, body: jsonBody(RunGrouping) },
  responses: { 200: jsonAnswer(RunGroups) },
});

const fields = operation({
  id: "runFields",
  method: "get",
  path: `${PATH}/fields`,
  tag: "Runs",
  summary: "Fields that runs have",
  guard,
  request: { params, query: FieldsQuery },
  responses: { 200: jsonAnswer(RunFields) },
});

const values = operation({
  id: "runValues",
  method: "get",
  path: `${PATH}/values`,
  tag: "Runs",
  summary: "Values that runs have in a field",
  guard,
  isQuery: true,
  request: { params, query: ValuesQuery },
  responses: { 200: jsonAnswer(FieldValues) },
});

const stats = operation({
  id: "runStats",
  method: "get",
  path: `${PATH}/stats`,
  tag: "Runs",
  summary: "How many runs there are, by status",
  guard,
  isQuery: true,
  request: { params, query: StatsQuery },
  responses: { 200: jsonAnswer(RunStats) },
});

/** Mounted before the routes of one run, so that `fields` is no run's id. */
export const runSearchRoutes = router()
  .openapi(search, async (c) => {
    const page = await workspaceOf(workspaceCtx(c)).call("runSearch", c.req.valid("json"));
    return c.body(page, 200, { "content-type": "application/json" }) as never;
  })
  .openapi(groups, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("runGroups", c.req.valid("json")), 200))
  .openapi(fields, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("runFields", c.req.valid("query")), 200))
  .openapi(values, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("runValues", c.req.valid("query")), 200))
  .openapi(stats, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("runStats", c.req.valid("query")), 200));
