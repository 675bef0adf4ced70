import { type CairnError, errorFromFacts, ServerError } from "../errors.ts";
import type { Problem } from "../schema/index.ts";
import { retryAfterMs } from "./backoff.ts";
import { redact } from "./redact.ts";

/** The body of a good answer; undefined when it has none. */
export async function readData(response: Response): Promise<unknown> {
  if (response.status === 204 || response.status === 205) return undefined;
  const text = await response.text();
  const type = response.headers.get("content-type") ?? "";
  if (text === "" && !type.includes("json")) return undefined;
  try {
    if (type.includes("json")) return JSON.parse(text);
  } catch {
    // Told below, like any other answer that is not JSON.
  }
  throw new ServerError({
    code: "invalid_response",
    status: null,
    detail: `The answer (${response.status}) is not JSON. Is this the address of a Cairn server?`,
    requestId: response.headers.get("x-request-id"),
  });
}

/** The error that an answer tells: a problem document, or whatever a proxy in between wrote. */
export async function readError(response: Response, now: number): Promise<CairnError> {
  const text = await response.text();
  let problem: Partial<Problem> = {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null) problem = parsed;
  } catch {
    // Not ours: the status has to do.
  }
  const { status } = response;
  const isProblem = typeof problem.code === "string";
  const detail = typeof problem.detail === "string" ? problem.detail : `The server answered ${status} ${response.statusText}`.trim();
  return errorFromFacts({
    code: isProblem ? (problem.code as string) : status === 401 ? "unauthenticated" : status === 429 ? "rate_limited" : "http_error",
    status,
    ...(typeof problem.title === "string" ? { title: problem.title } : {}),
    detail: redact(detail),
    requestId: typeof problem.request_id === "string" ? problem.request_id : response.headers.get("x-request-id"),
    errors: Array.isArray(problem.errors) ? problem.errors : [],
    retryAfterMs: retryAfterMs(response.headers, now) ?? (typeof problem.retry_after === "number" ? problem.retry_after * 1000 : null),
    problem: isProblem ? (problem as Problem) : null,
  });
}
