import type { ErrorCode, FieldError, Problem } from "./schema/index.ts";

/**
 * Codes of errors that never reached a server, or came from something that is not Cairn.
 *
 * @example if (CairnError.isCairnError(error, "connection_failed")) console.error("Is the server running?");
 */
export type ClientErrorCode =
  | "aborted"
  | "buffer_full"
  | "connection_failed"
  | "http_error"
  | "invalid_response"
  | "not_configured"
  | "run_ended"
  | "timed_out";

/**
 * What an error is made of.
 *
 * @example throw new CairnError({ code: "not_configured", detail: "No workspace is set." });
 */
export interface ErrorFacts {
  code: ErrorCode | ClientErrorCode | (string & {});
  detail: string;
  title?: string;
  /** HTTP status; null when no answer came. */
  status?: number | null;
  requestId?: string | null;
  errors?: readonly FieldError[];
  /** What the server asked to wait, in ms. */
  retryAfterMs?: number | null;
  /** The whole problem document (RFC 9457), for the members that a code adds. */
  problem?: Problem | null;
  cause?: unknown;
}

/**
 * The limit that stands in the way (`limit_reached`, `rate_limited`, `payload_too_large`).
 *
 * @example if (error.limit?.name === "runs_per_month") askForAnotherPlan();
 */
export interface ReachedLimit {
  name: string;
  /** The most that is allowed. */
  maximum: number;
  /** How much of it is used; null where the server does not say. */
  current: number | null;
}

const RETRYABLE_CODES = new Set(["connection_failed", "timed_out", "invalid_response", "request_in_progress"]);

/**
 * Every error that the SDK throws. Switch over `code`: it is one of the API's codes (docs/errors.md) or a {@link ClientErrorCode}.
 *
 * @example
 * try {
 *   await cairn.runs.get(id);
 * } catch (error) {
 *   if (CairnError.isCairnError(error, "not_found")) return null;
 *   throw error;
 * }
 */
export class CairnError extends Error {
  override name = "CairnError";
  readonly code: string;
  readonly status: number | null;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string | null;
  readonly errors: readonly FieldError[];
  readonly retryAfterMs: number | null;
  readonly problem: Problem | null;

  constructor(facts: ErrorFacts) {
    super(facts.detail || facts.title || facts.code, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = facts.code;
    this.status = facts.status ?? null;
    this.title = facts.title ?? facts.detail;
    this.detail = facts.detail;
    this.requestId = facts.requestId ?? null;
    this.errors = facts.errors ?? [];
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.problem = facts.problem ?? null;
  }

  /** The limit that was reached, where the server names one; else null. */
  get limit(): ReachedLimit | null {
    const limit = this.problem?.limit;
    return limit ? { name: limit.name, maximum: limit.value, current: limit.used ?? null } : null;
  }

  /** True when the same request may succeed later without any change. */
  get isRetryable(): boolean {
    const status = this.status ?? 0;
    return RETRYABLE_CODES.has(this.code) || status === 408 || status === 429 || (status >= 500 && status !== 501);
  }

  /** Plain data for logs and other processes; `isCairnError` knows it again. */
  toJSON() {
    const { name, code, status, title, detail, requestId, errors, limit, isRetryable, retryAfterMs } = this;
    return { name, message: this.message, code, status, title, detail, requestId, errors, limit, isRetryable, retryAfterMs };
  }

  /**
   * True for an error of this SDK, also one of another copy of it or another realm, where `instanceof` fails.
   *
   * @example if (CairnError.isCairnError(error, "slug_taken")) suggestAnotherSlug();
   */
  static isCairnError(value: unknown, code?: ErrorCode | ClientErrorCode): value is CairnError {
    if (typeof value !== "object" || value === null) return false;
    const error = value as Partial<CairnError>;
    return typeof error.code === "string" && typeof error.isRetryable === "boolean" && (code === undefined || error.code === code);
  }
}

/**
 * 401: the credential is missing, wrong, expired or ended.
 *
 * @example if (error instanceof AuthenticationError) console.error(error.code, error.detail);
 */
export class AuthenticationError extends CairnError {
  override name = "AuthenticationError";
}

/**
 * 401 `token_expired`, and no refresh helped. Sign in again.
 *
 * @example if (error instanceof TokenExpiredError) await signInAgain();
 */
export class TokenExpiredError extends AuthenticationError {
  override name = "TokenExpiredError";
}

/**
 * 401 `token_revoked`: the sign-in behind the token was ended.
 *
 * @example if (error instanceof TokenRevokedError) console.error(error.code, error.detail);
 */
export class TokenRevokedError extends AuthenticationError {
  override name = "TokenRevokedError";
}

/**
 * 401 `session_expired`: the browser session ended.
 *
 * @example if (error instanceof SessionExpiredError) console.error(error.code, error.detail);
 */
export class SessionExpiredError extends AuthenticationError {
  override name = "SessionExpiredError";
}

/**
 * 401 `key_expired`: the API key is past its end.
 *
 * @example if (error instanceof KeyExpiredError) console.error(error.code, error.detail);
 */
export class KeyExpiredError extends AuthenticationError {
  override name = "KeyExpiredError";
}

/**
 * 401 `key_revoked`: somebody revoked the API key.
 *
 * @example if (error instanceof KeyRevokedError) console.error(error.code, error.detail);
 */
export class KeyRevokedError extends AuthenticationError {
  override name = "KeyRevokedError";
}

/**
 * 403: known, but not allowed to do this.
 *
 * @example if (error instanceof PermissionError) console.error(error.code, error.detail);
 */
export class PermissionError extends CairnError {
  override name = "PermissionError";
}

/**
 * 404: no such thing, or none that the caller may see.
 *
 * @example if (error instanceof NotFoundError) return null;
 */
export class NotFoundError extends CairnError {
  override name = "NotFoundError";
}

/**
 * 409 or 410: the present state does not allow it.
 *
 * @example if (error instanceof ConflictError) console.error(error.code, error.detail);
 */
export class ConflictError extends CairnError {
  override name = "ConflictError";
}

/**
 * 400, 413, 415 or 422: the request breaks a rule; `errors` names the fields.
 *
 * @example if (error instanceof ValidationError) for (const { path, message } of error.errors) console.error(path, message);
 */
export class ValidationError extends CairnError {
  override name = "ValidationError";
}

/**
 * 429: too many requests; `retryAfterMs` says how long to wait.
 *
 * @example if (error instanceof RateLimitError) await delay(error.retryAfterMs ?? 1_000);
 */
export class RateLimitError extends CairnError {
  override name = "RateLimitError";
}

/**
 * 5xx, or an answer that is not what the contract promises.
 *
 * @example if (error instanceof ServerError) console.error(error.code, error.detail);
 */
export class ServerError extends CairnError {
  override name = "ServerError";
}

/**
 * No answer: the server is not reachable or the connection broke.
 *
 * @example if (error instanceof ConnectionError) showOffline();
 */
export class ConnectionError extends CairnError {
  override name = "ConnectionError";
}

/**
 * No answer within the time that the call had.
 *
 * @example if (error instanceof TimeoutError) console.error(error.code, error.detail);
 */
export class TimeoutError extends CairnError {
  override name = "TimeoutError";
}

/**
 * The client lacks a setting: URL, organization or workspace.
 *
 * @example if (error instanceof ConfigurationError) console.error(error.code, error.detail);
 */
export class ConfigurationError extends CairnError {
  override name = "ConfigurationError";
}

/**
 * `log()` refused points because the buffer is full of points that the server has not taken yet.
 *
 * @example if (error instanceof BufferFullError) await run.flush();
 */
export class BufferFullError extends CairnError {
  override name = "BufferFullError";
}

type ErrorClass = new (facts: ErrorFacts) => CairnError;

const CLASS_BY_CODE: Record<string, ErrorClass> = {
  token_expired: TokenExpiredError,
  token_revoked: TokenRevokedError,
  session_expired: SessionExpiredError,
  key_expired: KeyExpiredError,
  key_revoked: KeyRevokedError,
};

const CLASS_BY_STATUS: Record<number, ErrorClass> = {
  401: AuthenticationError,
  403: PermissionError,
  404: NotFoundError,
  409: ConflictError,
  410: ConflictError,
  429: RateLimitError,
};

/** The error class that belongs to an answer. */
export function errorFromFacts(facts: ErrorFacts & { status: number }): CairnError {
  const own = Object.hasOwn(CLASS_BY_CODE, facts.code) ? CLASS_BY_CODE[facts.code] : undefined;
  const chosen = own ?? CLASS_BY_STATUS[facts.status] ?? (facts.status >= 400 && facts.status < 500 ? ValidationError : ServerError);
  return new chosen(facts);
}
