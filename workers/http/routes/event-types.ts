import { EventTypeEntry, eventCatalogue } from "@cairn/sdk/schema";
import { z } from "zod";
import { jsonAnswer, operation } from "../operation.ts";
import { router } from "../router.ts";

const list = operation({
  id: "eventTypeList",
  method: "get",
  path: "/api/v1/event-types",
  tag: "Events",
  summary: "List every type of event, with what it tells and an example",
  guard: { on: "nobody" },
  responses: { 200: jsonAnswer(z.object({ items: z.array(EventTypeEntry) })) },
});

export const eventTypeRoutes = router().openapi(list, (c) => {
  c.header("cache-control", "public, max-age=300");
  return c.json({ items: eventCatalogue() }, 200);
});
