import {
  CollectTasks,
  ExportTasks,
  pageOf,
  TaskExplanation,
  TaskFields,
  TaskFieldsQuery,
  TaskGraph,
  TaskGraphQuery,
  TaskIdentity,
  TaskLookup,
  TaskManifest,
  TaskManifestAccepted,
  TaskRelative,
  TaskRelativesQuery,
  TaskResults,
  TaskStats,
  TasksCollected,
  TasksImported,
  TaskTypeGraph,
  TaskTypes,
  TaskUsage,
  TaskValues,
  TaskValuesQuery,
} from "@cairn/sdk/schema";
import type { MiddlewareHandler } from "hono";
import { every } from "hono/combine";
import { z } from "zod";
import { decodeCursor } from "../../shared/cursor.ts";
import { workspaceOf } from "../../workspace/stub.ts";
import { requireCallable } from "../call-size.ts";
import { type AppEnv, workspaceCtx } from "../context.ts";
import { LINES_TYPE } from "../middleware/body.ts";
import { bytesAnswer, jsonAnswer, jsonBody, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";
import { streamText } from "../stream-text.ts";
import { exportLines } from "../task-export.ts";
import { readImport } from "../task-import.ts";

const WORKSPACE = "/api/v1/orgs/{org}/workspaces/{workspace}";
const PATH = `${WORKSPACE}/tasks`;
const read = { on: "workspace", action: "run.read" } as const;
const write = { on: "workspace", action: "run.write" } as const;
const ofWorkspace = pathParams("org", "workspace");
const ofTask = pathParams("org", "workspace", "task");

const fields = operation({
  id: "taskFields",
  method: "get",
  path: `${PATH}/fields`,
  tag: "Tasks",
  summary: "List the fields that a search can name",
  guard: read,
  request: { params: ofWorkspace, query: TaskFieldsQuery },
  responses: { 200: jsonAnswer(TaskFields) },
});

const values = operation({
  id: "taskValues",
  method: "get",
  path: `${PATH}/values`,
  tag: "Tasks",
  summary: "List the values that a field has",
  guard: read,
  request: { params: ofWorkspace, query: TaskValuesQuery },
  responses: { 200: jsonAnswer(TaskValues) },
});

const stats = operation({
  id: "taskStats",
  method: "get",
  path: `${PATH}/stats`,
  tag: "Tasks",
  summary: "Count tasks by result and by status of the last attempt",
  guard: read,
  request: { params: ofWorkspace },
  responses: { 200: jsonAnswer(TaskStats) },
});

const usage = operation({
  id: "taskUsage",
  method: "get",
  path: `${PATH}/usage`,
  tag: "Tasks",
  summary: "Read what the outputs of each namespace take",
  guard: read,
  request: { params: ofWorkspace },
  responses: { 200: jsonAnswer(TaskUsage) },
});

const lookup = operation({
  id: "taskLookup",
  method: "post",
  path: `${PATH}/lookup`,
  tag: "Tasks",
  summary: "Ask what there is of many tasks",
  guard: read,
  request: { params: ofWorkspace, body: jsonBody(TaskLookup) },
  responses: { 200: jsonAnswer(TaskResults) },
});

const explainNew = operation({
  id: "taskExplainNew",
  method: "post",
  path: `${PATH}/explain`,
  tag: "Tasks",
  summary: "Ask why a task that need not be registered would have to be computed",
  guard: read,
  request: { params: ofWorkspace, body: jsonBody(TaskIdentity) },
  responses: { 200: jsonAnswer(TaskExplanation) },
});

const typeGraph = operation({
  id: "taskTypeGraph",
  method: "get",
  path: `${PATH}/overview-graph`,
  tag: "Tasks",
  summary: "Read the graph of everything, by type",
  guard: read,
  request: { params: ofWorkspace },
  responses: { 200: jsonAnswer(TaskTypeGraph) },
});

const types = operation({
  id: "taskTypeList",
  method: "get",
  path: `${WORKSPACE}/task-types`,
  tag: "Tasks",
  summary: "List the types of tasks, of code and of tasks that there are",
  guard: read,
  request: { params: ofWorkspace },
  responses: { 200: jsonAnswer(TaskTypes) },
});

const declare = operation({
  id: "taskTypeDeclare",
  method: "put",
  path: `${WORKSPACE}/task-types`,
  tag: "Tasks",
  summary: "Tell which types of tasks the code has now",
  guard: write,
  adds: ["bytes"],
  request: { params: ofWorkspace, body: jsonBody(TaskManifest) },
  responses: { 200: jsonAnswer(TaskManifestAccepted) },
});

const collect = operation({
  id: "taskCollect",
  method: "post",
  path: `${PATH}/gc`,
  tag: "Tasks",
  summary: "Move tasks that rules select to the trash, or tell which it would be",
  guard: write,
  request: { params: ofWorkspace, body: jsonBody(CollectTasks) },
  responses: { 200: jsonAnswer(TasksCollected) },
});

const exportTasks = operation({
  id: "taskExport",
  method: "post",
  path: `${PATH}/export`,
  tag: "Tasks",
  summary: "Export tasks with all that they need, a line of JSON each",
  guard: read,
  isQuery: true,
  request: { params: ofWorkspace, body: jsonBody(ExportTasks) },
  responses: { 200: bytesAnswer(LINES_TYPE, "Lines of JSON, each task after what it needs") },
});

const importTasks = operation({
  id: "taskImport",
  method: "post",
  path: `${PATH}/import`,
  tag: "Tasks",
  summary: "Take tasks of an export, all or none",
  guard: write,
  adds: ["bytes"],
  request: { params: ofWorkspace, body: { required: true, content: { [LINES_TYPE]: { schema: { type: "string" } } } } },
  responses: { 200: jsonAnswer(TasksImported) },
});

const relatives = <const D extends "dependencies" | "dependents">(direction: D) =>
  operation({
    id: direction === "dependencies" ? "taskDependencyList" : "taskDependentList",
    method: "get",
    path: `${PATH}/{task}/${direction}` as `${typeof PATH}/{task}/${D}`,
    tag: "Tasks",
    summary: direction === "dependencies" ? "List what a task needs" : "List what needs a task",
    guard: read,
    request: { params: ofTask, query: TaskRelativesQuery },
    responses: { 200: jsonAnswer(pageOf(TaskRelative)) },
  });
const dependencies = relatives("dependencies");
const dependents = relatives("dependents");

const explain = operation({
  id: "taskExplain",
  method: "get",
  path: `${PATH}/{task}/explain`,
  tag: "Tasks",
  summary: "Ask why a task has to be computed",
  guard: read,
  request: { params: ofTask },
  responses: { 200: jsonAnswer(TaskExplanation) },
});

const graph = operation({
  id: "taskGraph",
  method: "get",
  path: `${PATH}/{task}/graph`,
  tag: "Tasks",
  summary: "Read the neighbourhood of a task",
  guard: read,
  request: { params: ofTask, query: TaskGraphQuery },
  responses: { 200: jsonAnswer(TaskGraph) },
});

const Offset = z.object({ offset: z.number().int().min(0) });
const relativesInput = (
  direction: "dependencies" | "dependents",
  task: string,
  { cursor, limit, transitive }: z.output<typeof TaskRelativesQuery>,
) => ({
  task,
  direction,
  transitive: transitive === "true",
  limit,
  offset: cursor === undefined ? 0 : decodeCursor(cursor, Offset).offset,
});

const routes = router()
  .openapi(fields, async (c) => {
    const { type = null, prefix = "", limit } = c.req.valid("query");
    return c.json(await workspaceOf(workspaceCtx(c)).call("taskFields", { type, prefix, limit }), 200);
  })
  .openapi(values, async (c) => {
    const { field, type = null, prefix = "", limit } = c.req.valid("query");
    return c.json(await workspaceOf(workspaceCtx(c)).call("taskValues", { field, type, prefix, limit }), 200);
  })
  .openapi(stats, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("taskStats", null), 200))
  .openapi(usage, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("taskUsage", null), 200))
  .openapi(lookup, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("taskLookup", c.req.valid("json")), 200))
  .openapi(explainNew, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("taskExplainNew", c.req.valid("json")), 200))
  .openapi(typeGraph, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("taskTypeGraph", null), 200))
  .openapi(types, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("taskTypeList", null), 200))
  .openapi(declare, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("taskTypeDeclare", c.req.valid("json")), 200))
  .openapi(collect, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("taskCollect", c.req.valid("json")), 200))
  .openapi(exportTasks, async (c) => {
    const pieces = await exportLines(workspaceCtx(c), c.req.valid("json"));
    return c.body(streamText(pieces), 200, { "content-type": LINES_TYPE });
  })
  .openapi(dependencies, async (c) => {
    const input = relativesInput("dependencies", c.req.valid("param").task, c.req.valid("query"));
    return c.json(await workspaceOf(workspaceCtx(c)).call("taskRelativeList", input), 200);
  })
  .openapi(dependents, async (c) => {
    const input = relativesInput("dependents", c.req.valid("param").task, c.req.valid("query"));
    return c.json(await workspaceOf(workspaceCtx(c)).call("taskRelativeList", input), 200);
  })
  .openapi(explain, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("taskExplain", { task: c.req.valid("param").task }), 200))
  .openapi(graph, async (c) => {
    const input = { task: c.req.valid("param").task, ...c.req.valid("query") };
    return c.json(await workspaceOf(workspaceCtx(c)).call("taskGraph", input), 200);
  });

// In the document as every operation is, but its body is read line by line (task-import.ts).
routes.openAPIRegistry.registerPath(importTasks);
routes.post(importTasks.getRoutingPath(), every(...(importTasks.middleware as MiddlewareHandler<AppEnv>[])), async (c) => {
  const input = readImport(new TextDecoder().decode(await c.req.arrayBuffer()));
  requireCallable(input);
  return c.json(await workspaceOf(workspaceCtx(c)).call("taskImport", input), 200);
});

export const taskGraphRoutes = routes;
