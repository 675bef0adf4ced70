import { SetPlan } from "@cairn/sdk/schema";
import type { Context } from "hono";
import { setPlan } from "../../control/usage/set-plan.ts";
import { checkAll } from "../../operations/checks.ts";
import { seriesName, toExposition } from "../../operations/exposition.ts";
import { flush } from "../../operations/meters.ts";
import { operationsOf } from "../../operations/stub.ts";
import { equalTexts } from "../../shared/bytes.ts";
import { timestampOrNull } from "../../shared/clock.ts";
import { Fault, notFound } from "../../shared/errors.ts";
import { VERSION } from "../../shared/version.ts";
import { type AppEnv, requestCtx } from "../context.ts";
import { router } from "../router.ts";

const NO_STORE = { "cache-control": "no-store" };

/** What operators ask for, with the token that the operator has set. Without it these addresses do not exist for anybody. */
export const operationsRoutes = router();

operationsRoutes.get("/api/operations/health", async (c) => {
  const ctx = operatorCtx(c);
  const results = await checkAll(ctx);
  const lastCheckAt = await operationsOf(ctx.env)
    .lastCheckAt()
    .catch(() => null);
  const isReady = results.every(({ ok }) => ok);
  return c.json(
    {
      status: isReady ? "ready" : "not ready",
      version: VERSION,
      environment: ctx.settings.CAIRN_ENVIRONMENT,
      checks: Object.fromEntries(results.map(({ component, ok, ms }) => [component, { status: ok ? "ok" : "down", ms }])),
      // Each minute while the clock runs.
      cron: { last_run_at: timestampOrNull(lastCheckAt) },
    },
    isReady ? 200 : 503,
    NO_STORE,
  );
});

operationsRoutes.get("/api/operations/metrics", async (c) => {
  const ctx = operatorCtx(c);
  await flush(ctx.env);
  const [counts, results] = await Promise.all([operationsOf(ctx.env).readCounts(), checkAll(ctx)]);
  const gauges = results.flatMap(({ component, ok, ms }): [string, number][] => [
    [seriesName("cairn_component_up", { component }), ok ? 1 : 0],
    [seriesName("cairn_component_check_seconds", { component }), ms / 1_000],
  ]);
  const build: [string, number] = [seriesName("cairn_build_info", { version: VERSION }), 1];
  const text = toExposition([build, ...gauges, ...Object.entries(counts)]);
  return c.body(text, 200, { ...NO_STORE, "content-type": "text/plain; version=0.0.4; charset=utf-8" });
});

/** Gives an organization, by slug or id, a plan of CAIRN_PLANS. */
operationsRoutes.put("/api/operations/organizations/:org/plan", async (c) => {
  const ctx = operatorCtx(c);
  const body = SetPlan.safeParse(await c.req.json().catch(() => null));
  if (!body.success) throw new Fault("invalid_request", 'The body must read {"plan":"<name of a plan>"}.');
  return c.json(await setPlan({ ctx, input: { organization: c.req.param("org"), plan: body.data.plan } }), 200, NO_STORE);
});

function operatorCtx(c: Context<AppEnv>) {
  const ctx = requestCtx(c);
  const { CAIRN_OPERATOR_TOKEN: token } = ctx.settings;
  const given = /^Bearer +(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
  if (!token || !given || !equalTexts(given, token)) throw notFound("page of the API");
  return ctx;
}
