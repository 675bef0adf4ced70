import {
  CURVE_BUCKETS_BINARY_MAX,
  CURVE_BUCKETS_JSON_MAX,
  CURVES_MEDIA_TYPE,
  CurveQuery,
  Curves,
  decodeCurves,
  History,
  HistoryQuery,
  Points,
  PointsQuery,
} from "@cairn/sdk/schema";
import { z } from "zod";
import { decodeCursor, encodeCursor } from "../../shared/cursor.ts";
import { Fault } from "../../shared/errors.ts";
import { workspaceOf } from "../../workspace/stub.ts";
import { workspaceCtx } from "../context.ts";
import { jsonAnswer, jsonBody, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const WORKSPACE = "/api/v1/orgs/{org}/workspaces/{workspace}";
const RUN = `${WORKSPACE}/runs/{run}`;
const guard = { on: "workspace", action: "run.read" } as const;
const params = pathParams("org", "workspace", "run");

/** Buckets that one call to the object may answer: at most 88 bytes each make half of what an answer of an object may have. */
const BUCKETS_PER_CALL = 180_000;

const metrics = operation({
  id: "runMetrics",
  method: "get",
  path: `${RUN}/metrics`,
  tag: "Metrics",
  summary: "Read the curves of a run",
  guard,
  isQuery: true,
  request: { params, query: HistoryQuery },
  responses: { 200: jsonAnswer(History) },
});

const points = operation({
  id: "runPoints",
  method: "get",
  path: `${RUN}/points`,
  tag: "Metrics",
  summary: "Read every point of one metric, by step",
  guard,
  request: { params, query: PointsQuery },
  responses: { 200: jsonAnswer(Points) },
});

const curves = operation({
  id: "curveQuery",
  method: "post",
  path: `${WORKSPACE}/metrics/query`,
  tag: "Metrics",
  summary: "Read curves of many runs at any zoom",
  guard,
  isQuery: true,
  request: { params: pathParams("org", "workspace"), body: jsonBody(CurveQuery) },
  responses: {
    200: {
      description: "OK",
      content: { "application/json": { schema: Curves }, [CURVES_MEDIA_TYPE]: { schema: z.string().meta({ format: "binary" }) } },
    },
  },
});

const PointsCursor = z.object({ step: z.number().int(), told: z.number().int().min(0) });

export const metricRoutes = router()
  .openapi(metrics, async (c) => {
    const { keys, max_points, since_step } = c.req.valid("query");
    const input = {
      run: c.req.valid("param").run,
      keys: keys === undefined ? null : keys.split(",").filter((key) => key !== ""),
      maxPoints: max_points,
      sinceStep: since_step ?? null,
    };
    return c.json(await workspaceOf(workspaceCtx(c)).call("runHistory", input), 200);
  })
  .openapi(points, async (c) => {
    const { key, cursor, limit, from_step, to_step } = c.req.valid("query");
    const { after, ...page } = await workspaceOf(workspaceCtx(c)).call("runPoints", {
      run: c.req.valid("param").run,
      key,
      limit,
      fromStep: from_step ?? null,
      toStep: to_step ?? null,
      after: cursor === undefined ? null : decodeCursor(cursor, PointsCursor),
    });
    return c.json({ ...page, next_cursor: after ? encodeCursor(after) : null }, 200);
  })
  .openapi(curves, async (c) => {
    const { runs, keys, buckets, from_step, to_step } = c.req.valid("json");
    const isBinary = (c.req.header("accept") ?? "").includes(CURVES_MEDIA_TYPE);
    const most = isBinary ? CURVE_BUCKETS_BINARY_MAX : CURVE_BUCKETS_JSON_MAX;
    if (runs.length * keys.length * buckets > most) throw tooMany(most);
    const workspace = workspaceOf(workspaceCtx(c));
    const input = { runs, keys, buckets, fromStep: from_step ?? null, toStep: to_step ?? null };
    const runsPerCall = Math.max(1, Math.floor(BUCKETS_PER_CALL / (keys.length * buckets)));
    const ranges = runs.length > runsPerCall ? await workspace.call("curveRanges", input) : null;
    const parts: (readonly string[])[] = [];
    for (let at = 0; at < runs.length; at += runsPerCall) parts.push(runs.slice(at, at + runsPerCall));
    const ask = (part: readonly string[]) => workspace.call("curveQuery", { ...input, runs: part, ranges });
    if (!isBinary) return c.json(decodeCurves(await new Blob(await Promise.all(parts.map(ask))).arrayBuffer()), 200);
    return c.body(await streamOf(parts, ask), 200, { "content-type": CURVES_MEDIA_TYPE }) as never;
  });

/**
 * What is asked for part by part, as a stream: while one part is sent the next is made. What fails with the first part is thrown, so that
 * it can still be answered; what fails later breaks the stream off.
 */
async function streamOf<T>(parts: readonly T[], ask: (part: T) => Promise<ArrayBuffer>): Promise<ReadableStream<Uint8Array>> {
  const askAt = (i: number) => {
    const part = parts[i];
    const answer = part === undefined ? null : ask(part);
    // It is awaited by the next pull only; until then nobody must be told that it is not handled.
    answer?.catch(() => {});
    return answer;
  };
  let at = 0;
  let next: Promise<ArrayBuffer> | ArrayBuffer | null = (await askAt(0)) ?? null;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const frame = await next;
      if (frame === null) return controller.close();
      next = askAt(++at);
      controller.enqueue(new Uint8Array(frame));
    },
  });
}

function tooMany(most: number): Fault {
  const message = `runs × keys × buckets may be at most ${most}`;
  return new Fault("invalid_request", `body.buckets: ${message}`, {
    errors: [{ path: "body.buckets", rule: "too_big", message }],
    limit: { name: "curve_buckets", value: most },
  });
}
