import { CreateView, PageQuery, pageOf, UpdateView, View } from "@cairn/sdk/schema";
import { requireWorkspaceAction } from "../../control/access/authorize.ts";
import type { WorkspaceCtx } from "../../control/context.ts";
import { decodeCursor } from "../../shared/cursor.ts";
import { workspaceOf } from "../../workspace/stub.ts";
import { workspaceCtx } from "../context.ts";
import { jsonAnswer, jsonBody, noContent, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";
import { NumberCursor } from "./experiments.ts";

const PATH = "/api/v1/orgs/{org}/workspaces/{workspace}/views";
/** Whoever reads runs keeps views of their own; for shared ones the routes ask for `run.write` too. */
const guard = { on: "workspace", action: "run.read" } as const;
const ofView = pathParams("org", "workspace", "view");

const list = operation({
  id: "viewList",
  method: "get",
  path: PATH,
  tag: "Views",
  summary: "List shared views and one's own, newest first",
  guard,
  request: { params: pathParams("org", "workspace"), query: PageQuery.extend({ page: View.shape.page.optional() }) },
  responses: { 200: jsonAnswer(pageOf(View)) },
});

const create = operation({
  id: "viewCreate",
  method: "post",
  path: PATH,
  tag: "Views",
  summary: "Save a view",
  guard,
  keyed: true,
  request: { params: pathParams("org", "workspace"), body: jsonBody(CreateView) },
  responses: { 201: jsonAnswer(View, "Saved") },
});

const get = operation({
  id: "viewGet",
  method: "get",
  path: `${PATH}/{view}`,
  tag: "Views",
  summary: "Read a view",
  guard,
  request: { params: ofView },
  responses: { 200: jsonAnswer(View) },
});

const update = operation({
  id: "viewUpdate",
  method: "patch",
  path: `${PATH}/{view}`,
  tag: "Views",
  summary: "Rename, share or change a view",
  guard,
  request: { params: ofView, body: jsonBody(UpdateView) },
  responses: { 200: jsonAnswer(View) },
});

const remove = operation({
  id: "viewDelete",
  method: "delete",
  path: `${PATH}/{view}`,
  tag: "Views",
  summary: "Delete a view",
  guard,
  request: { params: ofView },
  responses: { 204: noContent },
});

/** Changing what everybody sees takes more than reading. Throws `not_found`, `forbidden`. */
async function requireChange(ctx: WorkspaceCtx, view: string, scope?: View["scope"]): Promise<void> {
  const before = await workspaceOf(ctx).call("viewGet", { view });
  if (before.scope === "shared" || scope === "shared") requireWorkspaceAction(ctx, "run.write");
}

export const viewRoutes = router()
  .openapi(list, async (c) => {
    const { cursor, limit, page } = c.req.valid("query");
    const before = cursor === undefined ? null : decodeCursor(cursor, NumberCursor).before;
    return c.json(await workspaceOf(workspaceCtx(c)).call("viewList", { before, limit, page: page ?? null }), 200);
  })
  .openapi(create, async (c) => {
    const ctx = workspaceCtx(c);
    const body = c.req.valid("json");
    if (body.scope === "shared") requireWorkspaceAction(ctx, "run.write");
    return c.json(await workspaceOf(ctx).call("viewCreate", { ...body, id: ctx.newId("view") }), 201);
  })
  .openapi(get, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("viewGet", { view: c.req.valid("param").view }), 200))
  .openapi(update, async (c) => {
    const ctx = workspaceCtx(c);
    const { view } = c.req.valid("param");
    const patch = c.req.valid("json");
    await requireChange(ctx, view, patch.scope);
    return c.json(await workspaceOf(ctx).call("viewUpdate", { view, patch }), 200);
  })
  .openapi(remove, async (c) => {
    const ctx = workspaceCtx(c);
    const { view } = c.req.valid("param");
    await requireChange(ctx, view);
    await workspaceOf(ctx).call("viewDelete", { view });
    return c.body(null, 204);
  });
