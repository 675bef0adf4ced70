import { OpenAPIHono } from "@hono/zod-openapi";
import { Fault } from "../shared/errors.ts";
import type { AppEnv } from "./context.ts";

interface Issue {
  path: PropertyKey[];
  code?: string;
  message: string;
  /** Fields that the contract does not know. */
  keys?: string[];
}

/** The fault of input that breaks the contract: it names each field and rule. */
export function invalidInput(where: string, issues: readonly Issue[]): Fault {
  const errors = issues
    .flatMap(
      (issue) => issue.keys?.map((key) => ({ ...issue, path: [...issue.path, key], message: "is not a field of this request" })) ?? issue,
    )
    .slice(0, 20)
    .map(({ path, code, message }) => ({
      path: [where, ...path.map(String)].join(".").slice(0, 500),
      rule: code ?? "invalid",
      message,
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
