import { randomToken, sha256 } from "../../shared/bytes.ts";
import { SECOND_MS } from "../../shared/clock.ts";
import { seal } from "../../shared/envelope.ts";
import { forgetAccess } from "../access/cache.ts";
import { auditRow, auditSignIn } from "../audit/record.ts";
import type { CallerCtx, RequestCtx } from "../context.ts";
import { isUniqueViolation, type Statement } from "../db.ts";
import { joinDemo } from "../demo/join.ts";
import type { Identity } from "../oidc/identity.ts";
import { SESSION_TOKEN_BYTES } from "./resolve.ts";
import {
  endSession,
  insertIdentity,
  insertSession,
  insertUser,
  markIdentityUsed,
  readIdentity,
  readSessionByToken,
  updateProfile,
} from "./store.ts";

interface SignInInput {
  identity: Identity;
  /** The session that the browser had until now: it ends, since its token is replaced. */
  previousToken: string | null;
}

/**
 * Begins a session for whoever an identity provider vouched for, in one batch with the person when it is the first time. People are
 * known by connection, issuer and subject alone: an e-mail address never leads to an existing person.
 */
export async function signIn({ ctx, input }: { ctx: RequestCtx; input: SignInInput }): Promise<{ token: string; expiresAt: number }> {
  const { identity } = input;
  const known = await readIdentity(ctx.db, identity);
  try {
    return await begin(ctx, input, known?.userId ?? null);
  } catch (error) {
    // Two first sign-ins at once: the one that came second is an ordinary one.
    const first = known || !isUniqueViolation(error, "identities") ? null : await readIdentity(ctx.db, identity);
    if (!first) throw error;
    return begin(ctx, input, first.userId);
  }
}

async function begin(ctx: RequestCtx, { identity, previousToken }: SignInInput, knownId: string | null) {
  const now = ctx.clock.now();
  const userId = knownId ?? ctx.newId("user");
  const id = ctx.newId("session");
  const token = randomToken(SESSION_TOKEN_BYTES);
  const absoluteExpiresAt = now + ctx.settings.CAIRN_SESSION_ABSOLUTE_S * SECOND_MS;
  const idleExpiresAt = Math.min(now + ctx.settings.CAIRN_SESSION_IDLE_S * SECOND_MS, absoluteExpiresAt);
  const { connectionId, issuer, subject, name, email, emailVerified, sid } = identity;
  const actor = { type: "user" as const, id: userId, name };
  const callerCtx: CallerCtx = {
    ...ctx,
    caller: { actor, credential: { kind: "session", id, expiresAt: absoluteExpiresAt }, orgId: null, workspaceIds: null, actions: null },
  };
  const profile = { userId, name, email, emailVerified };
  const target = { type: "user", id: userId, name };
  const person: [Statement, ...Statement[]] = knownId
    ? [updateProfile(ctx.db, profile), markIdentityUsed(ctx.db, identity, now)]
    : [
        insertUser(ctx.db, { ...profile, now }),
        insertIdentity(ctx.db, { connectionId, issuer, subject, userId, createdAt: now, lastSignInAt: now }),
        auditRow(callerCtx, { action: "user.created", orgId: null, target, data: { connection: connectionId } }),
        ...(await joinDemo(callerCtx, userId)),
      ];
  const idTokenSealed = await seal(ctx.settings.keyring, { table: "sessions", column: "id_token_sealed", row: id }, identity.idToken);
  const session = { id, tokenHash: await sha256(token), userId, connectionId, idTokenSealed, sid };
  await ctx.db.batch([
    ...person,
    insertSession(ctx.db, {
      ...session,
      userAgent: ctx.userAgent,
      ip: ctx.ip,
      createdAt: now,
      lastSeenAt: now,
      idleExpiresAt,
      absoluteExpiresAt,
    }),
    ...auditSignIn(callerCtx, { action: "session.started", target: { type: "session", id }, data: { connection: connectionId } }, userId)
      .statements,
    ...(await endPrevious(callerCtx, previousToken)),
  ]);
  forgetAccess();
  return { token, expiresAt: absoluteExpiresAt };
}

async function endPrevious(ctx: CallerCtx, token: string | null): Promise<Statement[]> {
  const previous = token === null ? null : await readSessionByToken(ctx.db, await sha256(token));
  if (!previous || previous.endedAt !== null) return [];
  const { id, userId } = previous;
  const { statements } = auditSignIn(ctx, { action: "session.ended", target: { type: "session", id }, data: { replaced: true } }, userId);
  return [endSession(ctx.db, { id, userId, now: ctx.clock.now() }), ...statements];
}
