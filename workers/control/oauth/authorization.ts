import type { AuthorizationOutcome, AuthorizationRequest, TokenResponse } from "@cairn/sdk/schema";
import { equalTexts, fromBase64Url, randomToken, sha256 } from "../../shared/bytes.ts";
import { timestamp } from "../../shared/clock.ts";
import { notFound } from "../../shared/errors.ts";
import { auditIfChanged } from "../audit/record.ts";
import type { CallerCtx, RequestCtx } from "../context.ts";
import { OAuthFault } from "./errors.ts";
import { clientName, createGrant, revokeGrant } from "./grants.ts";
import { AUTHORIZATION_LIFE_MS, CODE_LIFE_MS } from "./limits.ts";
import {
  claimAuthorizationStatement,
  decideAuthorizationStatement,
  insertAuthorization,
  readAuthorization,
  readAuthorizationByCode,
} from "./store.ts";

/**
 * Whether a redirect goes to a program on the person's own machine (RFC 8252 section 7.3): http on a loopback address with any
 * port. Nothing else is registered.
 */
export function isLoopbackRedirect(uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  const url = new URL(uri);
  const loopback = ["127.0.0.1", "[::1]", "localhost"].includes(url.hostname);
  return url.protocol === "http:" && loopback && url.username === "" && url.password === "" && url.hash === "";
}

/** Keeps a checked authorization request until its person answers; gives its id. */
export async function startAuthorization(
  ctx: RequestCtx,
  input: {
    clientId: string;
    redirectUri: string;
    state: string | null;
    codeChallenge: string;
    device: string | null;
    workspace: string | null;
  },
): Promise<string> {
  const id = ctx.newId("authorization");
  const now = ctx.clock.now();
  await insertAuthorization(ctx.db, { id, ...input, status: "pending", createdAt: now, expiresAt: now + AUTHORIZATION_LIFE_MS });
  return id;
}

/** What the person is asked to consent to. Throws `not_found` when it ended. */
export async function showAuthorization({ ctx, input }: { ctx: CallerCtx; input: { id: string } }): Promise<AuthorizationRequest> {
  const row = await readAuthorization(ctx.db, input.id, ctx.clock.now());
  if (!row) throw notFound("sign-in request");
  return {
    id: row.id,
    client_name: clientName(row.clientId),
    device: row.device,
    workspace: row.workspace,
    redirect_host: new URL(row.redirectUri).host,
    expires_at: timestamp(row.expiresAt),
  };
}

/** Consent or refusal; gives the address at the waiting program. Throws `not_found` when it ended or was answered before. */
export async function decideAuthorization({
  ctx,
  input,
}: {
  ctx: CallerCtx;
  input: { id: string; decision: "approve" | "deny" };
}): Promise<AuthorizationOutcome> {
  const now = ctx.clock.now();
  const row = await readAuthorization(ctx.db, input.id, now);
  if (!row) throw notFound("sign-in request");
  const code = input.decision === "approve" ? randomToken(32) : null;
  const status = code ? "approved" : "denied";
  const { statement } = auditIfChanged(ctx, {
    action: `authorization.${status}`,
    orgId: null,
    target: { type: "authorization", id: row.id, name: row.device },
    data: { workspace: row.workspace },
  });
  const [decided] = await ctx.db.batch([
    decideAuthorizationStatement(ctx.db, {
      id: row.id,
      userId: ctx.caller.actor.id,
      status,
      codeHash: code ? await sha256(code) : null,
      expiresAt: now + CODE_LIFE_MS,
      now,
    }),
    statement,
  ]);
  if ((decided as D1Result).meta.changes === 0) throw notFound("sign-in request");
  return { redirect_to: answerUrl(ctx, row, code ? { code } : { error: "access_denied" }) };
}

/** The redirect back to the program, with `iss` against mix-up (RFC 9207). */
export function answerUrl(
  ctx: RequestCtx,
  request: { redirectUri: string; state: string | null },
  answer: { code: string } | { error: string; error_description?: string },
): string {
  const url = new URL(request.redirectUri);
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
  if (request.state !== null) url.searchParams.set("state", request.state);
  url.searchParams.set("iss", ctx.settings.CAIRN_ORIGIN);
  return url.href;
}

/** Trades a code for tokens (RFC 6749 section 4.1.3 with RFC 7636). A code that is used twice ends what its first use gave. */
export async function redeemCode(
  ctx: RequestCtx,
  input: { code: string; clientId: string; redirectUri: string; codeVerifier: string },
): Promise<TokenResponse> {
  const row = await readAuthorizationByCode(ctx.db, await sha256(input.code));
  const refused = new OAuthFault("invalid_grant", "The code is not valid, expired or was used.");
  if (!VERIFIER.test(input.codeVerifier)) throw refused;
  if (!row?.userId || row.clientId !== input.clientId || row.redirectUri !== input.redirectUri) throw refused;
  if (!equalTexts(await challengeOf(input.codeVerifier), row.codeChallenge)) throw refused;
  if (row.status === "used" && row.grantId) {
    await revokeGrant(ctx, { grantId: row.grantId, userId: row.userId, reason: "authorization_code_reused" });
    throw refused;
  }
  if (row.status !== "approved" || row.expiresAt <= ctx.clock.now()) throw refused;
  const { userId, clientId, device, workspace } = row;
  const { ip, userAgent } = ctx;
  const signIn = { userId, clientId, device, workspace, ip, userAgent };
  const answer = await createGrant(ctx, signIn, (grantId) => claimAuthorizationStatement(ctx.db, row.id, grantId));
  if (!answer) throw refused;
  return answer;
}

/** RFC 7636 section 4.1. */
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;

/** S256 of RFC 7636 section 4.2. */
const challengeOf = (verifier: string) => sha256(verifier);

/** Whether a text can be an S256 challenge: 32 bytes in base64url. */
export function isChallenge(text: string): boolean {
  return /^[\w-]{43}$/.test(text) && fromBase64Url(text).length === 32;
}
