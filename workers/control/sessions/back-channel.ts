import { sha256 } from "../../shared/bytes.ts";
import { Fault } from "../../shared/errors.ts";
import { forgetAccess } from "../access/cache.ts";
import { auditEachForMembers, auditIfChanged } from "../audit/record.ts";
import type { RequestCtx } from "../context.ts";
import { isUniqueViolation } from "../db.ts";
import type { Connection } from "../oidc/connections.ts";
import { LOGOUT_TOKEN_KEPT_MS } from "../oidc/limits.ts";
import { verifyLogoutToken } from "../oidc/logout-token.ts";
import { endProviderSessions, liveProviderSessions, spendLogoutToken } from "./store.ts";

/**
 * Ends the sessions that an identity provider says are over: of one of its own sessions, of a person, or of both together. No such
 * session is no error. Throws as `verifyLogoutToken`, and `id_token_invalid` for a token that was used before.
 */
export async function endByProvider({ ctx, connection, token }: { ctx: RequestCtx; connection: Connection; token: string }): Promise<void> {
  const signOut = await verifyLogoutToken(ctx, connection, token);
  const now = ctx.clock.now();
  const which = { connectionId: connection.id, issuer: signOut.issuer, subject: signOut.subject, sid: signOut.sid };
  const audit = auditIfChanged(ctx, {
    action: "session.ended_by_provider",
    orgId: connection.orgId,
    target: { type: "connection", id: connection.id },
    data: { subject: signOut.subject, sid: signOut.sid },
  });
  const ended = auditEachForMembers(
    ctx,
    { action: "session.ended", targetType: "session", data: { because: "provider" } },
    liveProviderSessions(ctx.db, which),
  );
  for (const { user_id } of await ctx.db.all<{ user_id: string }>(liveProviderSessions(ctx.db, which))) ctx.changedMembers.add(user_id);
  const hash = await sha256(JSON.stringify([connection.id, signOut.issuer, signOut.jti]));
  try {
    await ctx.db.batch([
      ...spendLogoutToken(ctx.db, { hash, now, forgetAt: now + LOGOUT_TOKEN_KEPT_MS }),
      ended,
      endProviderSessions(ctx.db, which, now),
      audit.statement,
    ]);
  } catch (error) {
    if (isUniqueViolation(error, "logout_tokens"))
      throw new Fault("id_token_invalid", "The logout token was used before.", { claim: "jti" });
    throw error;
  }
  forgetAccess();
}
