import { errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { SECOND_MS, timestamp } from "../../shared/clock.ts";
import { Fault } from "../../shared/errors.ts";
import { cachedAccess } from "../access/cache.ts";
import type { Caller, RequestCtx } from "../context.ts";
import { keyRing, SIGNING_ALGORITHM } from "./signing-keys.ts";
import { readGrant } from "./store.ts";

/** RFC 9068: the type that keeps an access token from being taken for another kind of JWT. */
const TOKEN_TYPE = "at+jwt";

const Claims = z.object({
  sub: z.string(),
  jti: z.string(),
  exp: z.number(),
  gid: z.string(),
  org: z.string().optional(),
  ws: z.string().optional(),
});

const audienceOf = (ctx: RequestCtx) => `${ctx.settings.CAIRN_ORIGIN}/api`;

export interface TokenInput {
  userId: string;
  clientId: string;
  grantId: string;
  /** Cuts the token down to one organization, and with `workspaceId` to one workspace of it. */
  orgId?: string | null;
  workspaceId?: string | null;
  /** Life in seconds. */
  ttlS: number;
}

/** A signed access token (RFC 9068). */
export async function issueAccessToken(ctx: RequestCtx, input: TokenInput): Promise<string> {
  const { signing } = await keyRing(ctx);
  const nowS = Math.floor(ctx.clock.now() / SECOND_MS);
  const claims: JWTPayload = { client_id: input.clientId, gid: input.grantId };
  if (input.orgId) claims.org = input.orgId;
  if (input.workspaceId) claims.ws = input.workspaceId;
  return new SignJWT(claims)
    .setProtectedHeader({ alg: SIGNING_ALGORITHM, kid: signing.kid, typ: TOKEN_TYPE })
    .setIssuer(ctx.settings.CAIRN_ORIGIN)
    .setAudience(audienceOf(ctx))
    .setSubject(input.userId)
    .setJti(crypto.randomUUID())
    .setIssuedAt(nowS)
    .setExpirationTime(nowS + input.ttlS)
    .sign(signing.key);
}

/**
 * The caller of an access token. Signature, issuer, audience, type and time are checked without a network read; that the sign-in
 * behind it still lives is read at most every few seconds. Throws `token_expired` (with `expired_at`), `token_invalid` or
 * `token_revoked`.
 */
export async function resolveAccessToken(ctx: RequestCtx, token: string): Promise<Caller> {
  const claims = await verify(ctx, token);
  const grant = await cachedAccess(ctx.clock, `grant ${claims.gid}`, () => readGrant(ctx.db, claims.gid));
  if (!grant || grant.userId !== claims.sub || grant.revokedAt !== null || grant.expiresAt <= ctx.clock.now())
    throw new Fault("token_revoked", "This sign-in was ended. Run cairn login to sign in again.");
  return {
    actor: { type: "user", id: grant.userId, name: grant.userName },
    credential: { kind: "token", id: grant.id, expiresAt: claims.exp * SECOND_MS },
    orgId: claims.org ?? null,
    workspaceIds: claims.ws ? [claims.ws] : null,
    actions: null,
  };
}

async function verify(ctx: RequestCtx, token: string) {
  let ring = await keyRing(ctx);
  try {
    const { payload } = await jwtVerify(
      token,
      async (header) => {
        const known = ring.verifying.get(header.kid ?? "");
        if (known) return known;
        ring = await keyRing(ctx, { fresh: true });
        const found = ring.verifying.get(header.kid ?? "");
        if (!found) throw new errors.JWKSNoMatchingKey();
        return found;
      },
      {
        issuer: ctx.settings.CAIRN_ORIGIN,
        audience: audienceOf(ctx),
        algorithms: [SIGNING_ALGORITHM],
        typ: TOKEN_TYPE,
        currentDate: new Date(ctx.clock.now()),
        requiredClaims: ["sub", "exp", "jti", "gid"],
      },
    );
    return Claims.parse(payload);
  } catch (error) {
    if (error instanceof errors.JWTExpired) {
      const expired_at = timestamp((error.payload.exp ?? 0) * SECOND_MS);
      throw new Fault("token_expired", `The access token expired at ${expired_at}. Refresh it, or run cairn login.`, { expired_at });
    }
    // What else can go wrong, such as reading the keys, says nothing about the token.
    if (!(error instanceof errors.JOSEError) && !(error instanceof z.ZodError)) throw error;
    throw new Fault("token_invalid", "The access token is not one of ours, or it was changed. Run cairn login to get a new one.");
  }
}
