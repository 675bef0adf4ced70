import { sha256 } from "../../shared/bytes.ts";
import { open } from "../../shared/envelope.ts";
import { errorFields, log } from "../../shared/log.ts";
import { forgetAccess } from "../access/cache.ts";
import { auditSignIn } from "../audit/record.ts";
import type { CallerCtx, RequestCtx } from "../context.ts";
import { endSession, readSessionByToken, type SessionRow } from "./store.ts";

/** What the identity provider must hear for its own sign-out; null when the token is of no session. */
interface SignedOut {
  connectionId: string;
  idToken: string | null;
}

/** Ends the browser's session here, whatever the identity provider says afterwards. A session that ended already is no error. */
export async function signOut({ ctx, token }: { ctx: RequestCtx; token: string }): Promise<SignedOut | null> {
  const session = await readSessionByToken(ctx.db, await sha256(token));
  if (!session) return null;
  const { id, userId, connectionId } = session;
  const idToken = await openIdToken(ctx, session);
  if (session.endedAt === null) {
    const actor = { type: "user" as const, id: userId, name: session.userName };
    const callerCtx: CallerCtx = {
      ...ctx,
      caller: { actor, credential: { kind: "session", id, expiresAt: null }, orgId: null, workspaceIds: null, actions: null },
    };
    const { statements } = auditSignIn(callerCtx, { action: "session.ended", target: { type: "session", id } }, userId);
    await ctx.db.batch([endSession(ctx.db, { id, userId, now: ctx.clock.now() }), ...statements]);
    forgetAccess();
  }
  return { connectionId, idToken };
}

async function openIdToken(ctx: RequestCtx, { id, idTokenSealed }: SessionRow): Promise<string | null> {
  if (idTokenSealed === null) return null;
  try {
    return await open(ctx.settings.keyring, { table: "sessions", column: "id_token_sealed", row: id }, idTokenSealed);
  } catch (error) {
    log({ level: "warn", msg: "sealed ID token does not open", request_id: ctx.requestId, ...errorFields(error) });
    return null;
  }
}
