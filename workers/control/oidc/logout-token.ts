import { z } from "zod";
import { Fault } from "../../shared/errors.ts";
import type { RequestCtx } from "../context.ts";
import { algorithmsOf } from "./client.ts";
import type { Connection } from "./connections.ts";
import { discover } from "./discovery.ts";
import { verifyJwt } from "./id-token.ts";
import { providerKeys } from "./keys.ts";
import { CLOCK_TOLERANCE_S, LOGOUT_TOKEN_MAX_AGE_S, PROVIDER_TOTAL_MS, SUBJECT_MAX_CHARS } from "./limits.ts";
import { openOutgoing } from "./outgoing.ts";

const EVENT = "http://schemas.openid.net/event/backchannel-logout";

const id = z.string().min(1).max(SUBJECT_MAX_CHARS);
const Claims = z
  .looseObject({ iss: z.string(), jti: id, sub: id.optional(), sid: id.optional(), events: z.record(z.string(), z.unknown()) })
  .refine((claims) => claims.sub !== undefined || claims.sid !== undefined, "names neither a subject nor a session")
  .refine((claims) => !("nonce" in claims), "holds a nonce, as ID tokens do")
  .refine(({ events }) => typeof events[EVENT] === "object" && events[EVENT] !== null, "is not about signing out");

/** Whom a provider signed out, and the token's own id. */
export interface ProviderSignOut {
  issuer: string;
  jti: string;
  subject: string | null;
  sid: string | null;
}

/**
 * Verifies a logout token (OpenID Connect Back-Channel Logout 1.0 section 2.6), all but whether it was used before. Throws
 * `id_token_invalid`, `claim_missing`, or `provider_unavailable` when the keys cannot be had.
 */
export async function verifyLogoutToken(ctx: RequestCtx, connection: Connection, token: string): Promise<ProviderSignOut> {
  const { settings, clock } = ctx;
  const outgoing = openOutgoing({ settings, connection, totalMs: PROVIDER_TOTAL_MS });
  const metadata = await discover({ issuer: connection.issuer, outgoing, clock });
  const { payload } = await verifyJwt(token, providerKeys({ uri: metadata.jwks_uri, outgoing, clock }), {
    issuer: metadata.issuer,
    audience: connection.clientId,
    algorithms: algorithmsOf(settings),
    typ: "logout+jwt",
    clockTolerance: CLOCK_TOLERANCE_S,
    maxTokenAge: LOGOUT_TOKEN_MAX_AGE_S,
    requiredClaims: ["jti", "iat", "exp", "events"],
  });
  const parsed = Claims.safeParse(payload);
  if (!parsed.success) throw new Fault("id_token_invalid", `The logout token ${parsed.error.issues[0]?.message ?? "is not valid"}.`);
  const { iss, jti, sub, sid } = parsed.data;
  return { issuer: iss, jti, subject: sub ?? null, sid: sid ?? null };
}
