import { EventPattern, PageQuery, pageOf, WorkspaceEvent } from "@cairn/sdk/schema";
import { z } from "zod";
import { decodeCursor } from "../../shared/cursor.ts";
import { workspaceOf } from "../../workspace/stub.ts";
import { workspaceCtx } from "../context.ts";
import { jsonAnswer, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const SEQUENCE_MAX = Number.MAX_SAFE_INTEGER;

const EventQuery = PageQuery.extend({
  after: z.coerce.number().int().min(0).max(SEQUENCE_MAX).default(0).meta({ description: "sequence of the last event that is known" }),
  subject: z.string().max(200).optional().meta({ description: "id of a run, an experiment or a view" }),
  experiment: z.string().max(200).optional().meta({ description: "id of an experiment: its own events and those of its runs" }),
  type: EventPattern.optional().meta({ description: "a type of event, or all of a noun (run.*)" }),
  actor: z.string().max(200).optional().meta({ description: "id of who did it" }),
  order: z.enum(["oldest", "newest"]).default("oldest").meta({ description: "which come first" }),
});
/** The sequence that the next page goes on from, in whichever direction. */
const EventCursor = z.object({ at: z.number().int() });

const list = operation({
  id: "eventList",
  method: "get",
  path: "/api/v1/orgs/{org}/workspaces/{workspace}/events",
  tag: "Events",
  summary: "List what happened in a workspace",
  guard: { on: "workspace", action: "run.read" },
  request: { params: pathParams("org", "workspace"), query: EventQuery },
  responses: { 200: jsonAnswer(pageOf(WorkspaceEvent)) },
});

export const eventRoutes = router().openapi(list, async (c) => {
  const { cursor, limit, after, subject, experiment, type, actor, order } = c.req.valid("query");
  const at = cursor === undefined ? null : decodeCursor(cursor, EventCursor).at;
  const input = {
    after: order === "oldest" ? Math.max(after, at ?? 0) : after,
    before: order === "newest" ? (at ?? SEQUENCE_MAX) : SEQUENCE_MAX,
    subject: subject ?? null,
    experiment: experiment ?? null,
    type: type ?? null,
    actor: actor ?? null,
    order,
    limit,
  };
  return c.json(await workspaceOf(workspaceCtx(c)).call("eventList", input), 200);
});
