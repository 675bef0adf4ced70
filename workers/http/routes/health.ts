import { SystemStatus } from "@cairn/sdk/schema";
import { checkAll } from "../../operations/checks.ts";
import { statusOf } from "../../operations/status.ts";
import { operationsOf } from "../../operations/stub.ts";
import { VERSION } from "../../shared/version.ts";
import { requestCtx } from "../context.ts";
import { jsonAnswer, operation } from "../operation.ts";
import { router } from "../router.ts";

const NO_STORE = { "cache-control": "no-store" };

const status = operation({
  id: "systemStatus",
  method: "get",
  path: "/api/v1/status",
  tag: "System",
  summary: "Read how the system is, and was on each of the last 90 days",
  guard: { on: "nobody" },
  responses: { 200: jsonAnswer(SystemStatus) },
});

export const healthRoutes = router().openapi(status, async (c) => {
  const ctx = requestCtx(c);
  const [results, days] = await Promise.all([
    checkAll(ctx),
    // What was is a nicety: that it cannot be read is told by the check of the objects.
    operationsOf(ctx.env)
      .readDays()
      .catch(() => null),
  ]);
  return c.json(statusOf(results, days, ctx.clock.now()), 200, { "cache-control": "public, max-age=10" });
});

/** Whether the api Worker answers, and its version: for load balancers and for people who ask what runs here. Nothing is read for it. */
for (const path of ["/api/health", "/healthz"] as const)
  healthRoutes.get(path, (c) => c.json({ status: "ok", version: VERSION }, 200, NO_STORE));

/** Whether requests can be served now: 503 while a part that they need does not answer. */
healthRoutes.get("/readyz", async (c) => {
  const results = await checkAll(requestCtx(c));
  const isReady = results.every(({ ok }) => ok);
  const checks = Object.fromEntries(results.map(({ component, ok }) => [component, ok ? "ok" : "down"]));
  return c.json({ status: isReady ? "ready" : "not ready", checks }, isReady ? 200 : 503, NO_STORE);
});
