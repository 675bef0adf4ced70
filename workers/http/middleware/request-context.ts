import { createMiddleware } from "hono/factory";
import type { RequestCtx } from "../../control/context.ts";
import { openDb } from "../../control/db.ts";
import { sendChanges } from "../../control/outbox/send.ts";
import { count, flushSometimes, observe } from "../../operations/meters.ts";
import { systemClock } from "../../shared/clock.ts";
import { newId } from "../../shared/ids.ts";
import { log } from "../../shared/log.ts";
import { settingsOf } from "../../shared/settings.ts";
import type { AppEnv } from "../context.ts";

/** A caller may name its request, so that its log and ours join. */
const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/;

/** A code that a person has not answered yet is a secret for its ten minutes. */
const USER_CODE = /^(\/api\/v1\/device\/)[^/]+/;

/** Makes the context of a request, answers its id, and writes its one log line. */
export const requestContext = createMiddleware<AppEnv>(async (c, next) => {
  const started = performance.now();
  const given = c.req.header("x-request-id");
  const requestId = given && REQUEST_ID.test(given) ? given : crypto.randomUUID();
  c.set("requestId", requestId);
  c.header("X-Request-Id", requestId);
  const settings = settingsOf(c.env);
  c.set("origin", settings.CAIRN_ORIGIN);
  const ctx: RequestCtx = {
    env: c.env,
    settings,
    db: openDb(c.env.CONTROL),
    clock: systemClock,
    requestId,
    ip: c.req.header("cf-connecting-ip") ?? null,
    country: c.req.header("cf-ipcountry") ?? null,
    userAgent: c.req.header("user-agent")?.slice(0, 300) ?? null,
    changedOrgs: new Set(),
    changedMembers: new Set(),
    newId: (kind) => newId(kind, systemClock.now()),
    waitUntil: (promise) => c.executionCtx.waitUntil(promise),
  };
  c.set("ctx", ctx);
  await next();
  const ms = performance.now() - started;
  const operation = c.get("operationId") ?? "other";
  count("cairn_http_requests_total", { operation, status: String(c.res.status) });
  observe("cairn_http_request_duration_seconds", { operation }, ms / 1_000);
  sendChanges(ctx);
  flushSometimes(c.env, ctx.waitUntil);
  log({
    level: c.res.status >= 500 ? "error" : "info",
    msg: "request",
    request_id: requestId,
    method: c.req.method,
    path: c.req.path.replace(USER_CODE, "$1…"),
    status: c.res.status,
    ms: Math.round(ms),
    operation,
    actor: c.get("callerCtx")?.caller.actor.id,
    org: c.get("orgCtx")?.org.id,
    workspace: c.get("workspaceCtx")?.workspace.id,
    code: c.get("problemCode"),
  });
});
