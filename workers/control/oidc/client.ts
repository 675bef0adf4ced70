import { decodeJwt } from "jose";
import { randomToken } from "../../shared/bytes.ts";
import { errorFields, log } from "../../shared/log.ts";
import type { Settings } from "../../shared/settings.ts";
import type { RequestCtx } from "../context.ts";
import { type Checks, callAuth } from "./auth.ts";
import type { Connection } from "./connections.ts";
import { discover, type Metadata } from "./discovery.ts";
import { invalid, verifyIdToken, verifyJwt } from "./id-token.ts";
import { completeClaims, displayData, type Identity, sidOf } from "./identity.ts";
import { providerKeys } from "./keys.ts";
import { ID_TOKEN_HINT_MAX_CHARS, PROVIDER_TOTAL_MS, SIGN_OUT_TOTAL_MS } from "./limits.ts";
import { type Outgoing, openOutgoing } from "./outgoing.ts";

/** Wishes of the person for the provider's page. Nothing else of a request gets into the authorization request. */
export interface StartInput {
  login_hint?: string | undefined;
  prompt?: string | undefined;
  ui_locales?: string | undefined;
}

/** Parameters of an authorization response (RFC 6749 section 4.1.2, RFC 9207); others are dropped. */
const ANSWER_PARAMETERS = ["code", "state", "iss", "error", "error_description"] as const;

export const algorithmsOf = (settings: Settings): string[] => settings.AUTH_OIDC_ALGORITHMS.split(/[\s,]+/).filter(Boolean);

/** Sign-in with OpenID Connect at one connection. Every method throws nothing but faults of the sign-in codes. */
export interface OidcClient {
  /** Begins an attempt: where to send the browser, and what it must keep until it is back. */
  start(input: StartInput): Promise<{ redirect: string; state: string; checks: Checks }>;
  /** Ends an attempt with what the browser brought back, each claim and the signature checked. */
  finish(input: { answer: URLSearchParams; checks: Partial<Checks> }): Promise<Identity>;
  /** The provider's own sign-out page (OpenID Connect RP-Initiated Logout 1.0), or null when there is none. Never throws. */
  logoutUrl(input: { idToken: string | null; returnTo: string }): Promise<string | null>;
}

/** Opens a connection for one request. */
export function openOidc(ctx: RequestCtx, connection: Connection): OidcClient {
  const { settings, clock } = ctx;
  const outgoingFor = (totalMs: number) => openOutgoing({ settings, connection, totalMs });
  const metadataBy = (outgoing: Outgoing) => discover({ issuer: connection.issuer, outgoing, clock });
  const common = (outgoing: Outgoing, metadata: Metadata) => ({
    connection,
    metadata,
    outgoing,
    origin: settings.CAIRN_ORIGIN,
    keyring: settings.keyring,
    scope: settings.AUTH_OIDC_SCOPE,
    requestId: ctx.requestId,
  });

  return {
    async start(input) {
      const outgoing = outgoingFor(PROVIDER_TOTAL_MS);
      const metadata = await metadataBy(outgoing);
      outgoing.check(metadata.authorization_endpoint);
      const query = new URLSearchParams();
      for (const name of ["login_hint", "prompt", "ui_locales"] as const) if (input[name]) query.set(name, input[name]);
      const { redirect, checks } = await callAuth({ ...common(outgoing, metadata), action: "signin", query, checks: {} });
      const state = new URL(redirect).searchParams.get("state");
      const { state: sealedState, pkce, nonce } = checks;
      if (!state || !sealedState || !pkce || !nonce) throw new Error("the sign-in library left out a check");
      return { redirect, state, checks: { state: sealedState, pkce, nonce } };
    },

    async finish({ answer, checks }) {
      const outgoing = outgoingFor(PROVIDER_TOTAL_MS);
      const metadata = await metadataBy(outgoing);
      const query = new URLSearchParams();
      for (const name of ANSWER_PARAMETERS) {
        const value = answer.get(name);
        if (value !== null) query.set(name, value);
      }
      const { tokens } = await callAuth({ ...common(outgoing, metadata), action: "callback", query, checks });
      if (!tokens) throw invalid(null);
      const claims = await verifyIdToken(tokens.idToken, {
        issuer: metadata.issuer,
        clientId: connection.clientId,
        algorithms: algorithmsOf(settings),
        keys: providerKeys({ uri: metadata.jwks_uri, outgoing, clock }),
      });
      const all = await completeClaims(claims, { endpoint: metadata.userinfo_endpoint, accessToken: tokens.accessToken, outgoing });
      return {
        connectionId: connection.id,
        issuer: claims.iss,
        subject: claims.sub,
        ...displayData(all),
        sid: sidOf(claims),
        idToken: tokens.idToken,
      };
    },

    async logoutUrl({ idToken, returnTo }) {
      const outgoing = outgoingFor(SIGN_OUT_TOTAL_MS);
      try {
        const metadata = await metadataBy(outgoing);
        if (!metadata.end_session_endpoint) return null;
        const url = outgoing.check(metadata.end_session_endpoint);
        url.searchParams.set("client_id", connection.clientId);
        url.searchParams.set("post_logout_redirect_uri", returnTo);
        url.searchParams.set("state", randomToken(16));
        if (idToken && (await isGoodHint(idToken, metadata, outgoing))) url.searchParams.set("id_token_hint", idToken);
        return url.href;
      } catch (error) {
        log({ level: "warn", msg: "no sign-out at the provider", request_id: ctx.requestId, ...errorFields(error) });
        return null;
      }
    },
  };

  /** A hint that the provider does not know as its own ends on its error page; without one it asks and comes back. */
  async function isGoodHint(idToken: string, metadata: Metadata, outgoing: Outgoing): Promise<boolean> {
    if (idToken.length > ID_TOKEN_HINT_MAX_CHARS) return false;
    try {
      await verifyJwt(idToken, providerKeys({ uri: metadata.jwks_uri, outgoing, clock }), {
        issuer: metadata.issuer,
        audience: connection.clientId,
        algorithms: algorithmsOf(settings),
        // As of when it was issued: providers take hints that are expired.
        currentDate: new Date((decodeJwt(idToken).iat ?? 0) * 1_000),
      });
      return true;
    } catch {
      return false;
    }
  }
}
