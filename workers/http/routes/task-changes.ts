import {
  AppendTaskLines,
  InvalidateTasks,
  OverrideTask,
  PutTaskAsset,
  pageOf,
  TaskAsset,
  TaskAssetContent,
  TaskAssetName,
  TaskDetail,
  TaskLineQuery,
  TaskLinesAccepted,
  TaskLogLine,
  TasksInvalidated,
  UpdateTask,
} from "@cairn/sdk/schema";
import { z } from "zod";
import { decodeCursor } from "../../shared/cursor.ts";
import { workspaceOf } from "../../workspace/stub.ts";
import { workspaceCtx } from "../context.ts";
import { jsonAnswer, jsonBody, noContent, operation, pathParams } from "../operation.ts";
import { invalidInput, router } from "../router.ts";
import { assetFields } from "../task-import.ts";

const PATH = "/api/v1/orgs/{org}/workspaces/{workspace}/tasks/{task}";
const read = { on: "workspace", action: "run.read" } as const;
const write = { on: "workspace", action: "run.write" } as const;
const ofTask = pathParams("org", "workspace", "task");
const ofAsset = pathParams("org", "workspace", "task", "asset");

const update = operation({
  id: "taskUpdate",
  method: "patch",
  path: PATH,
  tag: "Tasks",
  summary: "Label or tag a task; tags are merged key by key",
  guard: write,
  request: { params: ofTask, body: jsonBody(UpdateTask) },
  responses: { 200: jsonAnswer(TaskDetail) },
});

const remove = operation({
  id: "taskDelete",
  method: "delete",
  path: PATH,
  tag: "Tasks",
  summary: "Move a task to the trash; its output is the client's to remove",
  guard: write,
  // A second delete answers `not_found`, so a repeated request needs the answer of its first try.
  keyed: true,
  request: { params: ofTask },
  responses: { 204: noContent },
});

const restore = operation({
  id: "taskRestore",
  method: "post",
  path: `${PATH}/restore`,
  tag: "Tasks",
  summary: "Take a task back out of the trash",
  guard: write,
  request: { params: ofTask },
  responses: { 200: jsonAnswer(TaskDetail) },
});

const invalidate = operation({
  id: "taskInvalidate",
  method: "post",
  path: `${PATH}/invalidate`,
  tag: "Tasks",
  summary: "Take the success of a task back, and if asked that of all that need it",
  guard: write,
  request: { params: ofTask, body: jsonBody(InvalidateTasks) },
  responses: { 200: jsonAnswer(TasksInvalidated) },
});

const override = operation({
  id: "taskOverride",
  method: "post",
  path: `${PATH}/override`,
  tag: "Tasks",
  summary: "Set the result of a task by hand",
  guard: write,
  request: { params: ofTask, body: jsonBody(OverrideTask) },
  responses: { 200: jsonAnswer(TaskDetail) },
});

const assets = operation({
  id: "taskAssetList",
  method: "get",
  path: `${PATH}/assets`,
  tag: "Tasks",
  summary: "List the reports of a task",
  guard: read,
  request: { params: ofTask },
  responses: { 200: jsonAnswer(z.object({ items: z.array(TaskAsset) })) },
});

const getAsset = operation({
  id: "taskAssetGet",
  method: "get",
  path: `${PATH}/assets/{asset}`,
  tag: "Tasks",
  summary: "Read a report of a task",
  guard: read,
  request: { params: ofAsset },
  responses: { 200: jsonAnswer(TaskAssetContent) },
});

const putAsset = operation({
  id: "taskAssetPut",
  method: "put",
  path: `${PATH}/assets/{asset}`,
  tag: "Tasks",
  summary: "Add a report to a task, as Markdown or JSON, or replace it",
  guard: write,
  adds: ["bytes"],
  request: { params: ofAsset, body: jsonBody(PutTaskAsset) },
  responses: { 200: jsonAnswer(TaskAsset) },
});

const appendLines = operation({
  id: "taskLineAppend",
  method: "post",
  path: `${PATH}/logs`,
  tag: "Tasks",
  summary: "Log lines of an attempt, each once",
  guard: write,
  adds: ["bytes"],
  request: { params: ofTask, body: jsonBody(AppendTaskLines) },
  responses: { 200: jsonAnswer(TaskLinesAccepted) },
});

const readLines = operation({
  id: "taskLineRead",
  method: "get",
  path: `${PATH}/logs`,
  tag: "Tasks",
  summary: "Read lines of an attempt",
  guard: read,
  request: { params: ofTask, query: TaskLineQuery },
  responses: { 200: jsonAnswer(pageOf(TaskLogLine)) },
});

const LineCursor = z.object({ after: z.number().int(), attempt: z.number().int() });

export const taskChangeRoutes = router()
  .openapi(update, async (c) => {
    const input = { task: c.req.valid("param").task, patch: c.req.valid("json") };
    return c.json(await workspaceOf(workspaceCtx(c)).call("taskUpdate", input), 200);
  })
  .openapi(remove, async (c) => {
    await workspaceOf(workspaceCtx(c)).call("taskDelete", { task: c.req.valid("param").task });
    return c.body(null, 204);
  })
  .openapi(restore, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("taskRestore", { task: c.req.valid("param").task }), 200))
  .openapi(invalidate, async (c) => {
    const input = { task: c.req.valid("param").task, how: c.req.valid("json") };
    return c.json(await workspaceOf(workspaceCtx(c)).call("taskInvalidate", input), 200);
  })
  .openapi(override, async (c) => {
    const input = { task: c.req.valid("param").task, override: c.req.valid("json") };
    return c.json(await workspaceOf(workspaceCtx(c)).call("taskOverride", input), 200);
  })
  .openapi(assets, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("taskAssetList", { task: c.req.valid("param").task }), 200))
  .openapi(getAsset, async (c) => {
    const { task, asset } = c.req.valid("param");
    return c.json(await workspaceOf(workspaceCtx(c)).call("taskAssetGet", { task, name: asset }), 200);
  })
  .openapi(putAsset, async (c) => {
    const { task } = c.req.valid("param");
    const name = TaskAssetName.safeParse(c.req.valid("param").asset);
    if (!name.success) throw invalidInput("path.asset", name.error.issues);
    const asset = c.req.valid("json");
    const fields = asset.kind === "json" ? assetFields(name.data, asset.content) : [];
    return c.json(await workspaceOf(workspaceCtx(c)).call("taskAssetPut", { task, name: name.data, asset, fields }), 200);
  })
  .openapi(appendLines, async (c) => {
    const input = { task: c.req.valid("param").task, batch: c.req.valid("json") };
    return c.json(await workspaceOf(workspaceCtx(c)).call("taskLineAppend", input), 200);
  })
  .openapi(readLines, async (c) => {
    const { cursor, attempt, tail, limit } = c.req.valid("query");
    const from = cursor === undefined ? null : decodeCursor(cursor, LineCursor);
    const input = {
      task: c.req.valid("param").task,
      attempt: attempt ?? from?.attempt ?? null,
      tail: from ? null : (tail ?? null),
      after: from?.after ?? 0,
      limit,
    };
    return c.json(await workspaceOf(workspaceCtx(c)).call("taskLineRead", input), 200);
  });
