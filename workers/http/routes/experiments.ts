import { CreateExperiment, Experiment, PageQuery, pageOf } from "@cairn/sdk/schema";
import { z } from "zod";
import { decodeCursor } from "../../shared/cursor.ts";
import { workspaceOf } from "../../workspace/stub.ts";
import { workspaceCtx } from "../context.ts";
import { jsonAnswer, jsonBody, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const PATH = "/api/v1/orgs/{org}/workspaces/{workspace}/experiments";

const list = operation({
  id: "experimentList",
  method: "get",
  path: PATH,
  tag: "Experiments",
  summary: "List experiments, newest first",
  guard: { on: "workspace", action: "run.read" },
  request: { params: pathParams("org", "workspace"), query: PageQuery },
  responses: { 200: jsonAnswer(pageOf(Experiment)) },
});

const create = operation({
  id: "experimentCreate",
  method: "post",
  path: PATH,
  tag: "Experiments",
  summary: "Create an experiment",
  guard: { on: "workspace", action: "run.write" },
  keyed: true,
  request: { params: pathParams("org", "workspace"), body: jsonBody(CreateExperiment) },
  responses: { 201: jsonAnswer(Experiment, "Created") },
});

const get = operation({
  id: "experimentGet",
  method: "get",
  path: `${PATH}/{experiment}`,
  tag: "Experiments",
  summary: "Read an experiment, by id or name",
  guard: { on: "workspace", action: "run.read" },
  request: { params: pathParams("org", "workspace", "experiment") },
  responses: { 200: jsonAnswer(Experiment) },
});

/** Position in a list that counts down. */
export const NumberCursor = z.object({ before: z.number().int() });

export const experimentRoutes = router()
  .openapi(list, async (c) => {
    const { cursor, limit } = c.req.valid("query");
    const before = cursor === undefined ? null : decodeCursor(cursor, NumberCursor).before;
    return c.json(await workspaceOf(workspaceCtx(c)).call("experimentList", { before, limit }), 200);
  })
  .openapi(create, async (c) => {
    const ctx = workspaceCtx(c);
    const input = { ...c.req.valid("json"), id: ctx.newId("experiment") };
    return c.json(await workspaceOf(ctx).call("experimentCreate", input), 201);
  })
  .openapi(get, async (c) => {
    const { experiment } = c.req.valid("param");
    return c.json(await workspaceOf(workspaceCtx(c)).call("experimentGet", { experiment }), 200);
  });
