import type { Context } from "hono";
import type { CallerCtx, OrgCtx, RequestCtx, WorkspaceCtx } from "../control/context.ts";

/** What the middlewares leave on a request. */
export interface AppEnv {
  Bindings: Env;
  Variables: {
    requestId: string;
    origin: string;
    ctx: RequestCtx;
    callerCtx: CallerCtx;
    orgCtx: OrgCtx;
    workspaceCtx: WorkspaceCtx;
    problemCode: string;
    operationId: string;
  };
}

type AppContext = Context<AppEnv>;

function present<T>(value: T | undefined, guard: string): T {
  if (value === undefined) throw new Error(`the route has no ${guard} guard`);
  return value;
}

/** The context of a public operation. */
export const requestCtx = (c: AppContext): RequestCtx => present(c.get("ctx"), "request");
/** The context of an operation whose guard is `caller` or narrower. */
export const callerCtx = (c: AppContext): CallerCtx => present(c.get("callerCtx"), "caller");
/** The context of an operation whose guard is `organization` or narrower. */
export const orgCtx = (c: AppContext): OrgCtx => present(c.get("orgCtx"), "organization");
/** The context of an operation whose guard is `workspace`. */
export const workspaceCtx = (c: AppContext): WorkspaceCtx => present(c.get("workspaceCtx"), "workspace");
