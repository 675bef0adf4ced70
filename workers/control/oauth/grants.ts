import { CLI_CLIENT_ID, type Grant, type Page, type TokenResponse } from "@cairn/sdk/schema";
import { randomToken, sha256 } from "../../shared/bytes.ts";
import { SECOND_MS, timestamp, timestampOrNull } from "../../shared/clock.ts";
import { decodeCursor, IdCursor, toPage } from "../../shared/cursor.ts";
import { open, seal } from "../../shared/envelope.ts";
import { notFound } from "../../shared/errors.ts";
import { forgetAccess } from "../access/cache.ts";
import { auditSignIn } from "../audit/record.ts";
import type { Caller, CallerCtx, RequestCtx } from "../context.ts";
import type { Statement } from "../db.ts";
import { requirePerson } from "../me/person.ts";
import { readUser } from "../me/store.ts";
import { issueAccessToken } from "./access-token.ts";
import { OAuthFault } from "./errors.ts";
import type { NewGrant } from "./store.ts";
import { insertGrant, listGrants, readGrant, readRefreshToken, revokeGrantStatement, rotateRefreshToken } from "./store.ts";

const CLIENT_NAMES: Record<string, string> = { [CLI_CLIENT_ID]: "Cairn command line" };
export const clientName = (clientId: string) => CLIENT_NAMES[clientId] ?? clientId;

const newRefreshToken = () => `cairn_rt_${randomToken(32)}`;
const successorPlace = (hash: string) => ({ table: "refresh_tokens", column: "successor_sealed", row: hash });
const endedGrant = () => new OAuthFault("invalid_grant", "The sign-in ended. Sign in again.");

/** What a new sign-in of a program needs before it is written: ids, times and its first refresh token. */
async function prepareGrant(ctx: RequestCtx, input: Omit<NewGrant, "id" | "createdAt" | "expiresAt">) {
  const now = ctx.clock.now();
  const token = newRefreshToken();
  const grant: NewGrant = {
    ...input,
    id: ctx.newId("grant"),
    createdAt: now,
    expiresAt: now + ctx.settings.CAIRN_GRANT_ABSOLUTE_S * SECOND_MS,
  };
  const refresh = { hash: await sha256(token), expiresAt: now + ctx.settings.CAIRN_REFRESH_TOKEN_TTL_S * SECOND_MS };
  return { grant, token, refresh };
}

/**
 * Signs a program in: spends what the person approved (`claim`, which changes a row for one caller only) and writes the grant, its first
 * refresh token and its audit row in the same batch. Null when the claim came too late.
 */
export async function createGrant(
  ctx: RequestCtx,
  input: Omit<NewGrant, "id" | "createdAt" | "expiresAt">,
  claim: (grantId: string) => Statement,
): Promise<TokenResponse | null> {
  const { grant, token, refresh } = await prepareGrant(ctx, input);
  // Signed before the claim: a failure here leaves the program free to ask again.
  const answer = await tokensOf(ctx, grant, token);
  const name = (await readUser(ctx.db, grant.userId))?.name ?? "";
  const caller: Caller = {
    actor: { type: "user", id: grant.userId, name },
    credential: { kind: "token", id: grant.id, expiresAt: grant.expiresAt },
    orgId: null,
    workspaceIds: null,
    actions: null,
  };
  const record = auditSignIn(
    { ...ctx, caller },
    { action: "grant.created", target: { type: "grant", id: grant.id, name: grant.device }, data: { client_id: grant.clientId } },
    grant.userId,
  );
  const [claimed] = await ctx.db.batch([
    claim(grant.id),
    ...record.statements,
    ...insertGrant(ctx.db, grant, { ...refresh, when: record.happened }),
  ]);
  return (claimed as D1Result).meta.changes > 0 ? answer : null;
}

/** The answer of the token endpoint for a grant. */
async function tokensOf(
  ctx: RequestCtx,
  grant: Pick<NewGrant, "id" | "userId" | "clientId" | "expiresAt">,
  refreshToken: string,
): Promise<TokenResponse> {
  const leftS = Math.floor((grant.expiresAt - ctx.clock.now()) / SECOND_MS);
  const ttlS = Math.max(1, Math.min(ctx.settings.CAIRN_ACCESS_TOKEN_TTL_S, leftS));
  const access_token = await issueAccessToken(ctx, {
    userId: grant.userId,
    clientId: grant.clientId,
    grantId: grant.id,
    ttlS,
  });
  return { access_token, token_type: "Bearer", expires_in: ttlS, refresh_token: refreshToken };
}

/**
 * Trades a refresh token for its successor. Within the replay window a token that was already traded gives the same successor, so
 * that a lost answer or a parallel process loses nothing; after it, reuse ends the whole family (RFC 9700 section 4.14).
 */
export async function refreshTokensOf(ctx: RequestCtx, input: { token: string; clientId: string }): Promise<TokenResponse> {
  const hash = await sha256(input.token);
  for (let attempt = 0; attempt < 2; attempt++) {
    const row = await readRefreshToken(ctx.db, hash);
    const now = ctx.clock.now();
    if (!row || row.grant.clientId !== input.clientId) throw new OAuthFault("invalid_grant", "The refresh token is not known.");
    const { token, grant } = row;
    if (grant.revokedAt !== null || grant.expiresAt <= now || token.expiresAt <= now) throw endedGrant();
    if (token.usedAt !== null) {
      if (now - token.usedAt > ctx.settings.CAIRN_REFRESH_REPLAY_S * SECOND_MS || !token.successorSealed) {
        await revokeGrant(ctx, { grantId: grant.id, userId: grant.userId, reason: "refresh_token_reused" });
        throw new OAuthFault("invalid_grant", "The refresh token was used before, so the sign-in was ended. Sign in again.");
      }
      return tokensOf(ctx, grant, await open(ctx.settings.keyring, successorPlace(hash), token.successorSealed));
    }
    const successor = newRefreshToken();
    const rotated = await rotateRefreshToken(ctx.db, {
      hash,
      grantId: grant.id,
      successorHash: await sha256(successor),
      successorSealed: await seal(ctx.settings.keyring, successorPlace(hash), successor),
      expiresAt: Math.min(now + ctx.settings.CAIRN_REFRESH_TOKEN_TTL_S * SECOND_MS, grant.expiresAt),
      now,
    });
    if (rotated) return tokensOf(ctx, grant, successor);
  }
  throw endedGrant();
}

/** Ends a program's sign-in: its refresh tokens at once, its access tokens within seconds. True when it still lived. */
export async function revokeGrant(
  ctx: RequestCtx & Partial<Pick<CallerCtx, "caller">>,
  input: { grantId: string; userId: string; reason: string },
): Promise<boolean> {
  const { statements } = auditSignIn(
    ctx,
    {
      action: "grant.revoked",
      target: { type: "grant", id: input.grantId },
      data: { reason: input.reason, user_id: input.userId },
    },
    input.userId,
  );
  const [revoked] = await ctx.db.batch([revokeGrantStatement(ctx.db, { ...input, now: ctx.clock.now() }), ...statements]);
  forgetAccess();
  return (revoked as D1Result).meta.changes > 0;
}

/** Ends one of the caller's own grants. Throws `not_found`, and what `requirePerson` throws. */
export async function revokeOwnGrant({ ctx, input }: { ctx: CallerCtx; input: { grantId: string } }): Promise<void> {
  requirePerson(ctx.caller);
  const grant = await readGrant(ctx.db, input.grantId);
  if (grant?.userId !== ctx.caller.actor.id || grant.revokedAt !== null) throw notFound("sign-in");
  await revokeGrant(ctx, { grantId: grant.id, userId: grant.userId, reason: "ended_by_user" });
}

/** The caller's living grants, newest first. Throws what `requirePerson` throws. */
export async function listOwnGrants({
  ctx,
  input,
}: {
  ctx: CallerCtx;
  input: { cursor?: string | undefined; limit: number };
}): Promise<Page<Grant>> {
  const { id: userId } = requirePerson(ctx.caller);
  const after = input.cursor === undefined ? null : decodeCursor(input.cursor, IdCursor);
  const rows = await listGrants(ctx.db, { userId, now: ctx.clock.now(), after, take: input.limit + 1 });
  const view = (grant: (typeof rows)[number]): Grant => ({
    id: grant.id,
    current: ctx.caller.credential.id === grant.id,
    client_name: clientName(grant.clientId),
    device: grant.device,
    workspace: grant.workspace,
    created_at: timestamp(grant.createdAt),
    last_used_at: timestampOrNull(grant.lastUsedAt),
    expires_at: timestamp(grant.expiresAt),
  });
  return toPage(rows, input.limit, (row) => row.id, view);
}
