import {
  AppendTaskEvents,
  pageOf,
  RegisterQuery,
  RegisterTasks,
  TaskDetail,
  TaskEvent,
  TaskEventListQuery,
  TaskEventsAccepted,
  TaskListQuery,
  TaskPage,
  TasksRegistered,
} from "@cairn/sdk/schema";
import type { MiddlewareHandler } from "hono";
import { every } from "hono/combine";
import { z } from "zod";
import { decodeCursor } from "../../shared/cursor.ts";
import { workspaceOf } from "../../workspace/stub.ts";
import { requireCallable } from "../call-size.ts";
import { type AppEnv, workspaceCtx } from "../context.ts";
import { LINES_TYPE } from "../middleware/body.ts";
import { jsonAnswer, jsonBody, operation, pathParams } from "../operation.ts";
import { invalidInput, router } from "../router.ts";
import { readTasks } from "../task-lines.ts";

const PATH = "/api/v1/orgs/{org}/workspaces/{workspace}/tasks";
const read = { on: "workspace", action: "run.read" } as const;
const write = { on: "workspace", action: "run.write" } as const;
const ofWorkspace = pathParams("org", "workspace");
const ofTask = pathParams("org", "workspace", "task");

const register = operation({
  id: "taskRegister",
  method: "post",
  path: `${PATH}/register`,
  tag: "Tasks",
  summary: "Register tasks with their dependencies, all or none; as JSON, or as a line of JSON for each (application/x-ndjson)",
  guard: write,
  adds: ["bytes"],
  request: {
    params: ofWorkspace,
    query: RegisterQuery,
    body: {
      required: true,
      content: { "application/json": { schema: RegisterTasks }, [LINES_TYPE]: { schema: { type: "string" } } },
    },
  },
  responses: { 200: jsonAnswer(TasksRegistered) },
});

const report = operation({
  id: "taskReport",
  method: "post",
  path: `${PATH}/events`,
  tag: "Tasks",
  summary: "Tell what happened to tasks outside any build, in order, all or none",
  guard: write,
  adds: ["bytes"],
  request: { params: ofWorkspace, body: jsonBody(AppendTaskEvents) },
  responses: { 200: jsonAnswer(TaskEventsAccepted) },
});

const list = operation({
  id: "taskList",
  method: "get",
  path: PATH,
  tag: "Tasks",
  summary: "Search tasks, newest first unless told otherwise",
  guard: read,
  request: { params: ofWorkspace, query: TaskListQuery },
  responses: { 200: jsonAnswer(TaskPage) },
});

const get = operation({
  id: "taskGet",
  method: "get",
  path: `${PATH}/{task}`,
  tag: "Tasks",
  summary: "Read a task, by its id or by the first digits of it",
  guard: read,
  request: { params: ofTask },
  responses: { 200: jsonAnswer(TaskDetail) },
});

const events = operation({
  id: "taskEventList",
  method: "get",
  path: `${PATH}/{task}/events`,
  tag: "Tasks",
  summary: "Read what happened to a task",
  guard: read,
  request: { params: ofTask, query: TaskEventListQuery },
  responses: { 200: jsonAnswer(pageOf(TaskEvent)) },
});

const ListCursor = z.object({ number: z.number().int(), value: z.union([z.string(), z.number(), z.null()]).optional() });
/** The cursor of what is read in the order of a log. */
const SequenceCursor = z.object({ at: z.number().int() });
/** What the object is asked for events of a task, or of a build. */
export const eventsInput = (
  of: { task: string } | { build: string },
  { cursor, attempt, since, order, limit }: z.output<typeof TaskEventListQuery>,
) => ({
  ...{ of, attempt: attempt ?? null, since: since ?? 0, order, limit },
  after: cursor === undefined ? null : decodeCursor(cursor, SequenceCursor).at,
});

const routes = router()
  .openapi(report, async (c) => {
    const { events } = c.req.valid("json");
    return c.json(await workspaceOf(workspaceCtx(c)).call("taskReport", { build: null, events }), 200);
  })
  .openapi(list, async (c) => {
    const { q, sort, cursor, as_of, count, limit, lifecycle } = c.req.valid("query");
    const input = {
      q: q ?? null,
      sort: sort ?? null,
      asOf: as_of === undefined ? null : Date.parse(as_of),
      after: cursor === undefined ? null : withoutUndefined(decodeCursor(cursor, ListCursor)),
      count: count === "true",
      limit,
      lifecycle,
    };
    return c.json(await workspaceOf(workspaceCtx(c)).call("taskList", input), 200);
  })
  .openapi(get, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("taskGet", { task: c.req.valid("param").task }), 200))
  .openapi(events, async (c) => {
    const input = eventsInput({ task: c.req.valid("param").task }, c.req.valid("query"));
    return c.json(await workspaceOf(workspaceCtx(c)).call("taskEventList", input), 200);
  });

// In the document as every operation is, but its body is read line by line (task-lines.ts).
routes.openAPIRegistry.registerPath(register);
routes.post(register.getRoutingPath(), every(...(register.middleware as MiddlewareHandler<AppEnv>[])), async (c) => {
  const query = RegisterQuery.safeParse(c.req.query());
  if (!query.success) throw invalidInput("query", query.error.issues);
  const isLines = c.req.header("content-type")?.startsWith(LINES_TYPE) ?? false;
  const tasks = readTasks(new TextDecoder().decode(await c.req.arrayBuffer()), isLines);
  const input = { tasks, build: query.data.build ?? null };
  requireCallable(input);
  return c.json(await workspaceOf(workspaceCtx(c)).call("taskRegister", input), 200);
});

export const taskRoutes = routes;

function withoutUndefined({ number, value }: z.infer<typeof ListCursor>) {
  return value === undefined ? { number } : { number, value };
}
