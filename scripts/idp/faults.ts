import { createHmac } from "node:crypto";
import { decodeJwt, decodeProtectedHeader, importJWK, type JWTPayload, SignJWT } from "jose";
import type { SigningKey } from "./state.ts";

/** Faults of the ID token's claims or signature. */
export const tokenFaults = [
  "missing-sub",
  "empty-sub",
  "numeric-sub",
  "missing-aud",
  "wrong-aud",
  "missing-iss",
  "wrong-iss",
  "missing-exp",
  "expired",
  "nbf-future",
  "missing-iat",
  "unsigned",
  "hs256",
  "tampered",
  "other-key",
  "unknown-kid",
  "wrong-nonce",
  "missing-nonce",
  "no-id-token",
  "garbage-id-token",
] as const;
/** Faults of what the provider knows about the account, in the ID token and at userinfo alike. */
export const accountFaults = ["no-email", "unverified-email"] as const;
/** Faults of the token endpoint. */
export const endpointFaults = ["token-503", "token-html", "token-slow", "token-reset"] as const;
/** Faults of the answer that the browser carries back. */
export const redirectFaults = ["server-error", "denied"] as const;
/** Faults that concern no account; only `setFault` turns them on. */
export const metadataFaults = ["discovery-down", "discovery-slow", "jwks-down"] as const;

export const faults = [...tokenFaults, ...accountFaults, ...endpointFaults, ...redirectFaults, ...metadataFaults] as const;
export type Fault = (typeof faults)[number];
export type TokenFault = (typeof tokenFaults)[number];

/** The fault named before the `@`, or before a `+`: `missing-sub+anything@fault.test`. */
export function faultOf(email: string | undefined): Fault | undefined {
  const name = email?.toLowerCase().split("@")[0]?.split("+")[0];
  return faults.find((fault) => fault === name);
}

const hourS = 3600;
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

const changes: Partial<Record<TokenFault, (claims: JWTPayload, now: number) => JWTPayload>> = {
  "missing-sub": ({ sub: _, ...rest }) => rest,
  "empty-sub": (claims) => ({ ...claims, sub: "" }),
  "numeric-sub": (claims) => ({ ...claims, sub: 12345 as unknown as string }),
  "missing-aud": ({ aud: _, ...rest }) => rest,
  "wrong-aud": (claims) => ({ ...claims, aud: "someone-else" }),
  "missing-iss": ({ iss: _, ...rest }) => rest,
  "wrong-iss": (claims) => ({ ...claims, iss: "https://elsewhere.test" }),
  "missing-exp": ({ exp: _, ...rest }) => rest,
  expired: (claims, now) => ({ ...claims, iat: now - 2 * hourS, exp: now - hourS }),
  "nbf-future": (claims, now) => ({ ...claims, nbf: now + hourS }),
  "missing-iat": ({ iat: _, ...rest }) => rest,
  "wrong-nonce": (claims) => ({ ...claims, nonce: "another-nonce" }),
  "missing-nonce": ({ nonce: _, ...rest }) => rest,
};

/**
 * Makes the faulty token out of a good one.
 * @returns undefined when there is to be no token at all
 */
export async function spoilToken(
  token: string,
  { fault, key, otherKey, clientSecret }: { fault: TokenFault; key: SigningKey; otherKey: SigningKey; clientSecret: string },
): Promise<string | undefined> {
  const claims = decodeJwt(token);
  const header = { alg: "RS256", ...decodeProtectedHeader(token) };
  const [head, , signature] = token.split(".");
  const now = Math.floor(Date.now() / 1000);
  const sign = async (payload: JWTPayload, by: SigningKey, kid: string) =>
    new SignJWT(payload).setProtectedHeader({ ...header, kid }).sign(await importJWK(by, "RS256"));

  switch (fault) {
    case "no-id-token":
      return undefined;
    case "garbage-id-token":
      return "this.is.garbage";
    case "unsigned":
      return `${base64url({ alg: "none", typ: "JWT" })}.${base64url(claims)}.`;
    case "hs256": {
      const signed = `${base64url({ alg: "HS256", typ: "JWT" })}.${base64url(claims)}`;
      return `${signed}.${createHmac("sha256", clientSecret).update(signed).digest("base64url")}`;
    }
    case "tampered":
      return `${head}.${base64url({ ...claims, sub: "root" })}.${signature}`;
    case "other-key":
      return sign(claims, otherKey, key.kid);
    case "unknown-kid":
      return sign(claims, otherKey, otherKey.kid);
    default:
      return sign(changes[fault]?.(claims, now) ?? claims, key, key.kid);
  }
}
