import { MarkNotifications, Notification, NotificationQuery, pageOf, UnreadCount, UpdateNotification } from "@cairn/sdk/schema";
import { countNotifications, listNotifications } from "../../control/notifications/list.ts";
import { updateNotification, updateNotifications } from "../../control/notifications/mark.ts";
import { callerCtx } from "../context.ts";
import { jsonAnswer, jsonBody, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const PATH = "/api/v1/me/notifications";
const tag = "Inbox";
const guard = { on: "caller" } as const;

const list = operation({
  id: "notificationList",
  method: "get",
  path: PATH,
  tag,
  summary: "List what you were told, the newest first",
  guard,
  request: { query: NotificationQuery },
  responses: { 200: jsonAnswer(pageOf(Notification)) },
});

const count = operation({
  id: "notificationCount",
  method: "get",
  path: `${PATH}/count`,
  tag,
  summary: "Count what is unread",
  guard,
  responses: { 200: jsonAnswer(UnreadCount) },
});

const mark = operation({
  id: "notificationMark",
  method: "post",
  path: `${PATH}/mark`,
  tag,
  summary: "Mark all that is not archived",
  guard,
  request: { body: jsonBody(MarkNotifications) },
  responses: { 200: jsonAnswer(UnreadCount) },
});

const update = operation({
  id: "notificationUpdate",
  method: "patch",
  path: `${PATH}/{notification}`,
  tag,
  summary: "Mark a notification read, unread or archived",
  guard,
  request: { params: pathParams("notification"), body: jsonBody(UpdateNotification) },
  responses: { 200: jsonAnswer(Notification) },
});

export const notificationRoutes = router()
  .openapi(list, async (c) => c.json(await listNotifications({ ctx: callerCtx(c), input: c.req.valid("query") }), 200))
  .openapi(count, async (c) => c.json(await countNotifications({ ctx: callerCtx(c) }), 200))
  .openapi(mark, async (c) => c.json(await updateNotifications({ ctx: callerCtx(c), input: c.req.valid("json") }), 200))
  .openapi(update, async (c) => {
    const input = { id: c.req.valid("param").notification, marks: c.req.valid("json") };
    return c.json(await updateNotification({ ctx: callerCtx(c), input }), 200);
  });
