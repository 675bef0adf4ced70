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
    const frames: ArrayBuffer[] = [];
    for (let at = 0; at < runs.length; at += runsPerCall)
      frames.push(await workspace.call("curveQuery", { ...input, runs: runs.slice(at, at + runsPerCall), ranges }));
    const answer = await new Blob(frames).arrayBuffer();
    if (!isBinary) return c.json(decodeCurves(answer), 200);
    return c.body(answer, 200, { "content-type": CURVES_MEDIA_TYPE }) as never;
  });

function tooMany(most: number): Fault {
  const message = `runs × keys × buckets may be at most ${most}`;
  return new Fault("invalid_request", `body.buckets: ${message}`, {
    errors: [{ path: "body.buckets", rule: "too_big", message }],
    limit: { name: "curve_buckets", value: most },
  });
}
