import { type Action, Problem } from "@cairn/sdk/schema";
import { createRoute, type RouteConfig, z } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { createMiddleware } from "hono/factory";
import { authorizeOrganization, authorizeWorkspace } from "../control/access/authorize.ts";
import { identify } from "../control/access/identify.ts";
import { Fault } from "../shared/errors.ts";
import type { CountedLimit } from "../usage/month.ts";
import type { AppEnv } from "./context.ts";
import { requireSameOrigin } from "./middleware/cross-site.ts";
import { keyed } from "./middleware/idempotency.ts";
import { keptNames, knownQuery } from "./middleware/known-input.ts";
import { limitRequest, type RequestCost } from "./middleware/rate-limit.ts";
import { readSessionCookie } from "./session-cookie.ts";

/**
 * Who may call an operation. `session` is a person in a browser: credentials of programs are refused, because what it does
 * (approving a program, ending sessions) must be a person's own act.
 */
export type Guard =
  | { on: "nobody" }
  | { on: "caller" }
  | { on: "session" }
  | { on: "organization"; action: Action }
  | { on: "workspace"; action: Action };

interface Spec<P extends string, R extends RouteConfig["responses"], Q extends NonNullable<RouteConfig["request"]>> {
  /** Operation id, `nounVerb`; stable, because clients are generated from it. */
  id: string;
  method: "get" | "post" | "put" | "patch" | "delete";
  path: P;
  tag: string;
  summary: string;
  guard: Guard;
  request?: Q;
  responses: R;
  /** Whether a repeated `Idempotency-Key` is answered from the first try. Leave out where repeating is harmless by itself. */
  keyed?: boolean;
  /** Whether it looks through much for one answer, which has a quota of its own. */
  isQuery?: boolean;
  /** Limits of the plan that it adds to: it is refused when one of them is used up, or when the month's requests are. */
  adds?: readonly CountedLimit[];
}

/** A route with its guard: the permission is checked before anything of the request is parsed, and what the route does not know is refused. */
export function operation<
  const P extends string,
  const R extends RouteConfig["responses"],
  const Q extends NonNullable<RouteConfig["request"]>,
>(spec: Spec<P, R, Q>) {
  const { query, body } = spec.request ?? {};
  const middleware: MiddlewareHandler<AppEnv>[] = [
    named(spec.id),
    guardWith(spec.guard, { isQuery: spec.isQuery ?? false, adds: spec.adds ?? [] }),
    knownQuery(namesOf(query)),
  ];
  if (body?.content["application/json"]) middleware.push(keptNames);
  if (spec.keyed) middleware.push(keyed(spec.id));
  return createRoute({
    operationId: spec.id,
    method: spec.method,
    path: spec.path,
    tags: [spec.tag],
    summary: spec.summary,
    security: spec.guard.on === "nobody" ? [] : [{ bearer: [] }, { session: [] }],
    "x-cairn-guard": spec.guard,
    request: (spec.request ?? {}) as Q,
    responses: {
      ...spec.responses,
      default: { description: "Problem", content: { "application/problem+json": { schema: Problem } } },
    } as R,
    middleware,
  });
}

/** A JSON body that must be there. */
export const jsonBody = <T extends z.ZodType>(schema: T) => ({ required: true, content: { "application/json": { schema } } }) as const;

/** A JSON answer. */
export const jsonAnswer = <T extends z.ZodType>(schema: T, description = "OK") =>
  ({ description, content: { "application/json": { schema } } }) as const;

/** A body of bytes of any type, which the handler reads as it comes (middleware/body.ts lets it pass). */
export const bytesBody = {
  required: true,
  content: { "application/octet-stream": { schema: { type: "string", format: "binary" } } },
} as const;

/** An answer that is bytes and no JSON. Its type leaves them out: a handler answers with a Response of its own. */
export const bytesAnswer = (mediaType: string, description: string): { description: string } =>
  ({ description, content: { [mediaType]: { schema: { type: "string", format: "binary" } } } }) as { description: string };

/** An answer without a body. */
export const noContent = { description: "Done" } as const;

/** Path parameters, each a plain text: an id that is not well formed is simply not there. */
export const pathParams = <const N extends string>(...names: N[]) =>
  z.object(Object.fromEntries(names.map((name) => [name, z.string().max(200)])) as Record<N, z.ZodString>);

const namesOf = (query: unknown): ReadonlySet<string> => new Set(query instanceof z.ZodObject ? Object.keys(query.shape) : []);

/** Leaves the name of the operation for the log line and the counts. */
const named = (id: string) =>
  createMiddleware<AppEnv>((c, next) => {
    c.set("operationId", id);
    return next();
  });

const guardWith = (guard: Guard, cost: RequestCost) =>
  createMiddleware<AppEnv>(async (c, next) => {
    if (guard.on === "nobody") return next();
    const ctx = c.get("ctx");
    const sessionToken = readSessionCookie(c);
    const caller = await identify(ctx, { authorization: c.req.header("authorization") ?? null, sessionToken });
    if (caller.credential.kind === "session") requireSameOrigin(c.req.raw, ctx.settings.CAIRN_ORIGIN);
    const callerCtx = { ...ctx, caller };
    c.set("callerCtx", callerCtx);
    if (guard.on === "session" && caller.credential.kind !== "session")
      throw new Fault("insufficient_scope", "Only a person who is signed in with a browser may do this.");
    if (guard.on === "organization") {
      const orgCtx = await authorizeOrganization(callerCtx, c.req.param("org") ?? "", guard.action);
      c.set("orgCtx", orgCtx);
      await limitRequest(c, { ctx: orgCtx, workspaceId: null }, cost);
    }
    if (guard.on === "workspace") {
      const workspaceCtx = await authorizeWorkspace(callerCtx, c.req.param("org") ?? "", c.req.param("workspace") ?? "", guard.action);
      c.set("orgCtx", workspaceCtx);
      c.set("workspaceCtx", workspaceCtx);
      await limitRequest(c, { ctx: workspaceCtx, workspaceId: workspaceCtx.workspace.id }, cost);
    }
    return next();
  });
