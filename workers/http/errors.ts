import { ERROR_CODES, type ErrorCode, type Problem } from "@cairn/sdk/schema";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { RangeFault } from "../blobs/serve.ts";
import { faultOf, type ProblemData } from "../shared/errors.ts";
import { errorFields, log } from "../shared/log.ts";
import type { AppEnv } from "./context.ts";

const CODE_OF_STATUS: Partial<Record<number, ErrorCode>> = {
  400: "invalid_request",
  404: "not_found",
  405: "method_not_allowed",
  413: "payload_too_large",
  415: "unsupported_media_type",
};

/** Where the codes are explained: docs/errors.md, as routes/docs.ts serves it. */
export const ERRORS_PATH = "/api/docs/errors";

/** The body of an error answer (RFC 9457). */
function problemOf(c: Context<AppEnv>, code: ErrorCode, detail: string, data: ProblemData = {}): Problem {
  const { status, title } = ERROR_CODES[code];
  const type = `${c.get("origin") ?? ""}${ERRORS_PATH}#${code}`;
  return { type, title, status, detail, code, request_id: c.get("requestId") ?? "unknown", ...data };
}

/** Maps everything that a request can throw to one problem answer; what nobody foresaw is logged and told without its reason. */
export function answerError(error: unknown, c: Context<AppEnv>): Response {
  const requestId = c.get("requestId") ?? "unknown";
  const fault = faultOfRequest(error);
  if (!fault) log({ level: "error", msg: "unexpected error", request_id: requestId, path: c.req.path, ...errorFields(error) });
  const problem = fault
    ? problemOf(c, fault.code, fault.detail, fault.data)
    : problemOf(c, "internal", "Try again; if it stays, send us the request id.");
  c.set("problemCode", problem.code);
  const headers: Record<string, string> = { "content-type": "application/problem+json", "cache-control": "no-store" };
  const challenge = challengeOf(problem, c.get("origin"));
  if (challenge) headers["www-authenticate"] = challenge;
  if (error instanceof RangeFault) headers["content-range"] = error.contentRange;
  if (problem.retry_after !== undefined) headers["retry-after"] = String(Math.ceil(problem.retry_after));
  return c.body(JSON.stringify(problem), problem.status as 400, headers);
}

/** RFC 6750 section 3: no error code when nothing was presented, `invalid_token` for what is bad, expired or revoked. */
function challengeOf(problem: Problem, origin: string | undefined): string | null {
  const metadata = origin ? `, resource_metadata="${origin}/.well-known/oauth-protected-resource/api"` : "";
  if (problem.code === "unauthenticated") return `Bearer realm="cairn"${metadata}`;
  if (problem.status === 401) return `Bearer realm="cairn", error="invalid_token", error_description="${problem.title}"${metadata}`;
  if (problem.code === "insufficient_scope") return `Bearer realm="cairn", error="insufficient_scope"${metadata}`;
  return null;
}

/** What is known of anything that a request can throw; null for what nobody foresaw. */
export const faultOfRequest = (error: unknown): ReturnType<typeof faultOf> =>
  faultOf(error) ?? faultOfHttpException(error) ?? faultOfRuntime(error);

function faultOfHttpException(error: unknown) {
  if (!(error instanceof HTTPException)) return null;
  const code = CODE_OF_STATUS[error.status];
  return code ? { code, detail: error.message || ERROR_CODES[code].title, data: {} } : null;
}

/** An object that has too much to do, or was moved: the caller may try again. */
function faultOfRuntime(error: unknown) {
  if (typeof error !== "object" || error === null) return null;
  const overloaded = "overloaded" in error && error.overloaded === true;
  const retryable = "retryable" in error && error.retryable === true;
  if (!overloaded && !retryable) return null;
  return { code: "unavailable" as const, detail: "Busy. Try again in a moment.", data: { retry_after: 1 } };
}
