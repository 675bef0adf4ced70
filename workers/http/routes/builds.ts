import {
  AppendTaskEvents,
  Build,
  BuildDetail,
  BuildGraph,
  BuildListQuery,
  BuildTaskListQuery,
  BuildTaskPage,
  CancelBuild,
  CreateBuild,
  FinishBuild,
  OverrideBuild,
  pageOf,
  ResumeBuild,
  TaskEvent,
  TaskEventListQuery,
  TaskEventsAccepted,
  UpdateBuild,
} from "@cairn/sdk/schema";
import { z } from "zod";
import { decodeCursor } from "../../shared/cursor.ts";
import { workspaceOf } from "../../workspace/stub.ts";
import { workspaceCtx } from "../context.ts";
import { jsonAnswer, jsonBody, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";
import { eventsInput } from "./tasks.ts";

const PATH = "/api/v1/orgs/{org}/workspaces/{workspace}/builds";
const read = { on: "workspace", action: "run.read" } as const;
const write = { on: "workspace", action: "run.write" } as const;
const ofWorkspace = pathParams("org", "workspace");
const ofBuild = pathParams("org", "workspace", "build");

const create = operation({
  id: "buildCreate",
  method: "post",
  path: PATH,
  tag: "Builds",
  summary: "Begin a build",
  guard: write,
  adds: ["bytes"],
  keyed: true,
  request: { params: ofWorkspace, body: jsonBody(CreateBuild) },
  responses: { 201: jsonAnswer(BuildDetail, "Made"), 200: jsonAnswer(BuildDetail, "The build of this id, which exists already") },
});

const list = operation({
  id: "buildList",
  method: "get",
  path: PATH,
  tag: "Builds",
  summary: "List builds, newest first",
  guard: read,
  request: { params: ofWorkspace, query: BuildListQuery },
  responses: { 200: jsonAnswer(pageOf(Build)) },
});

const get = operation({
  id: "buildGet",
  method: "get",
  path: `${PATH}/{build}`,
  tag: "Builds",
  summary: "Read a build",
  guard: read,
  request: { params: ofBuild },
  responses: { 200: jsonAnswer(BuildDetail) },
});

const update = operation({
  id: "buildUpdate",
  method: "patch",
  path: `${PATH}/{build}`,
  tag: "Builds",
  summary: "Rename, describe or tag a build; tags are merged key by key",
  guard: write,
  request: { params: ofBuild, body: jsonBody(UpdateBuild) },
  responses: { 200: jsonAnswer(BuildDetail) },
});

const report = operation({
  id: "buildReport",
  method: "post",
  path: `${PATH}/{build}/events`,
  tag: "Builds",
  summary: "Tell what happened to tasks of a build, in order, all or none; without events it says that the build is alive",
  guard: write,
  adds: ["bytes"],
  request: { params: ofBuild, body: jsonBody(AppendTaskEvents) },
  responses: { 200: jsonAnswer(TaskEventsAccepted) },
});

const events = operation({
  id: "buildEventList",
  method: "get",
  path: `${PATH}/{build}/events`,
  tag: "Builds",
  summary: "Read what happened in a build",
  guard: read,
  request: { params: ofBuild, query: TaskEventListQuery },
  responses: { 200: jsonAnswer(pageOf(TaskEvent)) },
});

const tasks = operation({
  id: "buildTaskList",
  method: "get",
  path: `${PATH}/{build}/tasks`,
  tag: "Builds",
  summary: "List the tasks of a build, in the order in which they were registered",
  guard: read,
  request: { params: ofBuild, query: BuildTaskListQuery },
  responses: { 200: jsonAnswer(BuildTaskPage) },
});

const graph = operation({
  id: "buildGraph",
  method: "get",
  path: `${PATH}/{build}/graph`,
  tag: "Builds",
  summary: "Read all tasks of a build with the edges between them",
  guard: read,
  request: { params: ofBuild },
  responses: { 200: jsonAnswer(BuildGraph) },
});

const finish = operation({
  id: "buildFinish",
  method: "post",
  path: `${PATH}/{build}/finish`,
  tag: "Builds",
  summary: "End a build",
  guard: write,
  request: { params: ofBuild, body: jsonBody(FinishBuild) },
  responses: { 200: jsonAnswer(BuildDetail) },
});

const cancel = operation({
  id: "buildCancel",
  method: "post",
  path: `${PATH}/{build}/cancel`,
  tag: "Builds",
  summary: "Cancel a build; what runs hears of it at its next renewal",
  guard: write,
  request: { params: ofBuild, body: jsonBody(CancelBuild) },
  responses: { 200: jsonAnswer(BuildDetail) },
});

const resume = operation({
  id: "buildResume",
  method: "post",
  path: `${PATH}/{build}/resume`,
  tag: "Builds",
  summary: "Let a build that ended go on",
  guard: write,
  request: { params: ofBuild, body: jsonBody(ResumeBuild) },
  responses: { 200: jsonAnswer(BuildDetail) },
});

const override = operation({
  id: "buildOverride",
  method: "post",
  path: `${PATH}/{build}/override`,
  tag: "Builds",
  summary: "Set the status of a build by hand",
  guard: write,
  request: { params: ofBuild, body: jsonBody(OverrideBuild) },
  responses: { 200: jsonAnswer(BuildDetail) },
});

const ListCursor = z.object({ before: z.number().int() });
const TaskCursor = z.object({ after: z.number().int() });

export const buildRoutes = router()
  .openapi(create, async (c) => {
    const ctx = workspaceCtx(c);
    const body = c.req.valid("json");
    const { build, created } = await workspaceOf(ctx).call("buildCreate", { ...body, id: body.id ?? ctx.newId("build") });
    return created ? c.json(build, 201) : c.json(build, 200);
  })
  .openapi(list, async (c) => {
    const { cursor, limit, status, search, task } = c.req.valid("query");
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeCursor(cursor, ListCursor).before;
    const input = { before, limit, status: status ?? null, search: search ?? null, task: task ?? null };
    return c.json(await workspaceOf(workspaceCtx(c)).call("buildList", input), 200);
  })
  .openapi(get, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("buildGet", { build: c.req.valid("param").build }), 200))
  .openapi(update, async (c) => {
    const input = { build: c.req.valid("param").build, patch: c.req.valid("json") };
    return c.json(await workspaceOf(workspaceCtx(c)).call("buildUpdate", input), 200);
  })
  .openapi(report, async (c) => {
    const input = { build: c.req.valid("param").build, events: c.req.valid("json").events };
    return c.json(await workspaceOf(workspaceCtx(c)).call("taskReport", input), 200);
  })
  .openapi(events, async (c) => {
    const input = eventsInput({ build: c.req.valid("param").build }, c.req.valid("query"));
    return c.json(await workspaceOf(workspaceCtx(c)).call("taskEventList", input), 200);
  })
  .openapi(tasks, async (c) => {
    const { cursor, limit, status, search, since } = c.req.valid("query");
    const after = cursor === undefined ? 0 : decodeCursor(cursor, TaskCursor).after;
    const { build } = c.req.valid("param");
    const input = { build, after, limit, status: status ?? null, search: search ?? null, since: since ?? null };
    return c.json(await workspaceOf(workspaceCtx(c)).call("buildTaskList", input), 200);
  })
  .openapi(graph, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("buildGraph", { build: c.req.valid("param").build }), 200))
  .openapi(finish, async (c) => {
    const input = { build: c.req.valid("param").build, end: c.req.valid("json") };
    return c.json(await workspaceOf(workspaceCtx(c)).call("buildFinish", input), 200);
  })
  .openapi(cancel, async (c) => {
    const input = { build: c.req.valid("param").build, cancel: c.req.valid("json") };
    return c.json(await workspaceOf(workspaceCtx(c)).call("buildCancel", input), 200);
  })
  .openapi(resume, async (c) => {
    const input = { build: c.req.valid("param").build, resume: c.req.valid("json") };
    return c.json(await workspaceOf(workspaceCtx(c)).call("buildResume", input), 200);
  })
  .openapi(override, async (c) => {
    const input = { build: c.req.valid("param").build, override: c.req.valid("json") };
    return c.json(await workspaceOf(workspaceCtx(c)).call("buildOverride", input), 200);
  });
