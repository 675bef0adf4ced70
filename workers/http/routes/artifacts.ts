import { ArtifactEntry, ArtifactListQuery, ArtifactPath, ArtifactQuery, Artifacts, CommitArtifacts, pageOf } from "@cairn/sdk/schema";
import { z } from "zod";
import { serveBytes } from "../../blobs/serve.ts";
import { decodeCursor } from "../../shared/cursor.ts";
import { workspaceOf } from "../../workspace/stub.ts";
import { workspaceCtx } from "../context.ts";
import { bytesAnswer, jsonAnswer, jsonBody, noContent, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const PATH = "/api/v1/orgs/{org}/workspaces/{workspace}/runs/{run}";
const read = { on: "workspace", action: "run.read" } as const;
const write = { on: "workspace", action: "run.write" } as const;
const params = pathParams("org", "workspace", "run");

const Cursor = z.object({ after: z.string().max(2_000) });

const list = operation({
  id: "artifactList",
  method: "get",
  path: `${PATH}/artifacts`,
  tag: "Artifacts",
  summary: "List files and folders of a run",
  guard: read,
  request: { params, query: ArtifactListQuery },
  responses: { 200: jsonAnswer(pageOf(ArtifactEntry)) },
});

const commit = operation({
  id: "artifactCommit",
  method: "post",
  path: `${PATH}/artifacts`,
  tag: "Artifacts",
  summary: "Put files into a run whose bytes are there",
  guard: write,
  request: { params, body: jsonBody(CommitArtifacts) },
  responses: { 200: jsonAnswer(Artifacts) },
});

const remove = operation({
  id: "artifactDelete",
  method: "delete",
  path: `${PATH}/artifacts`,
  tag: "Artifacts",
  summary: "Drop a file of a run, or a folder with all that is in it",
  guard: write,
  request: { params, query: z.object({ path: ArtifactPath }) },
  responses: { 204: noContent },
});

const content = operation({
  id: "artifactContent",
  method: "get",
  path: `${PATH}/content`,
  tag: "Artifacts",
  summary: "Read a file of a run, or a range of it",
  guard: read,
  request: { params, query: ArtifactQuery },
  responses: {
    200: bytesAnswer("application/octet-stream", "The bytes, in the type they were stored with"),
    206: { description: "The range" },
    304: { description: "The same as the caller has" },
  },
});

export const artifactRoutes = router()
  .openapi(list, async (c) => {
    const { cursor, limit, path, recursive } = c.req.valid("query");
    const after = cursor === undefined ? null : decodeCursor(cursor, Cursor).after;
    const input = { run: c.req.valid("param").run, path, isRecursive: recursive === "true", after, limit };
    return c.json(await workspaceOf(workspaceCtx(c)).call("artifactList", input), 200);
  })
  .openapi(commit, async (c) => {
    const input = { run: c.req.valid("param").run, ...c.req.valid("json") };
    return c.json(await workspaceOf(workspaceCtx(c)).call("artifactCommit", input), 200);
  })
  .openapi(remove, async (c) => {
    const input = { run: c.req.valid("param").run, path: c.req.valid("query").path };
    await workspaceOf(workspaceCtx(c)).call("artifactDelete", input);
    return c.body(null, 204);
  })
  .openapi(content, async (c) => {
    const ctx = workspaceCtx(c);
    const { path, download } = c.req.valid("query");
    const bytes = await workspaceOf(ctx).call("artifactFind", { run: c.req.valid("param").run, path });
    return serveBytes(c.req.raw, ctx.env.BLOBS, bytes, download === "true");
  });
