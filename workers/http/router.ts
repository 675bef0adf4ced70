import { OpenAPIHono } from "@hono/zod-openapi";
import { Fault } from "../shared/errors.ts";
import type { AppEnv } from "./context.ts";

/** The fault of input that breaks the contract: it names each field and rule. */
export function invalidInput(where: string, issues: readonly { path: PropertyKey[]; code?: string; message: string }[]): Fault {
  const errors = issues.slice(0, 20).map((issue) => ({
    path: [where, ...issue.path.map(String)].join("."),
    rule: issue.code ?? "invalid",
    message: issue.message,
  }));
  const first = errors[0];
  return new Fault("invalid_request", first ? `${first.path}: ${first.message}` : "The request breaks the contract.", { errors });
}

/** A resource's own app. Input that breaks the contract becomes one `invalid_request` that names each field and rule. */
export const router = () =>
  new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      const where = { json: "body", query: "query", param: "path", header: "header", cookie: "cookie", form: "body" }[result.target];
      throw invalidInput(where, result.error.issues);
    },
  });
