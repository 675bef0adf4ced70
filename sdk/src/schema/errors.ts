import { z } from "zod";
import { Timestamp } from "./common.ts";

/**
 * Every error code that the API answers with, its HTTP status and its title. Closed: a client may switch over it.
 * The page docs/errors.md explains each.
 */
export const ERROR_CODES = {
  unauthenticated: { status: 401, title: "Sign in first" },
  token_expired: { status: 401, title: "The access token expired" },
  token_invalid: { status: 401, title: "The access token is not valid" },
  token_revoked: { status: 401, title: "The sign-in behind this token was ended" },
  session_expired: { status: 401, title: "The session ended" },
  key_invalid: { status: 401, title: "The API key is not valid" },
  key_expired: { status: 401, title: "The API key expired" },
  key_revoked: { status: 401, title: "The API key was revoked" },
  sign_in_expired: { status: 401, title: "The sign-in took too long or was already used" },
  claim_missing: { status: 401, title: "The identity provider left out a claim" },
  id_token_invalid: { status: 401, title: "The identity provider's token is not valid" },
  access_denied: { status: 403, title: "Access was denied" },
  forbidden: { status: 403, title: "Your role does not allow this" },
  insufficient_scope: { status: 403, title: "The credential does not allow this" },
  cross_site_request: { status: 403, title: "The request came from another site" },
  email_mismatch: { status: 403, title: "The invitation is for another e-mail address" },
  not_found: { status: 404, title: "Not found" },
  method_not_allowed: { status: 405, title: "Method not allowed" },
  already_exists: { status: 409, title: "It already exists" },
  slug_taken: { status: 409, title: "The slug is taken" },
  last_owner: { status: 409, title: "An organization needs an owner" },
  last_workspace: { status: 409, title: "An organization needs a workspace" },
  illegal_transition: { status: 409, title: "The state does not allow this" },
  sequence_gap: { status: 409, title: "Earlier batches of this writer are missing" },
  lease_lost: { status: 409, title: "Somebody else computes the task by now" },
  limit_reached: { status: 409, title: "A limit is reached" },
  request_in_progress: { status: 409, title: "The same request is still running" },
  invitation_expired: { status: 410, title: "The invitation expired" },
  payload_too_large: { status: 413, title: "The body is too large" },
  unsupported_media_type: { status: 415, title: "The media type is not supported" },
  idempotency_mismatch: { status: 422, title: "The idempotency key was used for another request" },
  blob_missing: { status: 409, title: "The bytes have to be uploaded first" },
  digest_mismatch: { status: 400, title: "The bytes do not have this digest" },
  range_not_satisfiable: { status: 416, title: "There are no such bytes" },
  invalid_request: { status: 400, title: "The request is not valid" },
  confirmation_mismatch: { status: 400, title: "The confirmation does not match" },
  rate_limited: { status: 429, title: "Too many requests" },
  internal: { status: 500, title: "Something failed on the server" },
  provider_unavailable: { status: 502, title: "The identity provider does not answer" },
  client_rejected: { status: 502, title: "The identity provider does not know this application" },
  unavailable: { status: 503, title: "Temporarily unavailable" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;

export const ErrorCode = z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]);

/** One field that broke a rule. */
export const FieldError = z.object({
  path: z.string().meta({ description: "where, e.g. body.params.lr", examples: ["body.name"] }),
  rule: z.string().meta({ description: "which rule, e.g. too_small", examples: ["too_small"] }),
  message: z.string().meta({ examples: ["must not be empty"] }),
  position: z.number().int().optional().meta({ description: "place in the text, from 0, where the text is a filter" }),
});
export type FieldError = z.infer<typeof FieldError>;

/** The body of every error: RFC 9457 problem details with our members. */
export const Problem = z
  .object({
    type: z.string().meta({ description: "URL of the page that explains the code" }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: ErrorCode,
    request_id: z.string(),
    errors: z.array(FieldError).optional(),
    claim: z.string().optional().meta({ description: "the claim that was missing or wrong" }),
    expired_at: Timestamp.optional(),
    limit: z.object({ name: z.string(), value: z.number(), used: z.number().optional() }).optional(),
    retry_after: z.number().optional().meta({ description: "seconds to wait" }),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof Problem>;
