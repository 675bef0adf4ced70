import { sha256 } from "../../shared/bytes.ts";
import { faultOf } from "../../shared/errors.ts";
import type { RequestCtx } from "../context.ts";
import { resolveAccessToken } from "./access-token.ts";
import { revokeGrant } from "./grants.ts";
import { readRefreshToken } from "./store.ts";

/**
 * Ends the sign-in behind a refresh or access token (RFC 7009): the whole family, so that its access tokens end too. An unknown
 * token is no error: it is as gone as it can be.
 */
export async function revokeToken(ctx: RequestCtx, token: string): Promise<void> {
  const refresh = await readRefreshToken(ctx.db, await sha256(token));
  if (refresh) {
    await revokeGrant(ctx, { grantId: refresh.grant.id, userId: refresh.grant.userId, reason: "signed_out" });
    return;
  }
  try {
    const caller = await resolveAccessToken(ctx, token);
    // A token that was cut down to one workspace, for a job say, must not end the whole sign-in; it ends by itself soon.
    if (caller.orgId !== null) return;
    await revokeGrant(ctx, { grantId: caller.credential.id, userId: caller.actor.id, reason: "signed_out" });
  } catch (error) {
    if (!faultOf(error)?.code.startsWith("token_")) throw error;
  }
}
