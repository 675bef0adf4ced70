import { PageQuery, pageOf, WorkspaceEvent } from "@cairn/sdk/schema";
import { z } from "zod";
import { decodeCursor } from "../../shared/cursor.ts";
import { workspaceOf } from "../../workspace/stub.ts";
import { workspaceCtx } from "../context.ts";
import { jsonAnswer, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const SEQUENCE_MAX = Number.MAX_SAFE_INTEGER;

const EventQuery = PageQuery.extend({
  after: z.coerce.number().int().min(0).max(SEQUENCE_MAX).default(0).meta({ description: "sequence of the last event that is known" }),
});
const EventCursor = z.object({ after: z.number().int() });

const list = operation({
  id: "eventList",
  method: "get",
  path: "/api/v1/orgs/{org}/workspaces/{workspace}/events",
  tag: "Events",
  summary: "List what happened in a workspace, oldest first",
  guard: { on: "workspace", action: "run.read" },
  request: { params: pathParams("org", "workspace"), query: EventQuery },
  responses: { 200: jsonAnswer(pageOf(WorkspaceEvent)) },
});

export const eventRoutes = router().openapi(list, async (c) => {
  const { cursor, limit, after } = c.req.valid("query");
  const from = cursor === undefined ? after : decodeCursor(cursor, EventCursor).after;
  return c.json(await workspaceOf(workspaceCtx(c)).call("eventList", { after: from, limit }), 200);
});
