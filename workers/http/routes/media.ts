import { Media, MediaQuery, pageOf } from "@cairn/sdk/schema";
import { z } from "zod";
import { serveBytes } from "../../blobs/serve.ts";
import { decodeCursor } from "../../shared/cursor.ts";
import { workspaceOf } from "../../workspace/stub.ts";
import { workspaceCtx } from "../context.ts";
import { bytesAnswer, jsonAnswer, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const PATH = "/api/v1/orgs/{org}/workspaces/{workspace}/runs/{run}/media";
const read = { on: "workspace", action: "run.read" } as const;

const Cursor = z.object({ key: z.string(), step: z.number().int(), id: z.number().int() });

const list = operation({
  id: "mediaList",
  method: "get",
  path: PATH,
  tag: "Artifacts",
  summary: "List images, tables and texts that a run logged by step",
  guard: read,
  request: { params: pathParams("org", "workspace", "run"), query: MediaQuery },
  responses: { 200: jsonAnswer(pageOf(Media)) },
});

const content = operation({
  id: "mediaContent",
  method: "get",
  path: `${PATH}/{media}`,
  tag: "Artifacts",
  summary: "Read the bytes of something that was logged by step, or a range of them",
  guard: read,
  request: { params: pathParams("org", "workspace", "run", "media") },
  responses: {
    200: bytesAnswer("application/octet-stream", "The bytes, in the type they were logged with"),
    206: { description: "The range" },
    304: { description: "The same as the caller has" },
  },
});

export const mediaRoutes = router()
  .openapi(list, async (c) => {
    const { cursor, limit, key, kind } = c.req.valid("query");
    const after = cursor === undefined ? null : decodeCursor(cursor, Cursor);
    const input = { run: c.req.valid("param").run, key: key ?? null, kind: kind ?? null, after, limit };
    return c.json(await workspaceOf(workspaceCtx(c)).call("mediaList", input), 200);
  })
  .openapi(content, async (c) => {
    const ctx = workspaceCtx(c);
    const { run, media } = c.req.valid("param");
    const bytes = await workspaceOf(ctx).call("mediaFind", { run, media });
    return serveBytes(c.req.raw, ctx.env.BLOBS, bytes, false);
  });
