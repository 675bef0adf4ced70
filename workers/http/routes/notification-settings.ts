import { NotificationSettings, UpdateNotificationSettings } from "@cairn/sdk/schema";
import { getNotificationSettings, updateNotificationSettings } from "../../control/notification-settings/settings.ts";
import { callerCtx } from "../context.ts";
import { jsonAnswer, jsonBody, operation } from "../operation.ts";
import { router } from "../router.ts";

const path = "/api/v1/me/notification-settings";
const tag = "Inbox";
const guard = { on: "caller" } as const;

const get = operation({
  id: "notificationSettingsGet",
  method: "get",
  path,
  tag,
  summary: "How you are told of what",
  guard,
  responses: { 200: jsonAnswer(NotificationSettings) },
});

const update = operation({
  id: "notificationSettingsUpdate",
  method: "patch",
  path,
  tag,
  summary: "Choose how you are told of what",
  guard,
  request: { body: jsonBody(UpdateNotificationSettings) },
  responses: { 200: jsonAnswer(NotificationSettings) },
});

export const notificationSettingsRoutes = router()
  .openapi(get, async (c) => c.json(await getNotificationSettings({ ctx: callerCtx(c) }), 200))
  .openapi(update, async (c) => c.json(await updateNotificationSettings({ ctx: callerCtx(c), input: c.req.valid("json") }), 200));
