import { UNSUBSCRIBE_PATH, unsubscribe } from "../../control/notification-settings/unsubscribe.ts";
import { requestCtx } from "../context.ts";
import { router } from "../router.ts";

export const unsubscribeRoutes = router();

/** What mail programs post on a press of their own button, with the form field that RFC 8058 says: without a session, and without a page. */
unsubscribeRoutes.post(UNSUBSCRIBE_PATH, async (c) => {
  await unsubscribe({ ctx: requestCtx(c), token: c.req.query("token") ?? "" });
  return c.body(null, 204);
});

/** Opened by hand, it changes nothing: programs that look at every link of a message would end mail for people who want it. */
unsubscribeRoutes.get(UNSUBSCRIBE_PATH, (c) => c.redirect(`${requestCtx(c).settings.CAIRN_ORIGIN}/account/notifications`, 303));
