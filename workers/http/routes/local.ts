import { createDemo } from "../../control/demo/create.ts";
import { equalTexts } from "../../shared/bytes.ts";
import { notFound } from "../../shared/errors.ts";
import { requestCtx } from "../context.ts";
import { router } from "../router.ts";

export const localRoutes = router();

/** The door of `npm start`: it fills the demo workspace through it. It exists only where a start has set its token. */
localRoutes.post("/api/local/demo", async (c) => {
  const ctx = requestCtx(c);
  const { CAIRN_LOCAL_TOKEN: token, isLocal } = ctx.settings;
  const given = c.req.header("x-cairn-local");
  if (!isLocal || !token || !given || !equalTexts(given, token)) throw notFound("page of the API");
  return c.json(await createDemo({ ctx }));
});
