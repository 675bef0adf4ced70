import { errors, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions, type JWTVerifyResult, jwtVerify } from "jose";
import { Fault } from "../../shared/errors.ts";
import { CLOCK_TOLERANCE_S, SUBJECT_MAX_CHARS } from "./limits.ts";

export interface Expected {
  /** The issuer as the discovery document spells it. */
  issuer: string;
  clientId: string;
  algorithms: string[];
  keys: JWTVerifyGetKey;
}

/** Types that an ID token's header may name; those of other tokens (`at+jwt`, `logout+jwt`) are not among them. */
const ID_TOKEN_TYPES = new Set<unknown>([undefined, "jwt", "application/jwt"]);

/**
 * Verifies an ID token by its signature and claims (OpenID Connect Core 1.0 section 3.1.3.7; the nonce is checked before). Throws
 * `claim_missing` and `id_token_invalid` with the claim's name, `provider_unavailable` when the keys cannot be had.
 */
export async function verifyIdToken(
  token: string,
  { issuer, clientId, algorithms, keys }: Expected,
): Promise<JWTPayload & { sub: string; iss: string }> {
  const options = { issuer, audience: clientId, algorithms, clockTolerance: CLOCK_TOLERANCE_S, requiredClaims: ["sub", "iat", "exp"] };
  const { payload, protectedHeader } = await verifyJwt(token, keys, options);
  if (!ID_TOKEN_TYPES.has(protectedHeader.typ?.toLowerCase())) throw invalid("typ");
  const { sub, iss } = payload;
  if (typeof sub !== "string" || sub.length > SUBJECT_MAX_CHARS) throw invalid("sub");
  if (sub === "" || iss === undefined) throw missing(sub === "" ? "sub" : "iss");
  return { ...payload, sub, iss };
}

/** jose's check of signature and claims, with faults instead of its errors. */
export async function verifyJwt(token: string, keys: JWTVerifyGetKey, options: JWTVerifyOptions): Promise<JWTVerifyResult> {
  try {
    return await jwtVerify(token, keys, options);
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw faultOfJose(error);
    // A token without a key id, and several keys of its kind: each is tried.
    for await (const key of error) {
      try {
        return await jwtVerify(token, key, options);
      } catch (next) {
        if (!(next instanceof errors.JWSSignatureVerificationFailed)) throw faultOfJose(next);
      }
    }
    throw invalid("signature");
  }
}

function faultOfJose(error: unknown): unknown {
  if (error instanceof errors.JWTClaimValidationFailed) return error.reason === "missing" ? missing(error.claim) : invalid(error.claim);
  if (error instanceof errors.JWTExpired) return invalid("exp");
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey) return invalid("signature");
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported) return invalid("alg");
  return error instanceof errors.JOSEError ? invalid(null) : error;
}

/** A claim that is not there, or empty. */
export const missing = (claim: string) =>
  new Fault("claim_missing", `The identity provider left out the claim "${claim}". Its administrator must release it to Cairn.`, { claim });

/** A claim, or part of the token, that is wrong; null when the token is not one at all. */
export const invalid = (claim: string | null) =>
  claim === null
    ? new Fault("id_token_invalid", "The identity provider's ID token is missing or cannot be read.")
    : new Fault("id_token_invalid", `The identity provider's ID token is wrong in "${claim}".`, { claim });
