import {
  CreateExperiment,
  Experiment,
  ExperimentDetail,
  ExperimentListQuery,
  Namespace,
  pageOf,
  UpdateExperiment,
} from "@cairn/sdk/schema";
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
  request: { params: pathParams("org", "workspace"), query: ExperimentListQuery },
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
  responses: { 200: jsonAnswer(ExperimentDetail) },
});

const update = operation({
  id: "experimentUpdate",
  method: "patch",
  path: `${PATH}/{experiment}`,
  tag: "Experiments",
  summary: "Rename, describe, tag, archive or bring back an experiment",
  guard: { on: "workspace", action: "run.write" },
  request: { params: pathParams("org", "workspace", "experiment"), body: jsonBody(UpdateExperiment) },
  responses: { 200: jsonAnswer(Experiment) },
});

const namespaces = operation({
  id: "namespaceList",
  method: "get",
  path: "/api/v1/orgs/{org}/workspaces/{workspace}/namespaces",
  tag: "Experiments",
  summary: "List the first parts of experiments' names, with counts",
  guard: { on: "workspace", action: "run.read" },
  request: { params: pathParams("org", "workspace") },
  responses: { 200: jsonAnswer(z.object({ items: z.array(Namespace) })) },
});

/** Position in a list that counts down. */
export const NumberCursor = z.object({ before: z.number().int() });

export const experimentRoutes = router()
  .openapi(list, async (c) => {
    const { cursor, limit, archived, name } = c.req.valid("query");
    const before = cursor === undefined ? null : decodeCursor(cursor, NumberCursor).before;
    return c.json(await workspaceOf(workspaceCtx(c)).call("experimentList", { before, limit, archived, name: name ?? null }), 200);
  })
  .openapi(create, async (c) => {
    const ctx = workspaceCtx(c);
    const input = { ...c.req.valid("json"), id: ctx.newId("experiment") };
    return c.json(await workspaceOf(ctx).call("experimentCreate", input), 201);
  })
  .openapi(get, async (c) => {
    const { experiment } = c.req.valid("param");
    return c.json(await workspaceOf(workspaceCtx(c)).call("experimentGet", { experiment }), 200);
  })
  .openapi(update, async (c) => {
    const input = { experiment: c.req.valid("param").experiment, patch: c.req.valid("json") };
    return c.json(await workspaceOf(workspaceCtx(c)).call("experimentUpdate", input), 200);
  })
  .openapi(namespaces, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("namespaceList", null), 200));
