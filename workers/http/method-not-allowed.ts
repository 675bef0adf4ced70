import type { OpenAPIHono } from "@hono/zod-openapi";
import { Fault } from "../shared/errors.ts";
import type { AppEnv } from "./context.ts";

/** Finds the methods that a path takes; made once, from the routes that are mounted. */
export function methodsByPath(app: OpenAPIHono<AppEnv>): (path: string) => string[] {
  const routes = app.routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => ({ method, pattern: patternOf(path) }));
  return (path) => [...new Set(routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))];
}

const patternOf = (path: string) => new RegExp(`^${path.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(/:\w+/g, "[^/]+")}$`);

/** The fault of a method that a path does not take. */
export const methodNotAllowed = (methods: readonly string[]) => new Fault("method_not_allowed", `This path takes ${methods.join(", ")}.`);
