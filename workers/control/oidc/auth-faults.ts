import { AccessDenied, InvalidCheck, OAuthCallbackError } from "@auth/core/errors";
import { Fault } from "../../shared/errors.ts";
import { invalid, missing } from "./id-token.ts";
import { unavailable } from "./outgoing.ts";

/** Answers by which the person, or the provider on their behalf, says no. */
const DENIALS = new Set(["access_denied", "consent_required", "interaction_required", "login_required", "account_selection_required"]);
/** Answers by which the provider says that it is its own fault or passes. */
const OUTAGES = new Set(["server_error", "temporarily_unavailable"]);

const expired = () =>
  new Fault("sign_in_expired", "The sign-in was started too long ago, in another browser, or was already used. Try again.");

const rejected = () =>
  new Fault(
    "client_rejected",
    "The identity provider refused Cairn's client id, secret or redirect address. An administrator must correct them.",
  );

/**
 * The fault behind an error of the sign-in library. `answer` is what the browser brought back: the library drops the provider's
 * error code, but throws that error only after state and issuer were checked. Null when nobody foresaw it.
 */
export function faultOfAuth(error: unknown, answer: URLSearchParams): Fault | null {
  if (error instanceof OAuthCallbackError) return faultOfErrorCode(answer.get("error") ?? "");
  if (error instanceof InvalidCheck) return expired();
  if (error instanceof AccessDenied) return new Fault("access_denied", "Access was denied.");
  const root = codedError(error);
  return root && faultOfOauth(root.code, root);
}

function faultOfErrorCode(code: string): Fault {
  if (DENIALS.has(code))
    return new Fault("access_denied", "The identity provider answered that access was denied, or the sign-in was cancelled.");
  if (code === "invalid_grant") return expired();
  return OUTAGES.has(code) ? unavailable("says that it has a problem") : rejected();
}

/** The protocol error below all wrappings; its own `cause`, with claims and token bodies, is left alone. */
function codedError(error: unknown): (Error & { code: string }) | null {
  let next: unknown = error;
  for (let depth = 0; depth < 8 && next instanceof Error; depth++) {
    if ("code" in next && typeof next.code === "string" && next.code.startsWith("OAUTH_")) return next as Error & { code: string };
    const { cause }: Error = next;
    next = typeof cause === "object" && cause !== null && "err" in cause ? cause.err : cause;
  }
  return null;
}

/** By the error codes of oauth4webapi; its messages name the claim. */
function faultOfOauth(code: string, { message, cause }: Error): Fault {
  const claim = /(?:JWT|ID Token) "(\w+)"/.exec(message)?.[1] ?? null;
  switch (code) {
    case "OAUTH_RESPONSE_BODY_ERROR":
      return faultOfErrorCode(typeof cause === "object" && cause !== null && "error" in cause ? String(cause.error) : "");
    case "OAUTH_WWW_AUTHENTICATE_CHALLENGE":
      return rejected();
    case "OAUTH_JWT_CLAIM_COMPARISON_FAILED":
    case "OAUTH_JWT_TIMESTAMP_CHECK_FAILED":
      return invalid(claim);
    case "OAUTH_INVALID_RESPONSE":
      if (/response parameter "state"|"state" response parameter/.test(message)) return expired();
      if (claim === null) return invalid(/response parameter "iss"|"iss".*response parameter/.test(message) ? "iss" : null);
      return /claim missing$/.test(message) ? missing(claim) : invalid(claim);
    case "OAUTH_PARSE_ERROR":
      return /JWT|ID Token/.test(message) ? invalid(null) : unavailable("sent an answer that is not JSON");
    case "OAUTH_RESPONSE_IS_NOT_JSON":
    case "OAUTH_RESPONSE_IS_NOT_CONFORM":
      return unavailable("sent an answer that breaks the protocol");
    default:
      return invalid(null);
  }
}
