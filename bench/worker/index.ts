// The api Worker with doors that only the benchmarks have: a store that reads nothing of what it is sent, ways to fill a workspace
// from inside its object, and verbs run many times in it. Bundled and started by the benchmarks alone.
import type { WorkspaceCtx } from "../../workers/control/context.ts";
import { app } from "../../workers/http/app.ts";
import { workspaceCtx } from "../../workers/http/context.ts";
import { noContent, operation, pathParams } from "../../workers/http/operation.ts";
import worker from "../../workers/index.ts";
import { systemCall } from "../../workers/workspace/context.ts";
import { BenchWorkspace } from "./object.ts";

export * from "../../workers/index.ts";
// In place of the Workspace that comes with the others.
export { BenchWorkspace as Workspace };

const PATH = "/api/v1/orgs/{org}/workspaces/{workspace}/bench";
const guard = { on: "workspace", action: "run.write" } as const;
const params = pathParams("org", "workspace");

const raw = operation({
  id: "benchRaw",
  method: "post",
  path: `${PATH}/raw`,
  tag: "Bench",
  summary: "Store a body unread",
  guard,
  request: { params },
  responses: { 204: noContent },
});

const inside = operation({
  id: "benchInside",
  method: "post",
  path: `${PATH}/inside`,
  tag: "Bench",
  summary: "Run a command inside the object",
  guard,
  request: { params },
  responses: { 200: { description: "What it answered" } },
});

const call = systemCall("bench");
const objectOf = (ctx: WorkspaceCtx) =>
  ctx.env.WORKSPACE.get(ctx.env.WORKSPACE.idFromName(ctx.workspace.id)) as unknown as {
    benchRaw(bytes: ArrayBuffer): Promise<void>;
    benchCommand(call: unknown, command: string, input: unknown): Promise<unknown>;
  };

app.openapi(raw, async (c) => {
  await objectOf(workspaceCtx(c)).benchRaw(await c.req.raw.arrayBuffer());
  return c.body(null, 204);
});
app.openapi(inside, async (c) => {
  const { command, input } = await c.req.json<{ command: string; input: unknown }>();
  return c.json((await objectOf(workspaceCtx(c)).benchCommand(call, command, input)) as object, 200);
});

export default worker;
