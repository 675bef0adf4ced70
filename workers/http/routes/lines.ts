import { LineMatches, LineQuery, LineSearch, Lines } from "@cairn/sdk/schema";
import { contentDisposition } from "../../blobs/disposition.ts";
import { workspaceOf } from "../../workspace/stub.ts";
import { workspaceCtx } from "../context.ts";
import { bytesAnswer, jsonAnswer, jsonBody, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const PATH = "/api/v1/orgs/{org}/workspaces/{workspace}";
const read = { on: "workspace", action: "run.read" } as const;
const ofRun = pathParams("org", "workspace", "run");

const list = operation({
  id: "lineList",
  method: "get",
  path: `${PATH}/runs/{run}/lines`,
  tag: "Logs",
  summary: "Read or search the log of a run",
  guard: read,
  request: { params: ofRun, query: LineQuery },
  responses: { 200: jsonAnswer(Lines) },
});

const text = operation({
  id: "lineText",
  method: "get",
  path: `${PATH}/runs/{run}/log.txt`,
  tag: "Logs",
  summary: "Download the log of a run as text",
  guard: read,
  request: { params: ofRun },
  responses: { 200: bytesAnswer("text/plain", "The lines as they were printed") },
});

const search = operation({
  id: "lineSearch",
  method: "post",
  path: `${PATH}/lines/search`,
  tag: "Logs",
  summary: "Search the logs of all runs, newest first",
  guard: read,
  isQuery: true,
  request: { params: pathParams("org", "workspace"), body: jsonBody(LineSearch) },
  responses: { 200: jsonAnswer(LineMatches) },
});

export const lineRoutes = router()
  .openapi(list, async (c) => {
    const input = { run: c.req.valid("param").run, query: c.req.valid("query") };
    return c.json(await workspaceOf(workspaceCtx(c)).call("lineRead", input), 200);
  })
  .openapi(text, async (c) => {
    const workspace = workspaceOf(workspaceCtx(c));
    const { run } = c.req.valid("param");
    const first = await workspace.call("lineText", { run, after: 0 });
    const encoder = new TextEncoder();
    let piece: typeof first | null = first;
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        if (piece === null) return controller.close();
        if (piece.text !== "") controller.enqueue(encoder.encode(piece.text));
        piece = piece.next === null ? null : await workspace.call("lineText", { run, after: piece.next });
        if (piece === null) controller.close();
      },
    });
    return c.body(body, 200, {
      "content-type": "text/plain; charset=utf-8",
      "content-disposition": contentDisposition("attachment", `${first.name}.log`),
    });
  })
  .openapi(search, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("lineSearch", c.req.valid("json")), 200));
